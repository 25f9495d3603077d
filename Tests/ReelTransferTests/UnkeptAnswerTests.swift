import ReelBasics
import ReelEngine
import ReelHTTP
import ReelMedia
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Answers with media in base64, of which no copy is left as they came: on a full disk that goes first.
@Suite(.timeLimit(.minutes(10))) struct UnkeptAnswerTests {
  /// Removes the copies that stand beside the media.
  private struct FullDisk: HTTPTransport {
    let base: CurlTransport

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      let response = try await base.send(request)
      if let path = response.rawPath { FileStatus.remove(path) }
      return HTTPResponse(
        status: response.status, headers: response.headers, body: response.body,
        isDelimited: response.isDelimited, spilled: response.spilled)
    }

    func download(
      _ request: HTTPRequest, to path: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws(HTTPError) -> HTTPDownload {
      try await base.download(request, to: path, progress: progress)
    }
  }

  /// So many times the beginning of a picture: long enough for a file of its own.
  private static func media(_ count: Int) -> [UInt8] {
    Array(repeatElement([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10] as [UInt8], count: count).joined())
  }

  private static func text(_ count: Int) -> String { String(repeating: "/9j/4AAQ", count: count) }

  /// Asks for two pictures where the store cannot take the second.
  private func submit(
    _ body: (Bench) throws -> Void, _ check: (Bench, SubmitOutcome) throws -> Void
  ) async throws {
    let pictures = [10_000, 11_000].map { #"{"b64_json":"\#(Self.text($0))"}"# }
    let answer = #"{"data":[\#(pictures.joined(separator: ","))]}"#
    let script: [LoopbackServer.Action] = [.readRequest, .send(Bench.answer(200, answer))]
    try await Bench.with(between: { FullDisk(base: $0) }, script: { _ in script }) { bench in
      let digest = SHA256.digest(Self.media(11_000))
      // Where the object's folder is to be stands something else.
      let place = String(bench.objects.path(of: digest).dropLast(digest.hex.count - 1))
      try #require(symlink("/dev/null", place) == 0)
      try body(bench)
      let outcome = try await bench.submit(
        "generate: image, prompt: P, model: grok-imagine-image-2.0, count: 2")
      #expect(outcome.kind == "unsettled", "\(outcome)")
      try check(bench, outcome)
    }
  }

  @Test func whatTheStoreCannotTakeIsPutAside() async throws {
    try await submit({ _ in }) { bench, outcome in
      let aside = try bench.aside.map { try bench.directory.read("state/tmp/undecodable/\($0)") }
      #expect(aside.count == 2 && aside.contains(Self.media(11_000)))
      #expect(bench.leftovers == ["undecodable"])
      // All of it is named, also what the store took.
      let kept = bench.objects.path(of: SHA256.digest(Self.media(10_000)))
      #expect(outcome.reason.contains("what is left of it is in '\(kept)'"), "\(outcome)")
      #expect(bench.aside.allSatisfy { outcome.reason.contains($0) }, "\(outcome)")
    }
  }

  @Test func whatCannotBePutAsideStaysForTheNextRun() async throws {
    try await submit({ bench in
      let aside = bench.directory.file("state/tmp/undecodable")
      try #require(rmdir(aside) == 0)
      _ = try bench.directory.write("state/tmp/undecodable", Array("in the way".utf8))
    }) { bench, outcome in
      let isMedia: ([UInt8]) -> Bool = { MediaFormat(sniffing: $0) != nil }
      try bench.objects.removeTemporaries(now: 0, keepingAnswers: isMedia)
      let name = try #require(bench.leftovers.first { $0 != "undecodable" })
      #expect(outcome.reason.contains("/\(name)'"), "\(outcome)")
      #expect(try bench.directory.read("state/tmp/\(name)") == Self.media(11_000))
      FileStatus.remove(bench.directory.file("state/tmp/undecodable"))
      #expect(try bench.objects.setAsideAnswers(where: isMedia).count == 1)
      #expect(bench.leftovers == ["undecodable"])
    }
  }

  /// A copy of more than is kept of an answer may have been cut off inside a picture.
  @Test(arguments: [true, false])
  func whatACopyMayLackIsPutAsideBesideIt(isCut: Bool) async throws {
    try await Bench.with(script: { _ in [] }) { bench in
      let keeper = AnswerKeeper(objects: bench.objects, threads: WorkerThreads(width: 1)) { _ in
        false
      }
      let raw = try bench.directory.write(
        "state/tmp/\(TemporaryName.make(.answer))", Array("{".utf8))
      if isCut { try #require(truncate(raw, 64 << 20) == 0) }
      let media = Self.media(10_000)
      let text = HTTPSpilledText(
        placeholder: "p",
        path: try bench.directory.write("state/tmp/\(TemporaryName.make(.answer))", media),
        byteCount: Int64(media.count), digest: SHA256.digest(media), mediaType: nil)
      let response = HTTPResponse(
        status: 200, headers: [:], body: Array("{}".utf8), spilled: [text], rawPath: raw)
      let words = try #require(await keeper.setAside(.success(response)))
      // The copy, the picture, and all but the picture.
      #expect(bench.aside.count == (isCut ? 3 : 1))
      #expect(words.hasPrefix(isCut ? "what is left of it is in '" : "what came is kept in '"))
      #expect(bench.aside.allSatisfy { words.contains($0) }, "\(words)")
      #expect(bench.leftovers == ["undecodable"])
    }
  }
}
