/// Reads `limits`.
struct LimitsReader {
  func read(_ manifest: MappingReader) -> Limits {
    var limits = Limits()
    guard
      let reader = manifest.mapping(
        ManifestFields.limitsField, fields: ManifestFields.limits, subject: "'limits'")
    else { return limits }
    limits.concurrency = reader.integer(ManifestFields.concurrency)
    limits.requestsPerMinute = reader.number(ManifestFields.requestsPerMinute)
    limits.images = medium(reader, ManifestFields.images)
    limits.videos = medium(reader, ManifestFields.videos)
    limits.budget = reader.dollars(ManifestFields.budget)
    limits.timeout = reader.timeSpan(ManifestFields.timeout)
    limits.attempts = reader.integer(ManifestFields.attempts)
    return limits
  }

  private func medium(_ reader: MappingReader, _ field: Field) -> Limits.Medium {
    guard
      let inner = reader.mapping(
        field, fields: ManifestFields.mediumLimits, subject: "'limits.\(field.name)'")
    else { return Limits.Medium() }
    return Limits.Medium(
      concurrency: inner.integer(ManifestFields.concurrency),
      requestsPerMinute: inner.number(ManifestFields.requestsPerMinute))
  }
}
