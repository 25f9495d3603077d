import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `reel check`: all findings, in three formats, and nothing touched.
@Suite(.timeLimit(.minutes(10)))
struct CheckTests {
  /// Wide letters, emoji, accents and a tab stand before places that are pointed at; what would
  /// move a cursor stands in names.
  private static let faulty = """
    version: 1
    name: shop
    assets:
      cup: {generate: image, promt: A cup}
      sign: {generate: image, prompt: "看板 🏮 neon", colour: red}
      e\u{301}t\u{e9}: {generate: image, prompt: Summer}
      tab: {generate: image,\tprompt: A tab, size: big}
      "red\\e[31m": {generate: image, prompt: A key}
      night: {edit: cupp, prompt: "Night 🌃🌃", aspect_ratio: 17:3}
      clip: {animate: [cup, sign], prompt: 100% motion}
      flag: {generate: image, prompt: "🏳️‍🌈 family 👨‍👩‍👧", pick: 3}

    """

  @Test(arguments: ["text", "json", "github"])
  func findings(_ format: String) async throws {
    let bench = try CommandBench()
    try bench.write("faulty.yaml", Self.faulty)
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(["check", "faulty.yaml", "--format", format])
    #expect(outcome.status == .usage)
    #expect(outcome.errors.isEmpty)
    try Golden.expect(outcome.output, "check-faulty.\(format == "json" ? "json" : "\(format).txt")")
    #expect(!outcome.output.unicodeScalars.contains { $0.value < 32 && !"\n\t".contains("\($0)") })
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func aConflictOfAMergeIsNamed() async throws {
    let bench = try CommandBench()
    try bench.write(
      "reel.yaml",
      """
      version: 1
      assets:
      <<<<<<< HEAD
        cup: {generate: image, prompt: "A <<<<<<< cup"}
      =======
        cup: {generate: image, prompt: A mug}
      >>>>>>> other
      """)
    let check = await bench.run(["check", "reel.yaml"])
    #expect(check.status == .usage)
    #expect(check.output.contains("reel.yaml:3:1: error: a merge left its conflict here"))
    try bench.write("reel.yaml", "assets: {cup: {generate: image, prompt: \"A <<<<<<< cup\"}}")
    #expect(!(await bench.run(["check", "reel.yaml"]).output.contains("merge")))
  }

  @Test func aCaretStandsBelowItsLetter() async throws {
    let bench = try CommandBench()
    try bench.write("faulty.yaml", Self.faulty)
    let lines = await bench.run(["check", "faulty.yaml"]).output.split(separator: "\n")
    let line = try #require(lines.firstIndex { $0.contains("看板") && !$0.contains("error:") })
    let text = lines[line].prefix(through: try #require(lines[line].firstIndex(of: "🏮")))
    // Two columns for each of 看, 板 and the lantern.
    #expect(TerminalText.width(of: String(text)) == text.count + 3)
    let start = try #require(lines[line].firstRange(of: "colour")).lowerBound
    let column = TerminalText.width(of: String(lines[line][..<start]))
    #expect(lines[line + 1].count == column + 1)
    #expect(lines[line + 1].last == "^")
  }

  @Test func severalManifests() async throws {
    let bench = try CommandBench(assets: "a: {generate: image, prompt: A}")
    try bench.write("two.yaml", "version: 1\nassets: {b: {generate: image, promp: B}}\n")
    try bench.write("three.yaml", "version: 2\n")
    let outcome = await bench.run(["check", "two.yaml", "reel.yaml", "three.yaml", "four.yaml"])
    #expect(outcome.status == .usage)
    for name in ["two.yaml:2:", "three.yaml:1:", "four.yaml does not exist"] {
      #expect(outcome.output.contains(name), "\(outcome.output)")
    }
    #expect(!outcome.output.contains("reel.yaml"))
  }

  @Test func whatIsRightIsSaidUnlessQuiet() async throws {
    let bench = try CommandBench()
    try bench.takeManifests()
    let line = ["check", "manifests/quickstart.yaml", "manifests/campaign.yaml"]
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(line)
    #expect(outcome.status == .success)
    #expect(
      outcome.output == """
        manifests/quickstart.yaml: 3 assets, nothing wrong
        manifests/campaign.yaml: 30 assets, nothing wrong

        """)
    #expect(await bench.run(line + ["-q"]).output.isEmpty)
    #expect(await bench.run(line + ["--format", "github"]).output.isEmpty)
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func oneAssetIsOne() async throws {
    let bench = try CommandBench(assets: "a: {generate: image, prompt: A}")
    #expect(
      await bench.run(["check", "reel.yaml"]).output == "reel.yaml: 1 asset, nothing wrong\n")
  }

  @Test func aWarningIsNoError() async throws {
    let bench = try CommandBench(assets: "a:\n  generate: image\n  prompt: Number #1 of all\n  #\n")
    try bench.write(
      "reel.yaml", "version: 1\nassets:\n  a:\n    generate: image\n    prompt: The best #1 cup\n")
    let outcome = await bench.run(["check", "reel.yaml"])
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("reel.yaml:5:13: warning:"), "\(outcome.output)")
    #expect(outcome.output.contains("yaml.comment-cuts-text"))
  }

  @Test(arguments: ["check", "plan", "run"])
  func warningsCountAsErrorsWhereThatIsSaid(_ command: String) async throws {
    let bench = try CommandBench(
      assets: "a: {generate: image, prompt: A}", head: "variables: {unused: 1}")
    let line =
      [command, "reel.yaml"] + (command == "run" ? ["--emulator", "--render=instant"] : [])
    let strict = await bench.run(line + ["--warnings-as-errors"])
    #expect(strict.status == .usage)
    #expect((strict.output + strict.errors).contains("warning: nothing uses the variable 'unused'"))
    #expect(strict.errors.hasSuffix("reel: warnings count as errors (--warnings-as-errors)\n"))
    #expect(await bench.run(line).status == .success)
    try bench.write(assets: "a: {generate: image, prompt: A}")
    #expect(await bench.run(line + ["--warnings-as-errors"]).status == .success)
  }

  @Test(arguments: [("nothing.yaml", "does not exist"), (".", "is not a regular file")])
  func whatIsNoFile(_ name: String, _ reason: String) async throws {
    let bench = try CommandBench()
    for command in ["check", "plan", "run"] {
      let outcome = await bench.run([command, name])
      #expect(outcome.status == .usage)
      #expect((outcome.output + outcome.errors).contains("error: \(name) \(reason)"))
    }
    #expect(try FolderSnapshot(bench.folder.path).entries.isEmpty)
  }

  @Test func coloursAreAskedFor() async throws {
    let bench = try CommandBench()
    try bench.write("faulty.yaml", Self.faulty)
    let plain = await bench.run(["check", "faulty.yaml"]).output
    let coloured = await bench.run(["check", "faulty.yaml", "--color", "always"]).output
    #expect(coloured.contains("\u{1B}[1;31merror:\u{1B}[0m"))
    let never = await bench.run(
      ["check", "faulty.yaml", "--color=never"], environment: ["CLICOLOR_FORCE": "1"])
    #expect(never.output == plain)
  }

  @Test func whatIsLeftOutIsSaidToGitHubToo() async throws {
    let bench = try CommandBench(
      assets: "a: {generate: image, prompt: A, output: x.png}\n"
        + "b: {generate: image, prompt: B, output: x.png}")
    let notes = await bench.run(["check", "reel.yaml", "--format=github"]).output
    #expect(notes.contains("%0Anote: reel.yaml:6:3: the other is here"), "\(notes)")
    let assets = (0..<1100).map { "k\($0): {generate: image, prompt: A, promp: B}" }
    try bench.write(assets: assets.joined(separator: "\n"))
    let many = await bench.run(["check", "reel.yaml", "--format=github"]).output
    #expect(many.hasSuffix("::notice title=reel check::and 100 more findings\n"))
  }
}
