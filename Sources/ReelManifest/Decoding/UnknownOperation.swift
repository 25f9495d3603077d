import ReelCatalogue

/// Checks an asset of which nobody knows what is done, for a mistake that is reported: only what means the
/// same under every operation, so that all its mistakes are told at once, and no others.
struct UnknownOperation {
  let decoder: AssetDecoder
  let file: ManifestFile
  let name: CellName
  let key: YAMLNode

  private var context: DecodingContext { decoder.context }

  /// Reads what it says, for the findings alone.
  func check(_ reader: MappingReader) {
    _ = PromptReader(
      file: file, files: decoder.prompts, longest: decoder.requests.catalogue.promptCharacters,
      context: context
    ).read(reader, isRequired: false)
    _ = OutputReader(context: context).read(
      reader, of: name, at: key, medium: nil, count: reader.integer(AssetFields.count) ?? 1)
    _ = reader.value(AssetFields.size).flatMap { context.pixelSize($0, of: "size") }
    for field in [AssetFields.fit, AssetFields.onModerated] { _ = reader.choice(field) }
    for field in [AssetFields.take, AssetFields.attempts] { _ = reader.integer(field) }
    _ = reader.texts(AssetFields.tags)
    _ = reader.text(AssetFields.description)
    _ = reader.timeSpan(AssetFields.timeout)
    _ = decoder.references.needs(
      of: reader, from: ReferenceReader.Origin(folder: file.folder, axes: name.axes))
  }
}
