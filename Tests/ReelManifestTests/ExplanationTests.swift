import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Every code is explained, and its examples show what they say.
@Suite struct ExplanationTests {
  @Test func `every code is explained once`() {
    #expect(Explanation.all.map(\.code) == DiagnosticCode.allCases)
    let tables = [
      Explanation.file, Explanation.yaml, Explanation.yamlLimits, Explanation.manifest,
      Explanation.origins, Explanation.rows, Explanation.variables, Explanation.matrix,
      Explanation.assets, Explanation.models, Explanation.references, Explanation.outputs,
    ].joined().map(\.code)
    #expect(tables.count == Set(tables).count)
  }

  @Test(arguments: DiagnosticCode.allCases)
  func `the wrong example raises its code alone, the right one nothing`(code: DiagnosticCode) throws
  {
    let explanation = try #require(Explanation.of(code.rawValue))
    guard case .examples(let wrong, let right) = explanation.demonstration else { return }
    let found = Self.load(wrong)
    #expect(Set(found.map(\.code)) == [code], "\(found.map(\.message))")
    #expect(Self.load(right).map(\.message) == [])
    #expect(wrong != right)
  }

  @Test(arguments: DiagnosticCode.allCases)
  func `words are in whole sentences, and fit`(code: DiagnosticCode) throws {
    let explanation = try #require(Explanation.of(code.rawValue.uppercased()))
    #expect(explanation.summary.count <= 54 && !explanation.summary.hasSuffix("."))
    #expect(
      explanation.meaning.hasSuffix(".") && explanation.meaning.first?.isUppercase ?? false
        || "'<".contains(explanation.meaning.first ?? " "), "\(explanation.meaning)")
    if case .none(let reason) = explanation.demonstration { #expect(!reason.hasSuffix(".")) }
  }

  @Test func `what no manifest shows is little`() {
    let hidden = Explanation.all.filter {
      if case .none = $0.demonstration { true } else { false }
    }
    #expect(hidden.count == 15, "\(hidden.map(\.code.rawValue))")
    #expect(Explanation.of("manifest.unknown") == nil)
  }

  /// What is found in an example.
  private static func load(_ example: Explanation.Example) -> [Diagnostic] {
    let files = example.files.map { (LoadedManifest.folder + "/" + $0, $1 ?? "") }
    return LoadedManifest(
      bytes: Array(example.text.utf8),
      files: InMemoryFileReader(texts: Dictionary(uniqueKeysWithValues: files)),
      name: "manifest.yaml"
    ).diagnostics
  }
}
