import ReelBasics
import ReelCatalogue

/// A file or address that the manifest gives a name.
struct NamedSource {
  let target: InputTarget
  /// `nil` where neither its extension nor the author tells.
  let medium: Medium?
  /// The path or address as it is written.
  let written: String
  let key: YAMLNode
}

/// Reads `sources`.
struct SourceReader {
  let folder: String
  let context: DecodingContext

  func read(_ manifest: MappingReader) -> [String: NamedSource] {
    guard let node = manifest.value(ManifestFields.sources) else { return [:] }
    guard node.kind == .mapping else {
      context.report(.manifestWrongType, "'sources' has to be a mapping", at: node)
      return [:]
    }
    var sources: [String: NamedSource] = [:]
    for (key, value) in node.entries where key.isName {
      AssetListDecoder.checkName(key, of: "a source", context: context)
      sources[key.text] = source(value, key: key)
    }
    return sources
  }

  private func source(_ node: YAMLNode, key: YAMLNode) -> NamedSource? {
    guard node.kind == .mapping else {
      guard let text = context.text(node, of: key.text) else { return nil }
      return text.isURL ? url(text, medium: nil, key, at: node) : file(text, medium: nil, key)
    }
    guard
      let reader = MappingReader(
        node, fields: ManifestFields.source, subject: "source '\(key.text)'", context: context)
    else { return nil }
    let medium = reader.choice(ManifestFields.sourceMedium).flatMap(Medium.init(rawValue:))
    let path = reader.text(ManifestFields.sourceFile)
    let address = reader.text(ManifestFields.sourceURL)
    switch (path, address) {
    case (let path?, nil): return file(path, medium: medium, key)
    case (nil, let address?):
      return url(address, medium: medium, key, at: reader.value(ManifestFields.sourceURL) ?? node)
    default:
      context.report(
        .manifestBadValue, "source '\(key.text)' takes either 'file' or 'url'", at: key)
      return nil
    }
  }

  private func file(_ path: String, medium: Medium?, _ key: YAMLNode) -> NamedSource {
    NamedSource(
      target: .file(path: path.absolutePath(from: folder)),
      medium: medium ?? path.mediumByExtension, written: path, key: key)
  }

  private func url(
    _ address: String, medium: Medium?, _ key: YAMLNode, at node: YAMLNode
  ) -> NamedSource? {
    guard context.checkScheme(of: address, at: node) else { return nil }
    return NamedSource(
      target: .url(address), medium: medium ?? address.mediumOfURL, written: address, key: key)
  }
}
