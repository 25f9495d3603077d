import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelMedia
import ReelPlan
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Films that have come whole, and of which there is no other: their addresses expire.
@Suite(.timeLimit(.minutes(10))) struct KeptFilmTests {
  private let path = "/usr/local/bin:/usr/bin:/bin"

  /// A film of two seconds.
  private func film() async throws -> [UInt8] {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let threads = WorkerThreads(width: 2)
    let films = Films(threads: threads, environment: ["PATH": path])
    try await FilmArtist(threads: threads, films: films).render(
      FilmScene(.tiny(seconds: 2), width: 640, height: 360, seed: 2), to: folder.file("film.mp4"))
    let count = try #require(FileStatus.size(of: folder.file("film.mp4")))
    return try #require(FileStatus.head(of: folder.file("film.mp4"), count: Int(count)))
  }

  @Test func whatTheStoreCannotTakeStaysHoweverOftenItIsTried() async throws {
    let film = try await film()
    let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: \(film.count)\r\n\r\n".utf8) + film
    let script: [LoopbackServer.Action] = [.readRequest, .send(answer)]
    try await Bench.with(path: path, script: { $0 == 0 ? script : [.reset] }) { bench in
      let digest = SHA256.digest(film)
      let place = String(bench.objects.path(of: digest).dropLast(digest.hex.count - 1))
      // Where the object's folder is to be stands something else.
      try #require(symlink("/dev/null", place) == 0)
      for _ in 1...2 {
        let outcome = await bench.bridge.fetch(
          .address(bench.server.url("/result")), medium: .video, timeLimit: .seconds(60),
          progress: { _ in })
        #expect(outcome.kind == "unkept", "\(outcome)")
        let fetched = bench.objects.fetchedPath(from: bench.server.url("/result"))
        #expect(FileDigest.of(fetched) == digest)
      }
      try #require(unlink(place) == 0)
      let outcome = await bench.bridge.fetch(
        .address(bench.server.url("/result")), medium: .video, timeLimit: .seconds(60),
        progress: { _ in })
      #expect(outcome.kind == "kept", "\(outcome)")
      #expect(bench.server.connectionCount == 1)
      #expect(bench.leftovers == ["undecodable"])
    }
  }
}
