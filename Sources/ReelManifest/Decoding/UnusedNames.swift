import ReelBasics

/// Warns of variables and sources of a manifest that nothing uses; those of included files may be for
/// others.
struct UnusedNames {
  /// The manifest itself first.
  let files: [ManifestFile]
  let references: ReferenceReader
  let context: DecodingContext

  /// Reports them, unless something is wrong: what cannot be read may use them.
  func report() {
    guard !context.diagnostics.hasErrors, let file = files.first else { return }
    let named = namesInLayers(of: file.reader)
    let own = variables(of: file.reader.ownValue(ManifestFields.variables))
    for key in own where !isUsed(key.text, named) {
      context.report(.variableUnused, "nothing uses the variable '\(key.text)'", at: key)
    }
    reportOfProfiles(file.reader, named)
    let sources = file.reader.value(ManifestFields.sources)?.entries ?? []
    for (key, _) in sources where key.isName && !references.isUsed(source: key.text) {
      context.report(.sourceUnused, "nothing uses the source '\(key.text)'", at: key)
    }
  }

  /// Reports variables that only a profile sets: most likely one of the manifest's is meant.
  private func reportOfProfiles(_ manifest: MappingReader, _ named: Set<String>) {
    let layers = files.map { $0.reader.ownValue(ManifestFields.variables) }
    let known = Set(layers.flatMap { variables(of: $0) }.map(\.text))
    let profiles = manifest.ownValue(ManifestFields.profiles)?.entries ?? []
    for (_, profile) in profiles {
      for key in variables(of: profile[ManifestFields.variables.name])
      where !known.contains(key.text) && !isUsed(key.text, named) {
        let near = context.diagnostics.nearest(to: key.text, in: known.sorted())
        context.report(
          .variableUnused, "nothing uses the variable '\(key.text)', which only a profile sets",
          at: key, help: near.map { "did you mean '\($0)'?" })
      }
    }
  }

  private func variables(of node: YAMLNode?) -> [YAMLNode] {
    (node?.entries ?? []).map(\.key).filter(\.isName)
  }

  private func isUsed(_ name: String, _ named: Set<String>) -> Bool {
    named.contains(name) || context.scope.isUsed(name)
  }

  // MARK: Layers

  /// The variables that the manifest and its profiles name outside assets: what one of these layers
  /// covers in this run, it does not in another.
  private func namesInLayers(of manifest: MappingReader) -> Set<String> {
    var names: Set<String> = []
    for field in ManifestFields.profileFields where field.name != ManifestFields.variables.name {
      manifest.ownValue(field).map { collect(&names, in: $0) }
    }
    for (_, profile) in manifest.ownValue(ManifestFields.profiles)?.entries ?? [] {
      // Values of variables are not looked into.
      for (key, value) in profile.entries where key.text != ManifestFields.variables.name {
        collect(&names, in: value)
      }
    }
    return names
  }

  private func collect(_ names: inout Set<String>, in node: YAMLNode) {
    switch node.kind {
    case .sequence: for element in node.elements { collect(&names, in: element) }
    case .mapping: for (_, value) in node.entries { collect(&names, in: value) }
    case .scalar:
      for name in VariableScope.names(in: node.text) {
        names.insert(String(name.before(anyOf: ".")))
      }
    }
  }
}
