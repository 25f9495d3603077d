import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `reel explain`: the list of codes, and a page for each.
@Suite(.timeLimit(.minutes(10)))
struct ExplainTests {
  @Test func theListHasEveryCodeInALine() async throws {
    let outcome = try await CommandBench().run(["explain"])
    #expect(outcome.status == .success)
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines.map { String($0.prefix { $0 != " " }) } == DiagnosticCode.allCases.map(\.rawValue))
    for line in lines { #expect(line.count <= 80, "\(line)") }
  }

  @Test(arguments: DiagnosticCode.allCases)
  func aPageFitsATerminal(_ code: DiagnosticCode) async throws {
    let outcome = try await CommandBench().run(["explain", code.rawValue])
    #expect(outcome.status == .success)
    #expect(outcome.output.hasPrefix("\(code.rawValue) (\(code.severity.rawValue)): "))
    #expect(!outcome.output.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    for line in outcome.output.split(separator: "\n") {
      #expect(line.count <= (line.hasPrefix("    ") ? 125 : 80), "\(line)")
    }
  }

  @Test(arguments: ["manifest.unknown-key", "profile.lock", "file.unreadable"])
  func pages(_ code: String) async throws {
    let outcome = try await CommandBench().run(["explain", code])
    try Golden.expect(outcome.output, "explain-\(code.replacing(".", with: "-")).txt")
    #expect(try await CommandBench().run(["explain", code.uppercased()]).output == outcome.output)
  }

  @Test(arguments: [
    ("manifest.unknwon-key", "did you mean 'manifest.unknown-key'?"),
    ("nothing.like-it", "'reel explain' lists them"),
  ])
  func anUnknownCodeIsRefused(_ code: String, _ words: String) async throws {
    let outcome = try await CommandBench().run(["explain", code])
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("there is no code '\(code)'"))
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(try await CommandBench().run(["explain", "a", "b"]).status == .usage)
  }
}
