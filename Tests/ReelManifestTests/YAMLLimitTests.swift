import ReelBasics
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Documents that are made to hurt: each is refused, or read, in a moment.
@Suite(.timeLimit(.minutes(10))) struct YAMLLimitTests {
  private func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) -> [String] {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "x.yaml", bytes: Array(text.utf8))
    _ = YAMLParser(source: source, limits: limits, diagnostics: diagnostics).parse()
    return diagnostics.sorted.map(LoadedManifest.finding)
  }

  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test func `nesting stops at its limit`() {
    #expect(parse(repeated("[", 100) + repeated("]", 100)) == [])
    #expect(parse(repeated("[", 100_000)) == ["yaml.too-deep 1:101"])
    #expect(parse(repeated("- ", 400_000)) == ["yaml.too-deep 1:201"])
    #expect(parse(repeated("{a: ", 40_000)) == ["yaml.too-deep 1:401"])
    #expect(parse(repeated("? ", 40_000)) == ["yaml.too-deep 1:201"])
  }

  @Test func `texts stop at their limit`() {
    let most = YAMLLimits().scalarBytes
    #expect(parse("a: " + repeated("x", most)) == [])
    #expect(parse("a: " + repeated("x", most + 1)) == ["yaml.too-large 1:4"])
    #expect(parse("a: \"" + repeated("x", most + 1) + "\"") == ["yaml.too-large 1:4"])
  }

  @Test func `documents stop at their limits`() {
    var limits = YAMLLimits()
    limits.bytes = 20
    #expect(parse("a: 1\nb: 2\n", limits: limits) == [])
    #expect(parse("a: 1\nb: 2\n# and more than that\n", limits: limits) == ["yaml.too-large -"])
    limits = YAMLLimits()
    limits.nodes = 5
    #expect(parse("a: 1\nb: 2\n", limits: limits) == [])
    #expect(parse("a: 1\nb: 2\nc: 3\n", limits: limits) == ["yaml.too-large 3:1"])
  }

  @Test func `aliases are free up to their limit`() {
    let list = "a: &a [" + repeated("x, ", 99) + "x]\n"
    #expect(parse(list + "b: [" + repeated("*a, ", 900) + "*a]\n") == [])
    let twice = list + "b: &b [" + repeated("*a, ", 99) + "*a]\n"
    #expect(parse(twice + "c: [*b, *b, *b, *b, *b, *b, *b, *b]\n") == [])
    #expect(parse(twice + "c: [" + repeated("*b, ", 20) + "*b]\n") == ["yaml.alias-expansion 3:37"])
    // 9^30: sums stay inside their type.
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      bomb += "a\(level): &a\(level) [" + repeated("*a\(level - 1), ", 8) + "*a\(level - 1)]\n"
    }
    #expect(parse(bomb) == ["yaml.alias-expansion 6:10"])
  }

  @Test func `an anchor may be set again`() {
    #expect(parse("a: &x 1\nb: &x 2\nc: *x\n") == [])
  }

  @Test func `long lines and many anchors take no longer than others`() {
    #expect(parse("[" + repeated("1,", 400_000) + "1] # all of them") == [])
    #expect(parse("[" + repeated("1,", 20_000) + "1] # all of them") == [])
    let anchors = (0..<50_000).map { "a\($0): &x\($0) 1\nb\($0): *x\($0)\n" }.joined()
    #expect(parse(anchors) == [])
    #expect(parse(repeated("\n", 1_000_000) + "a: 1") == [])
    #expect(parse(repeated("a: 1\n", 20_000)).count == 1000)
  }

  @Test func `long chains and many mistakes take no longer than others`() throws {
    var chain = "version: 1\nassets:\n  a0: {generate: image, prompt: A}\n"
    for number in 1...5000 { chain += "  a\(number): {edit: a\(number - 1), prompt: A}\n" }
    let loaded = LoadedManifest(chain)
    #expect(loaded.findings == [])
    #expect(loaded.graph?.order == Array(0...5000))
    var wrong = "version: 1\nassets:\n"
    for number in 0..<3000 { wrong += "  a\(number): {edit: b\(number), prompt: A}\n" }
    #expect(LoadedManifest(wrong).diagnostics.count == DiagnosticCollector.mostKept)
    // The chain backwards, and closed to a ring: one cycle, told whole.
    var ring = "version: 1\nassets:\n"
    for number in 0..<3000 { ring += "  a\(number): {edit: a\((number + 1) % 3000), prompt: A}\n" }
    let cycle = try #require(LoadedManifest(ring).diagnostics.first)
    #expect(cycle.code == .referenceCycle && cycle.notes.count == 3000)
  }
}
