package import ReelBasics
package import ReelCatalogue

/// Reads files of prices: text in, a table or diagnostics out.
package struct PriceLoader {
  /// The most bytes of such a file.
  private static let mostBytes = 1 << 20

  let catalogue: Catalogue
  let files: any FileReader

  /// `catalogue` says which models there are, and what they take.
  package init(catalogue: Catalogue, files: any FileReader) {
    self.catalogue = catalogue
    self.files = files
  }

  /// Reads the file at `path`, which messages call `name`. `nil` where something is wrong with it, which
  /// is reported.
  package func load(
    path: String, name: String, diagnostics: DiagnosticCollector
  ) -> PriceTable? {
    do {
      return read(
        bytes: try files.read(path, limit: Self.mostBytes), name: name, diagnostics: diagnostics)
    } catch {
      diagnostics.report(
        ManifestLoader.code(of: error), "the prices: \(name) \(error.reason)", at: nil)
      return nil
    }
  }

  private func read(
    bytes: [UInt8], name: String, diagnostics: DiagnosticCollector
  ) -> PriceTable? {
    let found = DiagnosticCollector(within: diagnostics)
    let parser = YAMLParser(
      source: SourceText(name: name, bytes: bytes), limits: YAMLLimits(), diagnostics: found)
    let context = DecodingContext(diagnostics: found, scope: VariableScope())
    let table = parser.parse().flatMap {
      PriceReader(catalogue: catalogue, context: context).read($0.root)
    }
    diagnostics.report(allOf: found)
    return found.hasErrors ? nil : table
  }
}
