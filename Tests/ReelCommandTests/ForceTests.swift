import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `--force` over files of another hand: what was paid for comes back, and what is replaced is kept.
@Suite(.timeLimit(.minutes(10)))
struct ForceTests {
  private static let assets = """
    a: {generate: image, prompt: A tree}
    b: {edit: a, prompt: night}
    """
  private static let output = "out/shop-emulator/b.jpg"

  /// What stands among the files that were replaced.
  private func kept(_ bench: CommandBench) throws -> [String] {
    let folder = ".reel/emulator/tmp/replaced"
    guard let files = try? FolderSnapshot(bench.folder.file(folder)).files else { return [] }
    return try files.map {
      String(decoding: try bench.folder.read("\(folder)/\($0)"), as: UTF8.self)
    }
  }

  /// As `isFirst` says, Reel never wrote there, or has.
  @Test(arguments: [false, true])
  func whatAnotherHandMadeIsReplacedAndKept(isFirst: Bool) async throws {
    let bench = try CommandBench(assets: Self.assets)
    #expect(try await bench.emulate(isFirst ? ["a"] : []).outcome.status == .success)
    try bench.write(Self.output, "HANDMADE")
    let line = ["plan", "reel.yaml", "b", "-B", "--emulator"]
    let plan = await bench.run(line)
    #expect(plan.status == .success, "\(plan.errors)")
    // What was paid for comes back for nothing.
    let words =
      isFirst ? "make: image edit, grok-imagine-image (forced)" : "write again from the store"
    #expect(plan.output.contains(words), "\(plan.output)")
    #expect(
      plan.output.contains("another hand's \(Self.output) is replaced and kept"), "\(plan.output)")
    let json = try JSONValue(parsing: await bench.run(line + ["--format=json"]).output.utf8)
    #expect(json["assets"]?.elements?.last?["replaces"] == ["b.jpg"])
    let (outcome, billed) = try await bench.emulate(["b", "-B", "--seed", "9"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(billed.map(\.prompt) == (isFirst ? ["night"] : []))
    #expect(try kept(bench) == ["HANDMADE"])
    #expect(outcome.errors.contains(" .reel/emulator/tmp/replaced/"), "\(outcome.errors)")
    // No later run takes it away.
    try bench.write(assets: Self.assets.replacing("night", with: "noon"))
    #expect(try await bench.emulate().outcome.status == .success)
    #expect(try kept(bench) == ["HANDMADE"])
  }

  /// What another hand changed, and of which no bytes are left that could come back.
  @Test func whatIsNowhereIsMadeAgain() async throws {
    let bench = try CommandBench(assets: Self.assets)
    #expect(try await bench.emulate().outcome.status == .success)
    _ = try await BuiltTool.shell("rm -rf .reel/emulator/objects", in: bench.folder.path)
    try bench.write(Self.output, "HANDMADE")
    let plan = await bench.run(["plan", "reel.yaml", "b", "-B", "--emulator"])
    #expect(plan.status == .success, "\(plan.errors)")
    #expect(
      plan.output.contains("make: image edit, grok-imagine-image (forced)"), "\(plan.output)")
    let (outcome, billed) = try await bench.emulate(["b", "-B"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(billed.map(\.prompt) == ["night"])
    #expect(try kept(bench) == ["HANDMADE"])
  }

  @Test func whatIsReelsOwnIsReplacedWithoutAWord() async throws {
    let bench = try CommandBench(assets: Self.assets)
    #expect(try await bench.emulate().outcome.status == .success)
    let plan = await bench.run(["plan", "reel.yaml", "b", "-B", "--emulator"])
    #expect(!plan.output.contains("another hand"))
    let (outcome, _) = try await bench.emulate(["b", "-B", "--seed", "9"])
    #expect(outcome.status == .success && !outcome.errors.contains("replaced"))
    #expect(try kept(bench) == [])
  }

  /// Known only on the way, and a file of another hand where the edit is to be.
  @Test func whatIsKnownOnTheWayIsKeptToo() async throws {
    let bench = try CommandBench(assets: Self.assets)
    try bench.write(Self.output, "HANDMADE")
    let (outcome, _) = try await bench.emulate(["*", "-B"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(try kept(bench) == ["HANDMADE"])
  }

  /// A forced edit of a forced picture is asked for whatever comes back.
  @Test func whatIsForcedHasNoLowerPrice() async throws {
    let bench = try CommandBench(assets: Self.assets)
    #expect(try await bench.emulate().outcome.status == .success)
    let plan = await bench.run(["plan", "reel.yaml", "*", "-B", "--emulator", "--format=json"])
    let json = try JSONValue(parsing: plan.output.utf8)
    #expect(json["cost"]?["low_ticks"] == 420_000_000)
    let text = await bench.run(["plan", "reel.yaml", "*", "-B", "--emulator"])
    #expect(text.output.contains("known when 'a' is done (forced)  $0.022"), "\(text.output)")
    let (_, billed) = try await bench.emulate(["*", "-B"])
    #expect(billed.map(\.prompt) == ["A tree", "night"])
  }

  /// Two with the same words, of which one has more variants.
  @Test(arguments: [false, true])
  func whatAsksForMoreOfTheSameIsRenewedAsThePlanSays(isWrittenDown: Bool) async throws {
    let bench = try CommandBench(
      assets: """
        a: {generate: image, prompt: A tree, count: 2}
        c: {generate: image, prompt: A tree, count: 3}
        b: {edit: a, prompt: night}
        """)
    #expect(try await bench.emulate().outcome.status == .success)
    let third = "out/shop-emulator/c-3.jpg"
    let before = try bench.folder.read(third)
    let plan = await bench.run(["plan", "reel.yaml", "*", "-B", "--emulator", "-o", "a.plan"])
    #expect(plan.output.contains("Cost: $0.082."), "\(plan.output)")
    let line = (isWrittenDown ? ["--plan", "a.plan"] : ["*", "-B"]) + ["--seed", "9"]
    let (outcome, billed) = try await bench.emulate(line)
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(billed.map(\.cost).reduce(.zero, +) == Ticks(dollars: "0.082"))
    #expect(try bench.folder.read(third) != before)
    if isWrittenDown { #expect(try await bench.emulate(line).billed.isEmpty) }
  }
}
