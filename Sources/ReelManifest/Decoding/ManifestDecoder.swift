import ReelBasics
import ReelCatalogue

/// Decodes the top level of a manifest and hands its assets on.
struct ManifestDecoder {
  let loader: ManifestLoader
  let document: YAMLDocument
  let path: String?
  let folder: String
  let options: ManifestOptions
  let context: DecodingContext

  init(
    loader: ManifestLoader, document: YAMLDocument, path: String?, folder: String,
    options: ManifestOptions, diagnostics: DiagnosticCollector
  ) {
    self.loader = loader
    self.document = document
    self.path = path
    self.folder = folder
    self.options = options
    self.context = DecodingContext(diagnostics: diagnostics, scope: VariableScope())
  }

  func decode() -> Manifest? {
    let root = document.root
    guard root.kind == .mapping else {
      context.report(
        .manifestRoot, "a manifest is a mapping, not a \(root.kind.title)", at: root,
        help: "it begins with 'version: 1'")
      return nil
    }
    guard
      let reader = MappingReader(
        root, fields: ManifestFields.all, subject: "the manifest", context: context)
    else { return nil }
    checkVersion(reader)
    let provider = ProviderReader(options: options, context: context).read(reader)
    context.scope = VariableReader(
      options: options, apiKeyEnv: provider.apiKeyEnv, context: context
    )
    .read(reader)
    let stem = Self.stem(of: path ?? "manifest.yaml")
    let name = reader.text(ManifestFields.name) ?? stem
    let sources = SourceReader(folder: folder, context: context).read(reader)
    let assets = AssetListDecoder(
      loader: loader, folder: folder, sources: sources,
      checksModels: provider.isProvidersOwn, context: context
    ).decode(reader)
    let output = outputDirectory(reader, name: name)
    OutputCheck(folder: folder, output: output, diagnostics: context.diagnostics)
      .check(assets.assets, manifestPath: path)
    return Manifest(
      file: document.source.name, folder: folder, stem: stem, name: name,
      provider: provider.settings, output: output,
      limits: LimitsReader(context: context).read(reader), assets: assets.assets,
      files: (path.map { [$0] } ?? []) + assets.files)
  }

  /// The file's name without folders and without its last extension.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  private func checkVersion(_ reader: MappingReader) {
    guard let node = reader.value(ManifestFields.version), node.text != "1" || !node.isPlain else {
      return
    }
    context.report(
      .manifestVersion, "'version' has to be 1, the one version there is", at: node)
  }

  private func outputDirectory(_ reader: MappingReader, name: String) -> String {
    guard let node = reader.value(ManifestFields.output) else {
      return "out/" + SafeName.component(name)
    }
    guard let text = reader.text(ManifestFields.output) else { return "out" }
    let parts = text.split(separator: "/", omittingEmptySubsequences: true)
    guard !text.hasPrefix("/"), !parts.contains(".."), !text.isEmpty, !text.utf8.contains(0) else {
      context.report(
        .manifestOutputDirectory, "'output' has to be a folder inside the manifest's", at: node,
        help: "to write elsewhere, say --output-dir on the command line")
      return "out"
    }
    return parts.filter { $0 != "." }.joined(separator: "/")
  }
}
