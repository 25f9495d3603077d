import ReelBasics

/// Reads `provider`, and lets no manifest send a key elsewhere.
struct ProviderReader {
  struct Result {
    let settings: ProviderSettings
    /// Whether the API is the provider's own, whose models this version knows.
    let isProvidersOwn: Bool
    var apiKeyEnv: String { settings.apiKeyEnv }
  }

  static let usualKey = "XAI_API_KEY"

  let options: ManifestOptions
  let context: DecodingContext

  func read(_ manifest: MappingReader) -> Result {
    var name = "xai"
    var written: (url: String?, key: String?) = (nil, nil)
    var chain = ProviderSettings.Chain.bytes
    var isDeferred = false
    if let node = manifest.value(ManifestFields.providerField) {
      if node.kind == .scalar {
        name = known(context.text(node, of: "provider"), at: node) ?? name
      } else if let reader = manifest.mapping(
        ManifestFields.providerField, fields: ManifestFields.provider, subject: "'provider'")
      {
        name =
          reader.value(ManifestFields.providerName).flatMap {
            known(reader.text(ManifestFields.providerName), at: $0)
          } ?? name
        written.url = confirmed(
          reader, ManifestFields.baseURL, usual: Self.isProvidersOwn, said: options.baseURL,
          option: "--base-url")
        written.key = confirmed(
          reader, ManifestFields.apiKeyEnv, usual: { $0 == Self.usualKey },
          said: options.apiKeyEnv, option: "--api-key-env")
        chain = reader.choice(ManifestFields.chain).flatMap { .init(rawValue: $0) } ?? chain
        isDeferred = reader.boolean(ManifestFields.deferred) ?? isDeferred
      }
    }
    let url = options.baseURL ?? written.url
    return Result(
      settings: ProviderSettings(
        name: name, baseURL: url, apiKeyEnv: options.apiKeyEnv ?? written.key ?? Self.usualKey,
        chain: chain, isDeferred: isDeferred),
      isProvidersOwn: url.map(Self.isProvidersOwn) ?? true)
  }

  /// The name where it is a provider's; else a finding.
  private func known(_ name: String?, at node: YAMLNode) -> String? {
    guard let name, case .choice(let names) = ManifestFields.providerName.shape else { return nil }
    guard !names.contains(name) else { return name }
    let near = context.diagnostics.nearest(to: name, in: names)
    context.report(
      .providerUnknown, "no provider is called '\(name)'", at: node,
      help: near.map { "did you mean '\($0)'?" } ?? "it takes \(names.joined(separator: " or "))")
    return nil
  }

  /// What the manifest says where it may; else a finding.
  private func confirmed(
    _ reader: MappingReader, _ field: Field, usual: (String) -> Bool, said: String?, option: String
  ) -> String? {
    guard let node = reader.value(field), let text = reader.text(field) else { return nil }
    guard !usual(text), said != text, !options.emulates else { return text }
    context.report(
      .providerUnconfirmed,
      "'\(field.name)' is not the provider's own, and the command line does not say the same",
      at: node, help: "if it is what you want, run with \(option) '\(text)'")
    return nil
  }

  /// Whether an address lies in the provider's own domains, over TLS.
  static func isProvidersOwn(_ url: String) -> Bool {
    guard let authority = url.without(prefix: "https://")?.before(anyOf: "/?#\\"),
      !authority.utf8.contains(UInt8(ascii: "@"))
    else { return false }
    let host = authority.before(anyOf: ":").lowercased()
    // Anything but a plain name could be read as another host by whoever connects.
    guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) })
    else { return false }
    return host == "x.ai" || host.hasByteSuffix(".x.ai")
  }
}
