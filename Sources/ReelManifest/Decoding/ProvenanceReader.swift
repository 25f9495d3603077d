/// Reads `provenance`.
struct ProvenanceReader {
  func read(_ manifest: MappingReader) -> ProvenanceSettings {
    var settings = ProvenanceSettings()
    guard
      let reader = manifest.mapping(
        ManifestFields.provenanceField, fields: ManifestFields.provenance, subject: "'provenance'")
    else { return settings }
    settings.isEmbedded = reader.boolean(ManifestFields.provenanceXMP) ?? settings.isEmbedded
    settings.hasSidecar = reader.boolean(ManifestFields.provenanceSidecar) ?? settings.hasSidecar
    settings.givesPrompt = reader.boolean(ManifestFields.provenancePrompt) ?? settings.givesPrompt
    return settings
  }
}
