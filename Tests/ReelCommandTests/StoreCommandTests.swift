import ReelBasics
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `adopt` and `cache`: what people do to the store by hand.
@Suite(.timeLimit(.minutes(10)))
struct StoreCommandTests {
  private static let assets = """
    cup: {generate: image, prompt: A cup, count: 2}
    red: {edit: cup, prompt: Paint it red, size: 320x180, output: red.png}
    """

  private static func picture(_ seed: UInt64) throws -> [UInt8] {
    try PictureArtist.drawMosaic(width: 64, height: 64, seed: seed, format: .png)
  }

  @Test func anAdoptedFileIsTheVariantFromThenOn() async throws {
    let bench = try CommandBench(assets: Self.assets)
    _ = try bench.folder.write("mine.png", try Self.picture(7))
    let taken = await bench.run(["adopt", "reel.yaml", "cup", "mine.png", "--emulator"])
    #expect(taken.status == .success, "\(taken.errors)")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success, "\(outcome.errors)")
    // The second variant and the edit; what was taken is not asked for.
    #expect(billed.count == 2)
    #expect(
      FileDigest.of(bench.folder.file("out/shop-emulator/cup-1.png"))
        == FileDigest.of(bench.folder.file("mine.png")))
    #expect(try await bench.emulate().outcome.output.hasPrefix("Done: 2 fresh"))
  }

  @Test func whatAnotherHandMadeOfAnOutputCanBeAdopted() async throws {
    let bench = try CommandBench(assets: Self.assets)
    _ = try await bench.emulate()
    let path = "out/shop-emulator/cup-2.jpg"
    _ = try bench.folder.write(
      path, try PictureArtist.drawMosaic(width: 64, height: 64, seed: 9, format: .jpeg))
    #expect(try await bench.emulate().outcome.status == .failure)
    let taken = await bench.run(
      ["adopt", "reel.yaml", "cup", path, "--variant", "2", "--emulator"])
    #expect(taken.status == .success, "\(taken.errors)")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success && billed.isEmpty, "\(outcome.errors)")
  }

  @Test(arguments: [
    (["cup", "reel.yaml"], "cannot be taken"), (["cup", "none.png"], "none.png"),
    (["cap", "mine.png"], "did you mean 'cup'?"), (["red", "mine.png"], "is not there yet"),
    (["cup", "--request-id", "x"], "only films"), (["cup"], "takes a manifest, an asset"),
  ])
  func whatCannotBeAdoptedIsSaid(operands: [String], words: String) async throws {
    let bench = try CommandBench(assets: Self.assets)
    _ = try bench.folder.write("mine.png", try Self.picture(7))
    let outcome = await bench.run(["adopt", "reel.yaml"] + operands + ["--emulator"])
    #expect(outcome.status != .success && outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func aJobThatWasPaidForElsewhereIsCollected() async throws {
    let clip = "clip: {generate: video, prompt: A kite, duration: 1}"
    let bench = try ProviderBench(assets: clip)
    _ = await bench.run(["--no-wait"])
    let status = await bench.bench.run(
      ["status", "reel.yaml", "--base-url", bench.emulator.baseURL, "--format", "json"])
    let text = try #require(status.output.split(separator: "job ").last)
    let job = String(text.prefix { $0 != ";" })
    // Another folder knows nothing of it.
    let other = try CommandBench(assets: clip)
    let base = ["--base-url", bench.emulator.baseURL]
    let taken = await other.run(["adopt", "reel.yaml", "clip", "--request-id", job] + base)
    #expect(taken.status == .success, "\(taken.errors)")
    let outcome = await other.run(
      ["run", "reel.yaml"] + base, environment: ["XAI_API_KEY": ProviderBench.key])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(bench.billed.count == 1)
  }

  @Test func onlyWhatNothingNeedsIsCleared() async throws {
    let bench = try CommandBench(assets: Self.assets)
    _ = try await bench.emulate()
    let old = try FolderSnapshot(bench.folder.file("out/shop-emulator"))
    func cache(_ words: String...) async -> CommandBench.Outcome {
      await bench.run(["cache"] + words + ["reel.yaml", "--emulator"])
    }
    #expect(await cache("gc").output == "Nothing can go: everything is needed.\n")
    // Another size leaves a derived file behind, other words a picture that was paid for.
    try bench.write(
      assets: """
        cup: {generate: image, prompt: A cup, count: 2}
        red: {edit: cup, prompt: Paint it blue, size: 160x90, output: red.png}
        """)
    _ = try await bench.emulate()
    let stats = await cache("stats")
    #expect(stats.output.contains("1 file, "), "\(stats.output)")
    #expect(stats.output.contains("older takes and words, paid for"))
    #expect(!stats.output.contains("besides"))
    for name in ["undecodable/answer-1", "undecodable/2", "replaced/cup.png"] {
      try bench.write(".reel/emulator/tmp/" + name, "12345")
    }
    let more = await cache("stats").output
    #expect(more.hasPrefix(stats.output))
    #expect(more.contains("besides, 2 files, 10 bytes: paid for, but could not be read"))
    #expect(more.contains("besides, 1 file, 5 bytes: another hand's, that were replaced"))
    let shown = await cache("gc")
    #expect(shown.output.contains("1 file, ") && shown.output.contains("Nothing was removed"))
    #expect(await cache("gc", "--yes").output.hasSuffix("Removed.\n"))
    // Last week's words cost nothing: their picture is still there.
    try bench.write(assets: Self.assets)
    let back = try await bench.emulate()
    #expect(back.outcome.status == .success && back.billed.isEmpty, "\(back.outcome.errors)")
    #expect(
      try FolderSnapshot(bench.folder.file("out/shop-emulator")).files == old.files)
    try bench.write(assets: "cup: {generate: image, prompt: A cup, count: 2}")
    _ = try await bench.emulate()
    FileStatus.remove(bench.folder.file("out/shop-emulator/red.png"))
    _ = await bench.run(["cache", "gc", "reel.yaml", "--emulator", "--older-than", "0", "--yes"])
    #expect(try await bench.emulate(["--locked"]).outcome.status == .success)
  }
}
