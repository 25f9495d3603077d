import ReelBasics
import ReelCatalogue

/// Decodes all assets of a manifest: first their operations, so that every reference knows what it
/// names, then the rest.
struct AssetListDecoder {
  let loader: ManifestLoader
  let folder: String
  let sources: [String: NamedSource]
  /// Whether models that this version does not know are mistakes.
  let checksModels: Bool
  let context: DecodingContext

  func decode(_ manifest: MappingReader) -> (assets: [Asset], files: [String]) {
    guard let node = manifest.value(ManifestFields.assets) else { return ([], []) }
    guard node.kind == .mapping, !node.entries.isEmpty else {
      context.report(
        .manifestNoAssets, "'assets' has to be a mapping with at least one asset", at: node)
      return ([], [])
    }
    let entries = node.entries.filter { $0.key.isName }
    var drafts: [AssetDraft] = []
    for (key, value) in entries {
      Self.checkName(key, of: "an asset", context: context)
      if let source = sources[key.text] {
        context.report(
          .manifestDuplicateName, "an asset and a source are both called '\(key.text)'", at: key,
          notes: [Diagnostic.Note("the source is here", at: source.key.location)])
      }
      if let draft = AssetDraft(key: key, value: value, context: context) { drafts.append(draft) }
    }
    let defaults = DefaultsReader(catalogue: loader.catalogue, context: context).read(manifest)
    let mediums = AssetMediums(
      drafts: drafts, sources: sources, catalogue: loader.catalogue, context: context)
    let sourceNames = manifest.value(ManifestFields.sources)?.entries.map(\.key.text) ?? []
    let references = ReferenceReader(
      folder: folder, sources: sources, drafts: drafts, mediums: mediums,
      ids: Set(entries.map(\.key.text)), sourceNames: Set(sourceNames), files: loader.files,
      context: context)
    let decoder = AssetDecoder(
      loader: loader, folder: folder, references: references, defaults: defaults,
      checksModels: checksModels, context: context)
    let decoded = drafts.compactMap { decoder.decode($0) }
    return (decoded.map(\.asset), decoded.compactMap(\.promptFile))
  }

  /// Reports a name that ids cannot have.
  static func checkName(_ key: YAMLNode, of subject: String, context: DecodingContext) {
    let isName =
      key.text.first.map { $0.isASCII && $0.isLetter } ?? false
      && key.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
    guard !isName else { return }
    context.report(
      .manifestBadName, "\(subject) cannot be called '\(key.text)'", at: key,
      help: "letters, digits, '_', '.' and '-', beginning with a letter")
  }
}
