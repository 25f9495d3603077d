import ReelBasics
import ReelCatalogue

/// A file or address that the manifest gives a name.
struct NamedSource {
  let target: InputTarget
  /// `nil` where neither its extension nor the author tells.
  let medium: Medium?
  let key: YAMLNode
  /// The path or address as it is written.
  let written: String
  /// Where that stands.
  let place: YAMLNode
}

/// Reads `sources`.
struct SourceReader {
  let folder: String
  let context: DecodingContext

  /// The sources of all files, of which the later ones win; the names of all that are written, also
  /// of those that cannot be read.
  static func read(
    _ files: [ManifestFile], context: DecodingContext
  ) -> (sources: [String: NamedSource], names: Set<String>) {
    var sources: [String: NamedSource] = [:]
    var names: Set<String> = []
    for file in files {
      let reader = SourceReader(folder: file.folder, context: context)
      for (key, source) in reader.read(file.reader) {
        names.insert(key.text)
        sources[key.text] = source
      }
    }
    return (sources, names)
  }

  private func read(_ manifest: MappingReader) -> [(key: YAMLNode, source: NamedSource?)] {
    guard let node = manifest.value(ManifestFields.sources) else { return [] }
    guard node.kind == .mapping else {
      context.report(.manifestWrongType, "'sources' has to be a mapping", at: node)
      return []
    }
    return node.entries.filter { $0.key.isName }.map { key, value in
      AssetListDecoder.checkName(key, of: "a source", context: context)
      return (key, source(value, key: key))
    }
  }

  private func source(_ node: YAMLNode, key: YAMLNode) -> NamedSource? {
    guard node.kind == .mapping else {
      guard let text = context.text(node, of: key.text) else { return nil }
      return text.isURL
        ? url(text, medium: nil, key, at: node) : file(text, medium: nil, key, at: node)
    }
    guard
      let reader = MappingReader(
        node, fields: ManifestFields.source, subject: "source '\(key.text)'", context: context)
    else { return nil }
    let medium = reader.choice(ManifestFields.sourceMedium).flatMap(Medium.init(rawValue:))
    let path = reader.text(ManifestFields.sourceFile)
    let address = reader.text(ManifestFields.sourceURL)
    switch (path, address) {
    case (let path?, nil):
      return file(path, medium: medium, key, at: reader.value(ManifestFields.sourceFile) ?? node)
    case (nil, let address?):
      return url(address, medium: medium, key, at: reader.value(ManifestFields.sourceURL) ?? node)
    default:
      context.report(
        .manifestBadValue, "source '\(key.text)' takes either 'file' or 'url'", at: key)
      return nil
    }
  }

  private func file(
    _ path: String, medium: Medium?, _ key: YAMLNode, at node: YAMLNode
  ) -> NamedSource {
    NamedSource(
      target: .file(path: path.absolutePath(from: folder)),
      medium: medium ?? path.mediumByExtension, key: key, written: path, place: node)
  }

  private func url(
    _ address: String, medium: Medium?, _ key: YAMLNode, at node: YAMLNode
  ) -> NamedSource? {
    guard context.checkScheme(of: address, at: node) else { return nil }
    return NamedSource(
      target: .url(address), medium: medium ?? address.mediumOfURL, key: key, written: address,
      place: node)
  }
}
