/// The names of all assets of a manifest, each with its key, and with its draft where it has one.
final class AssetNames {
  /// The texts stand in the manifest.
  private var numbers = NumberTable()
  // By the numbers of the names.
  private var keys: [Key] = []
  private var documents: [YAMLDocument] = []
  /// `none` where there is no draft.
  private var drafts: [UInt32] = []
  private static let none = UInt32.max

  /// A node, in half of its size: there are very many.
  private struct Key {
    /// The document's place among those that names come from, one after the other.
    let document: UInt32
    let node: UInt32
  }

  /// Every name that is written, also where its asset could not be read: those are reported once.
  var all: [String] { keys.indices.map { node(of: $0).text } }

  /// Makes room for so many more.
  func reserve(_ count: Int) {
    numbers.reserve(count)
    keys.reserveCapacity(keys.count + count)
    drafts.reserveCapacity(drafts.count + count)
  }

  /// Notes that a key gives a name. Gives the number of the name, and the key that gave it before.
  func note(_ name: String, at key: YAMLNode) -> (number: Int, other: YAMLNode?) {
    if documents.last !== key.document { documents.append(key.document) }
    let place = Key(document: UInt32(documents.count - 1), node: UInt32(key.index))
    guard let known = numbers.insert(keys.count, for: name, where: { isNamed($0, name) })
    else {
      keys.append(place)
      drafts.append(Self.none)
      return (keys.count - 1, nil)
    }
    let other = node(of: known)
    keys[known] = place
    return (known, other)
  }

  /// Notes which draft has the name of this number.
  func setDraft(_ draft: Int, ofName number: Int) { drafts[number] = UInt32(draft) }

  /// The number of the draft that has a name.
  func draft(_ name: String) -> Int? {
    guard let number = number(of: name), drafts[number] != Self.none else { return nil }
    return Int(drafts[number])
  }

  func contains(_ name: String) -> Bool { number(of: name) != nil }

  private func number(of name: String) -> Int? {
    numbers.number(of: name) { isNamed($0, name) }
  }

  private func isNamed(_ number: Int, _ name: String) -> Bool {
    let node = node(of: number)
    // The same text can be written in several ways; nearly all is written in one.
    return node.holds(name) || node.text == name
  }

  /// The key that gives the name of a number.
  private func node(of number: Int) -> YAMLNode {
    YAMLNode(document: documents[Int(keys[number].document)], index: Int(keys[number].node))
  }
}
