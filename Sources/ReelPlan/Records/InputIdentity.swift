package import ReelBasics

/// What an input is, for fingerprints: content, never where it came from.
package enum InputIdentity: Sendable, Hashable {
  /// A file of the author's, by its bytes.
  case file(Digest)
  /// An asset's picture or film: the provider's bytes, and what Reel does to them before others
  /// build on it. Bytes that Reel encodes itself are no identity: they differ between machines.
  case made(original: Digest, recipe: String)
  /// An address, by its text.
  case url(String)

  /// The canonical text of it. It stands in fingerprints and recipes and never changes.
  package var canonical: String {
    switch self {
    case .file(let digest): "file:\(digest)"
    case .made(let original, ""): "made:\(original)"
    case .made(let original, let recipe): "made:\(original)|\(recipe)"
    case .url(let address): "url:" + JSONValue.string(address).canonical
    }
  }
}
