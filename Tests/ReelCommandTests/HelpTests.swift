import ReelTestSupport
import Testing

@testable import ReelCommand

/// What the tool says of itself, and of lines that it does not understand.
@Suite(.timeLimit(.minutes(10)))
struct HelpTests {
  @Test(arguments: [[]] + Commands.all.map { [$0.spec.name] })
  func helpIsAPageOfATerminal(_ command: [String]) async throws {
    let bench = try CommandBench()
    let outcome = await bench.run(command + ["--help"])
    #expect(outcome.status == .success)
    #expect(outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= (command.isEmpty ? 33 : 25))
    for line in lines { #expect(line.count <= 80, "\(line)") }
    try Golden.expect(outcome.output, "help-\(command.first ?? "reel").txt")
    #expect(await bench.run(command + ["-h"]).output == outcome.output)
    let whole = await bench.run(["help"] + command).output
    for line in whole.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let spec = Commands.all.map(\.spec).first { $0.name == command.first }
    if let spec, !spec.first.isEmpty {
      let names = spec.options.map(\.name)
      #expect(Set(spec.first).isSubset(of: names))
      try Golden.expect(whole, "help-\(spec.name)-all.txt")
      for name in names { #expect(whole.contains("--\(name)")) }
    } else {
      #expect(whole == outcome.output)
    }
    // Help is help whatever else stands there.
    #expect(await bench.run(command + ["--help", "--bogus"]).output == outcome.output)
  }

  @Test func everyOptionIsThereOnce() {
    for command in Commands.all {
      let names = command.spec.options.map(\.name)
      #expect(Set(names).count == names.count, "\(command.spec.name)")
      let letters = command.spec.options.compactMap(\.letter)
      #expect(Set(letters).count == letters.count, "\(command.spec.name)")
    }
  }

  @Test func version() async throws {
    let outcome = try await CommandBench().run(["--version"])
    #expect(outcome.output == "reel \(ReelTool.version)\n")
    #expect(outcome.status == .success)
  }

  @Test func withoutACommandHelpGoesToStandardError() async throws {
    let outcome = try await CommandBench().run([])
    #expect(outcome.status == .usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("Usage: reel COMMAND"))
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let line: String
    let message: String

    init(_ line: String, _ message: String) {
      self.line = line
      self.message = message
    }

    var testDescription: String { line }
  }

  @Test(arguments: [
    Wrong("chek", "unknown command 'chek'; did you mean 'check'?"),
    Wrong("--verison", "unknown command '--verison'; did you mean '--version'?"),
    Wrong("help rnu", "unknown command 'rnu'; did you mean 'run'?"),
    Wrong("check", "'check' takes a manifest"),
    Wrong("check m.yaml --format xml", "'--format' takes text, json or github, not 'xml'"),
    Wrong("plan", "'plan' takes a manifest"),
    Wrong("run -q", "'run' takes a manifest"),
    Wrong("plan m.yaml --json", "unknown option '--json'; did you mean '--format json'?"),
    Wrong("run m.yaml --instant", "unknown option '--instant'; did you mean '--render instant'?"),
    Wrong("run m.yaml --budgte 3", "unknown option '--budgte'; did you mean '--budget'?"),
    Wrong("run m.yaml -j 0", "'--concurrency' takes a whole number from 1 to 1024, not '0'"),
    Wrong(
      "run m.yaml -B",
      "'--force' pays again for what is there: say for which assets, or '*' for all"),
    Wrong("run m.yaml -k --fail-fast", "'--keep-going' and '--fail-fast' are opposites"),
    Wrong("run m.yaml -q -v", "'--quiet' and '--verbose' are opposites"),
    Wrong("plan m.yaml -qv", "'--quiet' and '--verbose' are opposites"),
    Wrong("run m.yaml --budget 3x", "'--budget' takes US dollars such as 12.50, not '3x'"),
    Wrong("run m.yaml --budget -3", "'--budget' takes US dollars such as 12.50, not '-3'"),
    Wrong("run m.yaml --set brand", "'--set' takes name=value, not 'brand'"),
    Wrong("run m.yaml --seed 4", "'--seed' is for '--emulator'"),
    Wrong("run m.yaml --emulator --seed x", "'--seed' takes a whole number, not 'x'"),
    Wrong("run m.yaml --emulator --latency 2s", "'--latency' takes name=value, not '2s'"),
    Wrong(
      "run m.yaml --emulator --latency audio=2s", "'--latency' knows image and video, not 'audio'"),
    Wrong("run m.yaml --emulator --limit rps=0", "'--limit' takes rps=N, not 'rps=0'"),
    Wrong(
      "run m.yaml --emulator --limit rps=1e300", "'--limit' takes rps=N, not 'rps=1e300'"),
    Wrong("run m.yaml --emulator --limit rps=nan", "'--limit' takes rps=N, not 'rps=nan'"),
    Wrong("run m.yaml --emulator --render none", "'--render' takes full or instant, not 'none'"),
    Wrong(
      "run m.yaml --emulator --base-url http://localhost/v1",
      "'--emulator' and '--base-url' both say who is asked; take one"),
    Wrong(
      "run m.yaml --base-url localhost",
      "'--base-url' takes an address such as https://api.x.ai/v1, not 'localhost'"),
    Wrong("run m.yaml --color red", "'--color' takes auto, always or never, not 'red'"),
    Wrong("graph", "'graph' takes a manifest"),
    Wrong("status", "'status' takes a manifest"),
    Wrong("status reel.yaml a", "'status' takes a manifest, and nothing else"),
    Wrong("verify reel.yaml a", "'verify' takes a manifest, and nothing else"),
    Wrong(
      "graph m.yaml --format svg", "'--format' takes text, dot, mermaid, json or html, not 'svg'"),
    Wrong("graph m.yaml --depth 2", "'--depth' is for '--around'"),
    Wrong(
      "graph m.yaml --around a --depth -1",
      "'--depth' takes a whole number from 0 to 1000000, not '-1'"),
    Wrong("emulate x", "'emulate' takes no operands"),
    Wrong("emulate --port 70000", "'--port' takes a whole number from 0 to 65535, not '70000'"),
    Wrong("emulate --ttl soon", "'--ttl' takes a time such as 30s, not 'soon'"),
    Wrong("init a b", "'init' takes one directory"),
    Wrong("schema x", "'schema' takes one of manifest, prices, events"),
  ])
  func aWrongLineIsSaidAndNothingIsDone(_ wrong: Wrong) async throws {
    let bench = try CommandBench(assets: "a: {generate: image, prompt: A}")
    let before = try FolderSnapshot(bench.folder.path)
    let words = wrong.line.split(separator: " ").map(String.init)
    let outcome = await bench.run(words)
    #expect(outcome.status == .usage)
    #expect(outcome.output.isEmpty)
    let command = Commands.all.contains { $0.spec.name == words[0] } ? "\(words[0]) " : ""
    #expect(outcome.errors == "reel: \(wrong.message)\nTry 'reel \(command)--help'.\n")
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func controlCharactersOfTheLineStayOut() async throws {
    let outcome = try await CommandBench().run(["\u{1B}[31mrun\u{7}"])
    #expect(!outcome.errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
  }
}
