import ReelBasics
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What files hold is looked at before anything is paid for.
@Suite(.timeLimit(.minutes(10)))
struct InputCheckTests {
  /// A bench with pictures, and films of one and twelve seconds.
  private func bench() async throws -> CommandBench {
    let bench = try CommandBench()
    _ = try bench.folder.write(
      "cup.png",
      PictureArtist.drawMosaic(width: 64, height: 48, seed: 1, format: .png))
    _ = try bench.folder.write(
      "small.png", PictureArtist.drawMosaic(width: 32, height: 32, seed: 1, format: .png))
    _ = try bench.folder.write("fake.png", Array("hello".utf8))
    _ = try bench.folder.write("empty.jpg", [])
    for seconds in [1, 3, 12] {
      try await TestFilm.write("film\(seconds).mp4", seconds: seconds, in: bench)
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

  @Test func aFileThatIsNotThereIsFoundOnce() async throws {
    let bench = try CommandBench(
      assets: """
        a: {edit: ./none.png, prompt: A}
        b: {edit: ./cup.png, prompt: B, mask: ./mask.png}
        c: {edit: logo, prompt: C}
        """, head: "sources: {logo: ./logo.png}")
    _ = try bench.folder.write(
      "cup.png", PictureArtist.drawMosaic(width: 64, height: 48, seed: 1, format: .png))
    let check = await bench.run(["check", "reel.yaml"])
    for name in ["none", "mask", "logo"] {
      #expect(check.output.contains("there is no file './\(name).png'"), "\(check.output)")
    }
    #expect(check.output.count(of: "error:") == 3, "\(check.output)")
  }

  @Test func aFileIsLookedIntoOnce() async throws {
    let bench = try CommandBench()
    _ = try bench.folder.write("broken.mp4", Array("\0\0\0\u{18}ftypmp42\0\0\0\0mp42isom".utf8))
    try bench.write(
      "bin/ffprobe", "#!/bin/sh\necho x >>'\(bench.folder.file("asked"))'\nexit 1\n")
    try #require(chmod(bench.folder.file("bin/ffprobe"), 0o755) == 0)
    try bench.write(
      assets: """
        a: {matrix: {n: [1, 2, 3, 4]}, edit: ./broken.mp4, prompt: "${n}"}
        b: {extend: ./broken.mp4, prompt: B}
        """)
    let check = await bench.run(
      ["check", "reel.yaml"], environment: ["PATH": bench.folder.file("bin") + ":/usr/bin:/bin"])
    #expect(check.output.contains("the film './broken.mp4' cannot be read"), "\(check.output)")
    let asked = try LocalFileReader().read(bench.folder.file("asked"), limit: 1000)
    #expect(asked == Array("x\n".utf8))
  }

  @Test func aMaskHasTheSizeOfWhatItIsLaidOver() async throws {
    let bench = try CommandBench()
    for (name, width, height) in [("cup.png", 64, 48), ("big.png", 128, 96)] {
      _ = try bench.folder.write(
        name, PictureArtist.drawMosaic(width: width, height: height, seed: 1, format: .png))
    }
    // A picture in a frame without colour has alpha.
    let pictures = Pictures(threads: WorkerThreads(width: 1))
    _ = try await pictures.finish(
      bench.folder.file("cup.png"),
      by: PictureRecipe(
        mask: nil, fit: PictureRecipe.Fit(width: 64, height: 64, mode: .contain), format: .png),
      to: bench.folder.file("mask.png"))
    try bench.write(
      assets: """
        fits: {edit: made, prompt: A, mask: ./mask.png}
        file: {edit: ./big.png, prompt: B, mask: ./mask.png}
        other: {edit: wide, prompt: C, mask: ./mask.png}
        made: {generate: image, prompt: D, size: 64x64}
        wide: {generate: image, prompt: E, size: 128x64}
        unknown: {generate: image, prompt: F}
        open: {edit: unknown, prompt: G, mask: ./mask.png}
        """)
    let check = await bench.run(["check", "reel.yaml"])
    #expect(check.status == .usage)
    for finding in [
      "7:44: error: the mask './mask.png' is 64x64, and './big.png' is 128x96 [asset.mask]",
      "8:40: error: the mask './mask.png' is 64x64, and 'wide' is 128x64 [asset.mask]",
    ] {
      #expect(check.output.contains(finding), "\(finding) in \(check.output)")
    }
    #expect(check.output.count(of: "error:") == 2, "\(check.output)")
  }

  @Test func aFileThatIsTooLargeIsFoundByAll() async throws {
    let bench = try CommandBench(assets: "a: {edit: ./big.png, prompt: A}")
    let picture = try PictureArtist.drawMosaic(width: 64, height: 48, seed: 1, format: .png)
    _ = try bench.folder.write("big.png", picture + [UInt8](repeating: 0, count: 21 << 20))
    for line in [
      ["check", "reel.yaml"], ["plan", "reel.yaml"], ["run", "reel.yaml", "--emulator"],
    ] {
      let outcome = await bench.run(line)
      #expect(outcome.status == .usage, "\(line)")
      let said = outcome.output + outcome.errors
      #expect(said.count(of: "the image './big.png' has 22.1 MB") == 1, "\(said)")
      #expect(said.count(of: "error:") == 1, "\(said)")
    }
  }

  @Test(arguments: ["", "ffprobe", "ffprobe ffmpeg"])
  func whatIsNeededToLookAtAFilmIsMissedBeforeItIsPaidFor(_ there: String) async throws {
    let bench = try ProviderBench(assets: "a: {generate: video, prompt: A}")
    for name in there.split(separator: " ") {
      try bench.bench.write("bin/\(name)", "#!/bin/sh\nexit \(name == "ffmpeg" ? 1 : 0)\n")
      try #require(chmod(bench.bench.folder.file("bin/\(name)"), 0o755) == 0)
    }
    let before = try FolderSnapshot(bench.bench.folder.path)
    let path = ["PATH": bench.bench.folder.file("bin"), "XAI_API_KEY": ProviderBench.key]
    let outcome = await bench.run(environment: path)
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("Debian package ffmpeg"), "\(outcome.errors)")
    #expect(outcome.errors.contains(there.isEmpty ? "ffprobe" : "ffmpeg "), "\(outcome.errors)")
    #expect(bench.billed.isEmpty)
    #expect(try FolderSnapshot(bench.bench.folder.path) == before)
    // Pictures need none of them.
    try bench.bench.write(assets: "b: {generate: image, prompt: B}")
    let picture = await bench.run(environment: path)
    #expect(picture.status == .success, "\(picture.errors)")
  }

  /// The first film would be paid for, and the second refused.
  @Test func aFilmThatWillBeTooLongIsFoundBeforeItIsMade() async throws {
    let bench = try CommandBench(
      assets: """
        film: {generate: video, prompt: A, duration: 15}
        fixed: {edit: film, prompt: B}
        longer: {extend: film, prompt: C, duration: 10}
        longest: {extend: longer, prompt: D, duration: 10}
        toolong: {extend: longest, prompt: E, duration: 10}
        """)
    // Somebody may have adopted another film, which only a run sees.
    for (line, status, word) in [
      (["check"], ExitStatus.success, "warning:"), (["run", "--emulator"], .usage, "error:"),
    ] {
      let outcome = await bench.run([line[0], "reel.yaml"] + line.dropFirst())
      #expect(outcome.status == status)
      let said = outcome.output + outcome.errors
      #expect(
        said.contains("the film 'film' will be 15.0 s long; a video edit takes at most 8.7 s"),
        "\(said)")
      #expect(
        said.contains(
          "the film 'longest' will be 35.0 s long; a video extension takes 2.0 to 30.0 s"),
        "\(said)")
      #expect(said.count(of: word) == 2, "\(said)")
    }
  }

  @Test(.enabled(if: geteuid() != 0, "for root every file can be read"))
  func aFileThatMayNotBeReadIsNotOneOfAnotherFormat() async throws {
    let bench = try CommandBench(assets: "a: {edit: ./cup.png, prompt: A}")
    _ = try bench.folder.write("cup.png", Array("x".utf8))
    #expect(chmod(bench.folder.file("cup.png"), 0) == 0)
    let check = await bench.run(["check", "reel.yaml"])
    #expect(check.output.contains("the file './cup.png' cannot be read [file.unreadable]"))
  }
}

extension String {
  /// How often a word stands in the text.
  fileprivate func count(of word: String) -> Int { ranges(of: word).count }
}
