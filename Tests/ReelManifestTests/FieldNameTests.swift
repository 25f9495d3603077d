import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

@Suite struct FieldNameTests {
  /// Every key that some mapping takes, at any depth.
  private static func names(_ fields: [Field]) -> Set<String> {
    fields.reduce(into: []) { names, field in
      names.insert(field.name)
      names.formUnion(self.names(below: field.shape))
    }
  }

  private static func names(below shape: Shape) -> Set<String> {
    switch shape {
    case .mapping(let fields): names(fields)
    case .list(let inner), .filledList(let inner), .dictionary(_, let inner), .named(_, let inner):
      names(below: inner)
    case .either(let shapes): shapes.reduce(into: []) { $0.formUnion(names(below: $1)) }
    default: []
    }
  }

  @Test func `no two keys have one hash, and all are in ASCII`() {
    var names = Self.names(AssetFields.all + ManifestFields.all + ManifestFields.profileFields)
    names.formUnion(Self.names(PriceFields.all + AssetFields.rowsFile))
    names.formUnion(Self.names(ManifestFields.source + ManifestFields.reference.flatMap { $0 }))
    #expect(names.count > 50)
    #expect(Set(names.map { NameHash($0).value }).count == names.count)
    // The decoder takes a key for none of them that is not.
    #expect(names.allSatisfy { $0.utf8.allSatisfy { byte in byte < 0x80 } })
  }

  @Test(arguments: [1, 8, 16, 17, 300])
  func `a key that stands twice is found among few and many`(count: Int) {
    let keys = (0..<count).map { "  k\($0): x" } + ["  k\(count / 2): y"]
    let text = "a:\n" + keys.joined(separator: "\n") + "\n"
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "test.yaml", bytes: Array(text.utf8))
    _ = YAMLParser(source: source, diagnostics: diagnostics).parse()
    #expect(
      diagnostics.sorted.map(LoadedManifest.finding) == ["yaml.duplicate-key \(count + 2):3"])
  }

  @Test func `two spellings of one key are one`() {
    // An accent as a letter of its own, and as part of one.
    let text = "a:\n  caf\u{E9}: x\n  cafe\u{301}: y\n"
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "test.yaml", bytes: Array(text.utf8))
    _ = YAMLParser(source: source, diagnostics: diagnostics).parse()
    #expect(diagnostics.sorted.map(LoadedManifest.finding) == ["yaml.duplicate-key 3:3"])
  }
}
