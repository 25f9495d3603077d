import ReelBasics

/// Who is asked, as it stands in fingerprints.
///
/// One for all known hosts of a provider; another address counts by its host without the port; the
/// emulator is `emulator`, and nothing it makes ever counts as a provider's.
package enum ProviderIdentity {
  package static let emulator = "emulator"

  /// The identity of a provider reached at `baseURL`, or at its own address where that is `nil`.
  package static func of(provider: String, baseURL: String?) -> String {
    guard let baseURL else { return provider }
    let host = host(of: baseURL)
    if provider == "xai", host == "x.ai" || isOfXAI(host) { return provider }
    // A machine of somebody's may be called like one of them.
    return host == provider || host == emulator ? "host:\(host)" : host
  }

  private static func isOfXAI(_ host: String) -> Bool { host.hasByteSuffix(".x.ai") }

  /// How a run is told to ask a host, after "with": of one that is no provider's own, scheme, port and path
  /// are not known.
  package static func option(asking host: String) -> String {
    isOfXAI(host)
      ? "--base-url https://\(host)/v1" : "the --base-url that it was asked under"
  }

  /// The host of a URL in lower case, without user and port.
  package static func host(of url: String) -> String {
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    let authority = rest.before(anyOf: "/?#\\")
    let address = authority.parts(between: UInt8(ascii: "@")).last ?? ""
    if address.hasBytePrefix("[") { return address.before(anyOf: "]").lowercased() + "]" }
    return address.before(anyOf: ":").lowercased()
  }
}

extension OpenRequest {
  /// Who was asked, as it stands in the fingerprints of that provider's works; `nil` where that is not on
  /// record.
  package func identity(of provider: String) -> String? {
    guard let host, !host.isEmpty else { return nil }
    return ProviderIdentity.of(provider: provider, baseURL: "https://\(host)")
  }
}
