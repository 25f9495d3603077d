/// The names of all assets of a manifest, each with its key, and with its draft where it has one.
final class AssetNames {
  /// The place of each name in the lists below.
  private var numbers: [String: UInt32] = [:]
  private var keys: [YAMLNode] = []
  private var drafts: [Int?] = []

  /// Every name that is written, also where its asset could not be read: those are reported once.
  var all: [String] { Array(numbers.keys) }

  /// Makes room for so many more.
  func reserve(_ count: Int) {
    numbers.reserveCapacity(numbers.count + count)
    keys.reserveCapacity(keys.count + count)
    drafts.reserveCapacity(drafts.count + count)
  }

  /// Notes that a key gives a name. Gives the number of the name, and the key that gave it before.
  func note(_ name: String, at key: YAMLNode) -> (number: Int, other: YAMLNode?) {
    let next = UInt32(keys.count)
    guard let known = numbers.updateValue(next, forKey: name) else {
      keys.append(key)
      drafts.append(nil)
      return (Int(next), nil)
    }
    numbers[name] = known
    let other = keys[Int(known)]
    keys[Int(known)] = key
    return (Int(known), other)
  }

  /// Notes which draft has the name of this number.
  func setDraft(_ draft: Int, ofName number: Int) { drafts[number] = draft }

  /// The number of the draft that has a name.
  func draft(_ name: String) -> Int? { numbers[name].flatMap { drafts[Int($0)] } }

  func contains(_ name: String) -> Bool { numbers[name] != nil }
}
