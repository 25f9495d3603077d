import ReelBasics
import Testing

@Suite struct DiagnosticTests {
  private func location(_ line: Int, _ column: Int) -> ReelBasics.SourceLocation {
    SourceText(name: "x", bytes: []).location(line: line - 1, scalar: column - 1)
  }

  @Test func `findings are sorted by place, and stand once`() {
    let collector = DiagnosticCollector()
    collector.report(.manifestBadName, "b", at: location(10, 1))
    collector.report(.manifestBadName, "c", at: location(9, 12))
    collector.report(.manifestBadName, "c", at: location(9, 12))
    collector.report(.manifestBadName, "d", at: location(9, 2))
    collector.report(.yamlSyntax, "a", at: location(9, 2))
    collector.report(.fileEmpty, "e", at: nil)
    #expect(collector.sorted.map(\.message) == ["e", "d", "a", "c", "b"])
    #expect(collector.hasErrors && collector.dropped == 0)
  }

  @Test func `a warning is no error`() {
    let collector = DiagnosticCollector()
    #expect(!collector.hasErrors)
    collector.report(.promptTooLong, "long", at: nil)
    #expect(!collector.hasErrors && collector.sorted.first?.severity == .warning)
    collector.report(.fileEmpty, "empty", at: nil)
    #expect(collector.hasErrors)
  }

  @Test func `very many findings are counted`() {
    let collector = DiagnosticCollector()
    for line in 1...1500 { collector.report(.yamlDuplicateKey, "x", at: location(line, 1)) }
    #expect(collector.sorted.count == DiagnosticCollector.mostKept && collector.dropped == 500)
  }

  @Test func `an error takes the place of a warning`() {
    let collector = DiagnosticCollector()
    for line in 1...1200 { collector.report(.variableUnused, "w", at: location(line, 1)) }
    for line in 1...3 { collector.report(.yamlDuplicateKey, "e", at: location(line, 2)) }
    #expect(collector.sorted.count == DiagnosticCollector.mostKept && collector.dropped == 203)
    #expect(collector.sorted.count { $0.severity == .error } == 3)
    let other = DiagnosticCollector()
    other.report(allOf: collector)
    #expect(other.dropped == 203 && other.sorted.count { $0.severity == .error } == 3)
    for line in 1...2000 { collector.report(.yamlDuplicateKey, "e", at: location(line, 2)) }
    #expect(collector.sorted.allSatisfy { $0.severity == .error })
    #expect(collector.sorted.count + collector.dropped == 3200)
  }

  @Test func `hints end where names become too many`() {
    let collector = DiagnosticCollector()
    let names = (0..<10_000).map { "name\($0)" }
    #expect(collector.nearest(to: "nme7", in: names) == "name7")
    let hints = (0..<100).filter { _ in collector.nearest(to: "x", in: names + ["y"]) != nil }
    #expect(hints.count < 100 && collector.nearest(to: "nme7", in: names) == nil)
  }

  @Test func `codes are words of two parts`() {
    for code in DiagnosticCode.allCases {
      let parts = code.rawValue.split(separator: ".", omittingEmptySubsequences: false)
      let isPlain = code.rawValue.allSatisfy { $0.isLowercase || $0 == "." || $0 == "-" }
      #expect(parts.count == 2 && isPlain, "\(code.rawValue)")
    }
  }
}
