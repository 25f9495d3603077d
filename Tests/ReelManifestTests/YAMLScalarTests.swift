import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Plain scalars by the YAML 1.2 core schema.
@Suite struct YAMLScalarTests {
  @Test(
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null),
      ("nULL", .text("nULL")), ("none", .text("none")),
      ("true", .boolean(true)), ("True", .boolean(true)), ("TRUE", .boolean(true)),
      ("false", .boolean(false)), ("yes", .text("yes")), ("no", .text("no")), ("on", .text("on")),
      ("NO", .text("NO")), ("tRue", .text("tRue")),
      ("0", .integer(0)), ("7", .integer(7)), ("-7", .integer(-7)), ("+7", .integer(7)),
      ("0x1F", .integer(31)), ("0o17", .integer(15)), ("0x+5", .text("0x+5")),
      ("-0x5", .text("-0x5")),
      ("0x", .text("0x")), ("0o8", .text("0o8")), ("0b11", .text("0b11")),
      ("9223372036854775807", .integer(.max)),
      ("1.5", .float(1.5)), ("1.", .float(1)), (".5", .float(0.5)), ("-.5", .float(-0.5)),
      ("1e3", .float(1000)), ("12e03", .float(12000)), ("1.e3", .float(1000)),
      ("1E-2", .float(0.01)),
      ("-", .text("-")), (".", .text(".")), ("e3", .text("e3")),
      ("1e", .text("1e")), ("1.2.3", .text("1.2.3")), (".e5", .text(".e5")), ("+", .text("+")),
      (".infinity", .text(".infinity")), ("-.nan", .text("-.nan")), (".iNF", .text(".iNF")),
      ("0xfg", .text("0xfg")), ("0x7fffffffffffffff", .integer(.max)), ("1-2", .text("1-2")),
      ("16:9", .text("16:9")), ("1:30", .text("1:30")), ("2026-01-02", .text("2026-01-02")),
      ("٣", .text("٣")), ("1 000", .text("1 000")), ("_1", .text("_1")), ("nan", .text("nan")),
      ("infinity", .text("infinity")), ("0x1p3", .text("0x1p3")),
    ] as [(String, YAMLScalar)])
  func `a plain scalar resolves`(text: String, expected: YAMLScalar) {
    #expect(YAMLScalar(plain: text) == expected)
  }

  @Test(
    arguments: [
      ("010", .leadingZero), ("007", .leadingZero), ("00", .leadingZero), ("-01", .leadingZero),
      ("1_000", .underscore), ("1__0", .underscore), ("99999999999999999999", .tooLarge),
      ("0xffffffffffffffff", .tooLarge), ("0o7777777777777777777777", .tooLarge),
      ("1e400", .tooLarge), ("-.5e999", .tooLarge), (".inf", .notFinite), ("-.Inf", .notFinite),
      ("+.INF", .notFinite), (".nan", .notFinite), (".NaN", .notFinite),
    ] as [(String, YAMLScalar.Ambiguity)])
  func `a number that readers take for different ones, or cannot keep, is unclear`(
    text: String, reason: YAMLScalar.Ambiguity
  ) {
    #expect(YAMLScalar(plain: text) == .ambiguous(reason))
  }

  private func root(_ text: String) throws -> YAMLNode {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "x", bytes: Array(text.utf8))
    let document = YAMLParser(source: source, diagnostics: diagnostics).parse()
    #expect(diagnostics.sorted == [])
    return try #require(document).root
  }

  @Test func `only plain scalars resolve`() throws {
    let list = try root(
      "[6, \"6\", '6', !!str 6, ! 6, !!int 6, |\n 6\n]".replacing(", |\n 6\n", with: ""))
    #expect(
      list.elements.map { YAMLScalar($0) } == [
        .integer(6), .text("6"), .text("6"), .text("6"), .text("6"), .integer(6),
      ])
    #expect(YAMLScalar(try root("|\n  6\n")) == .text("6\n"))
  }

  @Test func `merged keys lie beneath a mapping's own, earlier sources above later`() throws {
    let root = try root(
      """
      a: &a {x: 1, y: 1}
      b: &b {y: 2, z: 2}
      c: {<<: [*a, *b], x: 3}
      d: {<<: *a}
      e: {"<<": 5}
      f: &f {<<: *a, w: 4}
      g: {<<: *f}
      """)
    func entries(_ key: String) -> [String] {
      (root[key]?.entries ?? []).map { "\($0.key.text)=\($0.value.text)" }.sorted()
    }
    #expect(entries("c") == ["x=3", "y=1", "z=2"])
    #expect(entries("d") == ["x=1", "y=1"])
    #expect(entries("e") == ["<<=5"])
    #expect(entries("g") == ["w=4", "x=1", "y=1"])
  }

  @Test func `texts are what YAML means`() throws {
    let root = try root(
      "a: >-\n  one\n  two\nb: |\n  one\n  two\nc: \"\\u00e9\\n\\t\\x41\"\nd: 'it''s'\ne: one\n  two\n"
    )
    #expect(root["a"]?.text == "one two")
    #expect(root["b"]?.text == "one\ntwo\n")
    #expect(root["c"]?.text == "é\n\tA")
    #expect(root["d"]?.text == "it's")
    #expect(root["e"]?.text == "one two")
  }
}
