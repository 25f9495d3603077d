import ReelBasics
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand

/// What files hold is looked at before anything is paid for.
@Suite(.timeLimit(.minutes(1)))
struct InputCheckTests {
  /// A bench with pictures, and films of one and twelve seconds.
  private func bench() async throws -> CommandBench {
    let bench = try CommandBench()
    _ = try bench.folder.write(
      "cup.png",
      PictureArtist.drawPlain(width: 64, height: 48, seed: 1, format: .png))
    _ = try bench.folder.write(
      "small.png", PictureArtist.drawPlain(width: 32, height: 32, seed: 1, format: .png))
    _ = try bench.folder.write("fake.png", Array("hello".utf8))
    _ = try bench.folder.write("empty.jpg", [])
    let threads = WorkerThreads(width: 2)
    let artist = FilmArtist(
      threads: threads, films: Films(threads: threads, environment: CommandBench.environment))
    for seconds in [1, 3, 12] {
      try await artist.render(
        FilmScene(.tiny(seconds: seconds), width: 64, height: 48, seed: 1),
        to: bench.folder.file("film\(seconds).mp4"))
    }
    return bench
  }

  @Test func everyFileIsLookedInto() async throws {
    let bench = try await bench()
    try bench.write(
      assets: """
        a: {edit: ./fake.png, prompt: A}
        b: {animate: ./empty.jpg}
        c: {edit: ./film12.mp4, prompt: C}
        d: {extend: ./film1.mp4, prompt: D}
        e: {edit: ./cup.png, prompt: E, mask: ./cup.png}
        f: {edit: {file: ./film3.mp4, medium: image}, prompt: F}
        g: {extend: ./film3.mp4, prompt: G}
        h: {edit: ./cup.png, prompt: H}
        """)
    let check = await bench.run(["check", "reel.yaml"])
    #expect(check.status == .usage)
    for finding in [
      "6:13: error: the file './fake.png' is no PNG, JPEG or WebP [input.format]",
      "7:16: error: the file './empty.jpg' is no PNG, JPEG or WebP [input.format]",
      "8:13: error: the film './film12.mp4' is 12.0 s long", "9:15: error: the film './film1.mp4'",
      "10:41: error: the mask './cup.png' has no alpha [asset.mask]",
      "11:13: error: the file './film3.mp4' is no PNG",
    ] {
      #expect(check.output.contains(finding), "\(finding) in \(check.output)")
    }
    #expect(check.output.count(of: "error:") == 6, "\(check.output)")
    // A run finds the same before it asks, and leaves nothing behind.
    let before = try FolderSnapshot(bench.folder.path)
    let run = await bench.run(["run", "reel.yaml", "--emulator", "--render", "instant"])
    #expect(run.status == .usage)
    #expect(run.errors.count(of: "error:") == 6, "\(run.errors)")
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }
}

extension String {
  /// How often a word stands in the text.
  fileprivate func count(of word: String) -> Int { ranges(of: word).count }
}
