import ReelBasics
import Testing

@testable import ReelManifest

@Suite("Known names of keys")
struct KnownNamesTests {
  private func parse(_ text: String, names: KnownNames?) -> (YAMLDocument?, [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "a.yaml", bytes: Array(text.utf8))
    let document = YAMLParser(source: source, names: names, diagnostics: diagnostics).parse()
    return (document, diagnostics.sorted)
  }

  @Test("Keys have the numbers of their names, however they are written; values have none")
  func numbers() {
    let names = KnownNames(["edit", "prompt", "edit_", "x"])
    let (document, _) = parse(
      "prompt: edit\n\"edit\": x\nedi: {x: [x], 'edit_': x}\n? |\n  x\n: y\n", names: names)
    #expect(document?.records.map(\.name) == [0, 2, 0, 1, 0, 0, 0, 4, 0, 0, 3, 0, 0, 0])
    #expect(document?.names === names)
  }

  @Test("Every name of an asset's keys has its number, and no other has one")
  func fields() {
    let fields = AssetFields.all
    let text = fields.map { "\($0.name): 1\n\($0.name)s: 1\n" }.joined()
    let (document, _) = parse(text, names: AssetFields.table.names)
    let numbers = document?.root.written.map { document?.records[$0.key.index].name }
    #expect(numbers == fields.indices.flatMap { [UInt8($0 + 1), 0] })
  }

  @Test(
    "A key that stands twice is found, known or not",
    arguments: ["edit: 1\nedit: 2\n", "a: 1\na: 2\n", "edit: 1\n\"edit\": 2\n", "é: 1\né: 2\n"])
  func twice(text: String) {
    let (_, findings) = parse(text, names: KnownNames(["edit"]))
    #expect(findings.map(\.code) == [.yamlDuplicateKey])
  }

  @Test(
    "Texts are what they mean, wherever their bytes are",
    arguments: [
      ("a: b c", "b c"), ("a: 'it''s'", "it's"), ("a: 'b'", "b"), ("a: \"b\\n\"", "b\n"),
      ("é: bé", "bé"), ("a: &x b", "b"), ("a: !!str b", "b"), ("a: |\n  b\n", "b\n"),
      ("a: b\n  c", "b c"), ("a: ''", ""), ("\u{FEFF}a: b", "b"),
    ])
  func texts(text: String, value: String) {
    let (document, _) = parse(text, names: nil)
    #expect(document?.root.written.map(\.value.text) == [value])
    #expect(document?.root.written.map(\.value.lazyText.text) == [value])
  }
}
