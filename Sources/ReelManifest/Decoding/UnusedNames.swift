import ReelBasics

/// Warns of variables and sources of a manifest that nothing uses; those of included files may be for
/// others.
struct UnusedNames {
  let file: ManifestFile
  let references: ReferenceReader
  let context: DecodingContext

  /// Reports them, unless something is wrong: what cannot be read may use them.
  func report() {
    guard !context.diagnostics.hasErrors else { return }
    let variables = file.reader.ownValue(ManifestFields.variables)?.entries ?? []
    for (key, _) in variables where key.isName && !context.scope.isUsed(key.text) {
      context.report(.variableUnused, "nothing uses the variable '\(key.text)'", at: key)
    }
    let sources = file.reader.value(ManifestFields.sources)?.entries ?? []
    for (key, _) in sources where key.isName && !references.isUsed(source: key.text) {
      context.report(.sourceUnused, "nothing uses the source '\(key.text)'", at: key)
    }
  }
}
