/// The names of all assets of a manifest, each with its key, and with its draft where it has one.
final class AssetNames {
  private struct Named {
    var key: YAMLNode
    var draft: Int?
  }

  private var named: [String: Named] = [:]

  /// Every name that is written, also where its asset could not be read: those are reported once.
  var all: [String] { Array(named.keys) }

  /// Makes room for so many more.
  func reserve(_ count: Int) { named.reserveCapacity(named.count + count) }

  /// Notes that a key gives a name; the key that gave it before.
  func note(_ name: String, at key: YAMLNode) -> YAMLNode? {
    let other = named[name]
    named[name] = Named(key: key, draft: other?.draft)
    return other?.key
  }

  /// Notes the number of the draft of a name.
  func number(_ name: String, _ draft: Int) { named[name]?.draft = draft }

  /// The number of the draft that has a name.
  func draft(_ name: String) -> Int? { named[name]?.draft }

  func contains(_ name: String) -> Bool { named[name] != nil }
}
