package import ReelBasics
package import ReelCatalogue

/// What a manifest is read with, besides its own text.
package struct ManifestOptions: Sendable {
  /// Values of `--set`, which win over the manifest's.
  package var variables: [String: String] = [:]
  /// `--profile`, which is laid over the manifest.
  package var profile: String?
  /// The environment that `{env: …}` reads.
  package var environment: Environment = [:]
  /// `--base-url` and `--api-key-env`, which confirm or replace the manifest's.
  package var baseURL: String?
  package var apiKeyEnv: String?
  /// Whether an emulator is asked, whatever the manifest says of the provider.
  package var emulates = false

  package init() {}
}

/// Reads manifests: text in, typed manifest or diagnostics out.
package struct ManifestLoader {
  /// The most bytes of a prompt file: as much as a text in the manifest may have.
  static let longestPromptFile = YAMLLimits().scalarBytes

  let catalogue: Catalogue
  let files: any FileReader
  let limits: YAMLLimits

  package init(catalogue: Catalogue, files: any FileReader, limits: YAMLLimits = YAMLLimits()) {
    self.catalogue = catalogue
    self.files = files
    self.limits = limits
  }

  /// Reads the manifest at `path`, which messages call `name`; relative paths in it start at
  /// `folder`, an absolute path.
  ///
  /// `nil` where nothing useful can be read. Where `diagnostics` has errors afterwards, the manifest
  /// must not be run, though it may be there.
  package func load(
    path: String, name: String, folder: String, options: ManifestOptions,
    diagnostics: DiagnosticCollector
  ) -> Manifest? {
    let bytes: [UInt8]
    do {
      bytes = try files.read(path, limit: limits.bytes)
    } catch {
      diagnostics.report(Self.code(of: error), "\(name) \(error.reason)", at: nil)
      return nil
    }
    return load(
      bytes: bytes, path: path, name: name, folder: folder, options: options,
      diagnostics: diagnostics)
  }

  /// Reads a manifest whose bytes are at hand, such as from standard input; `lines` say where they stand
  /// in the file where they are a part of it.
  package func load(
    bytes: [UInt8], lines: [SourceText.LineRun] = [], path: String?, name: String, folder: String,
    options: ManifestOptions, diagnostics: DiagnosticCollector
  ) -> Manifest? {
    let source = SourceText(name: name, bytes: bytes, lines: lines)
    let parser = YAMLParser(
      source: source, limits: limits, names: AssetFields.table.names, diagnostics: diagnostics)
    guard let document = parser.parse() else { return nil }
    let decoder = ManifestDecoder(
      loader: self, document: document, path: path, folder: folder, options: options,
      diagnostics: diagnostics)
    return decoder.decode()
  }

  /// The code for a file that cannot be read.
  package static func code(of error: FileReadError) -> DiagnosticCode {
    switch error {
    case .missing: .fileMissing
    case .notRegular: .fileNotRegular
    case .tooLarge: .fileTooLarge
    case .unreadable: .fileUnreadable
    }
  }
}
