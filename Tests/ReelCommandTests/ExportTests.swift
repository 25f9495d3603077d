import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// Plans that are run in parts, and graphs for other engines that do so.
@Suite(.timeLimit(.minutes(10)))
struct ExportTests {
  private static let chain = """
    cup: {generate: image, prompt: A cup, output: cup.png}
    sign: {edit: cup, prompt: With a sign}
    """

  @Test func wordsOfWhatIsKnownOnlyInTheRunAreInThePlan() async throws {
    let bench = try CommandBench(assets: Self.chain)
    let plan = await bench.run(["plan", "reel.yaml", "--emulator", "-o", "all.plan"])
    #expect(plan.status == .success)
    try bench.write(assets: Self.chain.replacing("a sign", with: "a board"))
    for part in [[], ["sign"]] {
      let run = try await bench.emulate(["--plan", "all.plan"] + part)
      #expect(run.outcome.status == .usage && run.billed.isEmpty)
      #expect(run.outcome.errors.contains("'sign': what it asks for changed"))
    }
    try bench.write(assets: Self.chain)
    let run = try await bench.emulate(["--plan", "all.plan"])
    #expect(run.outcome.status == .success && run.billed.count == 2, "\(run.outcome.errors)")
  }

  /// Each target is a run with the whole budget: all of them together have to fit.
  @Test func aBudgetHasToHoldForAllTargets() async throws {
    let bench = try CommandBench(assets: Self.chain)
    let line = ["export", "make", "reel.yaml", "--emulator", "-o", "reel.mk", "--budget"]
    let tooMuch = await bench.run(line + ["0.03"])
    #expect(tooMuch.status == .stopped && tooMuch.errors.contains("each target is a run"))
    #expect(bench.folder.names() == ["reel.yaml"])
    #expect(await bench.run(line + ["1"]).status == .success)
    let own = await bench.run(["export", "make", "reel.yaml", "--emulator", "-o", "reel.yaml"])
    #expect(own.status == .usage && own.errors.contains("a file of the manifest"))
  }

  @Test func aPlanIsRunInParts() async throws {
    let assets = Self.chain + "\nextra: {generate: image, prompt: An extra}"
    let bench = try CommandBench(assets: assets)
    let line = ["plan", "reel.yaml", "cup", "sign", "--emulator", "-o", "all.plan"]
    #expect(await bench.run(line).status == .success)
    let first = try await bench.emulate(["--plan", "all.plan", "cup"])
    #expect(first.outcome.status == .success && first.billed.count == 1, "\(first.outcome.errors)")
    // What another part made since is no difference.
    let second = try await bench.emulate(["--plan", "all.plan", "sign"])
    #expect(
      second.outcome.status == .success && second.billed.count == 1, "\(second.outcome.errors)")
    let again = try await bench.emulate(["--plan", "all.plan", "sign"])
    #expect(again.outcome.status == .success && again.billed.isEmpty)
    let other = try await bench.emulate(["--plan", "all.plan", "extra"])
    #expect(other.outcome.status == .usage && other.billed.isEmpty)
    #expect(other.outcome.errors.contains("'extra' is not in the plan"))
    // Made by the plan once; nobody agreed to pay for it again.
    let fresh = ["plan", "reel.yaml", "cup", "sign", "--emulator", "-o", "fresh.plan"]
    #expect(await bench.run(fresh).status == .success)
    try bench.write(assets: assets.replacing("A cup", with: "A mug"))
    let changed = try await bench.emulate(["--plan", "fresh.plan", "cup"])
    #expect(changed.outcome.status == .usage && changed.billed.isEmpty)
  }

  /// What one part made again is not made again by the next, which needs it.
  @Test func aPlanThatForcesIsRunInPartsToo() async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate().billed.count == 2)
    let line = ["plan", "reel.yaml", "*", "-B", "--emulator", "-o", "all.plan"]
    #expect(await bench.run(line).status == .success)
    for (part, prompts) in [("cup", ["A cup"]), ("sign", ["With a sign"]), ("sign", [])] {
      let run = try await bench.emulate(["--plan", "all.plan", part])
      #expect(run.outcome.status == .success, "\(run.outcome.errors)")
      #expect(run.billed.map(\.prompt) == prompts)
    }
    // What a part needs is made again as the plan has it.
    #expect(await bench.run(line).status == .success)
    #expect(try await bench.emulate(["--plan", "all.plan", "sign"]).billed.count == 2)
    #expect(try await bench.emulate(["--plan", "all.plan"]).billed.isEmpty)
  }

  @Test(arguments: ["make", "ninja", "snakemake"])
  func anExportChangesNothing(_ engine: String) async throws {
    let bench = try CommandBench(assets: Self.chain)
    let before = try FolderSnapshot(bench.folder.path)
    let text = await bench.run(["export", engine, "reel.yaml", "--emulator", "--seed", "3"])
    #expect(text.status == .success, "\(text.errors)")
    #expect(try FolderSnapshot(bench.folder.path) == before)
    #expect(text.output.contains(" run reel.yaml sign -q --wait-lock --emulator --seed 3 && "))
    // By another name where the environment says one; a `$` and braces are more to some engines.
    #expect(text.output.contains("{REEL:-reel}"))
    let file = await bench.run(["export", engine, "reel.yaml", "--emulator", "-o", "g"])
    #expect(file.status == .success && file.output.isEmpty)
    let written = String(
      decoding: try LocalFileReader().read(bench.folder.file("g"), limit: 1 << 20), as: UTF8.self)
    #expect(written.contains(" run reel.yaml cup -q --wait-lock --plan g.plan --emulator"))
    #expect(
      written.contains(" export \(engine) reel.yaml --emulator --output=g && touch g g.plan"))
  }

  @Test(arguments: [("make", "per%c.png"), ("make", "a=b.png"), ("ninja", "a|b.png")])
  func anOutputThatAnEngineCannotBeToldOfIsNamed(_ engine: String, _ name: String) async throws {
    let bench = try CommandBench(
      assets: "cup: {generate: image, prompt: A cup, output: \"\(name)\"}")
    let outcome = await bench.run(["export", engine, "reel.yaml", "--emulator"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("warning: \(engine) cannot be told of 'out/shop-emulator/\(name)';"),
      "\(outcome.errors)")
  }

  @Test(arguments: [
    ("", "'export' takes one of make, ninja, snakemake, and a manifest"),
    ("bazel reel.yaml", "'export' takes one of make, ninja, snakemake, and a manifest"),
    ("make", "'export make' takes a manifest"),
    (
      "make reel.yaml cup -B",
      "what is exported is run again and again: without '--force', '--resend' and '--since', and "
        + "not from standard input"
    ),
  ])
  func aWrongLine(_ line: String, _ words: String) async throws {
    let bench = try CommandBench(assets: Self.chain)
    let outcome = await bench.run(["export"] + line.split(separator: " ").map(String.init))
    #expect(outcome.status == .usage)
    #expect(outcome.errors == "reel: \(words)\nTry 'reel export --help'.\n")
  }

  @Test(arguments: [
    ("cup-1.png", "cup-1.png"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("", "''"),
    // An accent makes one letter of both for Swift, and for no shell.
    ("'\u{308};x", "''\\''\u{308};x'"),
  ])
  func wordsForAShell(_ word: String, _ written: String) {
    #expect(ShellQuote.quoted(word) == written)
  }

  @Test func whatAnEngineCannotBeToldIsSaid() async throws {
    let bench = try CommandBench(assets: Self.chain)
    let outcome = await bench.run(["export", "make", "reel.yaml", "--set", "a=b\nc"])
    #expect(outcome.status == .usage)
    let file = await bench.run(["export", "make", "reel.yaml", "-o", "a=b"])
    #expect(file.status == .usage)
    #expect(file.errors.contains("nothing was exported for make: 'a=b' is no name of a file"))
  }
}
