import ReelTestSupport
import Testing

@testable import ReelCommand

/// What a shell is offered at the end of a line.
@Suite(.timeLimit(.minutes(10)))
struct CompletionTests {
  private func bench() throws -> CommandBench {
    try CommandBench(
      assets: """
        hero: {generate: image, prompt: "a ${thing}", tags: [spring], description: The poster}
        hero-night: {edit: hero, prompt: night}
        tile: {matrix: {size: [s, m]}, generate: image, prompt: "${size}", tags: [shop]}
        tone: {matrix: {tone: [\u{1F3FB}]}, generate: image, prompt: "${tone}"}
        """,
      head: """
        variables: {thing: cup}
        profiles: {draft: {variables: {thing: mug}}, final: {output: out/final}}
        """)
  }

  /// The candidates of `reel …`, and which paths are offered besides.
  private func offers(
    _ line: String, in bench: CommandBench
  ) async throws -> (words: [String], paths: String) {
    let outcome = await bench.run(["completions", "bash", "--line", "reel \(line)"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    var words: [String] = []
    var paths = ""
    for row in outcome.output.split(separator: "\n") {
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      switch fields[0] {
      case ":head": break
      case ":paths": paths = fields[1]
      default: words.append(fields[0])
      }
    }
    return (words, paths)
  }

  @Test(arguments: [
    ("ru", ["run"]), ("run reel.yaml her", ["hero", "hero-night"]),
    ("run reel.yaml hero-", ["hero-night"]),
    ("run reel.yaml hero t", ["tile", "tone", "tag:shop", "tag:spring"]),
    ("run reel.yaml tag:", ["tag:shop", "tag:spring"]),
    ("run reel.yaml not:tag:sp", ["not:tag:spring"]),
    ("run reel.yaml '!til", ["!tile"]), ("run reel.yaml tile[", ["tile[size=s]", "tile[size=m]"]),
    ("run reel.yaml 'tone[tone=", ["tone[tone=\u{1F3FB}]"]),
    ("run reel.yaml --wait", ["--wait-lock"]), ("run --profile ", []),
    ("run reel.yaml --profile ", ["draft", "final"]),
    ("run reel.yaml --profile=d", ["--profile=draft"]),
    ("run reel.yaml -j 4 --set t", ["thing="]), ("run reel.yaml --format j", ["json"]),
    ("run reel.yaml --format=", ["--format=text", "--format=json", "--format=github"]),
    ("run --set thing=x reel.yaml --profile draft hero-", ["hero-night"]),
    ("run reel.yaml -- --", []), ("pick reel.yaml hero", ["hero", "hero-night"]),
    ("pick reel.yaml hero ", []), ("explain manifest.unknown-k", ["manifest.unknown-key"]),
    ("cache s", ["stats"]), ("cache stats reel.yaml x", []), ("help chec", ["check"]),
    ("--v", ["--version"]), ("nonsense ", []), ("run other.yaml ", []),
    ("run reel.yaml hero; reel chec", ["check"]), ("completions b", ["bash"]),
    ("export ni", ["ninja"]),
    ("export make reel.yaml hero-", ["hero-night"]),
  ])
  func theWordThatIsBeingWrittenIsCompleted(_ line: String, _ words: [String]) async throws {
    #expect(try await offers(line, in: try bench()).words == words)
  }

  @Test(arguments: [
    ("run ", "manifests"), ("check reel.yaml ", "manifests"), ("init ", "folders"),
    ("run reel.yaml --prices ", "files"), ("run reel.yaml --output-dir ", "folders"),
    ("adopt reel.yaml hero ", "files"), ("run reel.yaml ", "none"), ("cache gc ", "manifests"),
    ("explain ", "none"),
  ])
  func pathsAreOfferedWhereTheyAreWanted(_ line: String, _ paths: String) async throws {
    #expect(try await offers(line, in: try bench()).paths == paths)
  }

  @Test(arguments: [
    (#"reel run a"#, ["reel", "run"], "a"), (#"reel run "a b" 'c"#, ["reel", "run", "a b"], "c"),
    (#"reel run a\ b"#, ["reel", "run"], "a b"), (#"reel  "" x "#, ["reel", "", "x"], ""),
    (#"a | reel r"#, ["reel"], "r"), (#"reel 'a;b' "c\"d""#, ["reel", "a;b"], #"c"d"#),
    ("", [], ""),
  ])
  func linesAreTakenApartAsAShellDoes(_ line: String, _ before: [String], _ word: String) {
    let words = ShellWords(line)
    #expect(words.before == before)
    #expect(words.word == word)
  }

  @Test(arguments: CompletionScript.allCases)
  func everyShellHasAScript(_ shell: CompletionScript) async throws {
    let outcome = await (try CommandBench()).run(["completions", shell.rawValue])
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("reel completions \(shell.rawValue)"))
    #expect(outcome.output == shell.text)
  }

  /// Those shells hand words over, and every option of a command can be offered.
  @Test func everyOptionOfEveryCommandIsOffered() async throws {
    let bench = try CommandBench()
    for command in Commands.all.map(\.spec) {
      let outcome = await bench.run(["completions", "fish", "--", command.name, "--"])
      for option in command.options {
        #expect(outcome.output.contains("--\(option.name)\t\(option.help)\n"), "\(command.name)")
      }
    }
  }

  @Test func aShellHasToBeNamed() async throws {
    for line in [["completions"], ["completions", "powershell"]] {
      let outcome = await (try CommandBench()).run(line)
      #expect(outcome.status == .usage)
      #expect(outcome.errors.contains("bash, zsh, fish"))
    }
  }
}
