import ReelBasics

/// Names that the keys of a document are expected to have, each with a number from 1: a parser that is
/// told of them notes the number of every key, and who reads a mapping compares numbers.
package final class KnownNames: Sendable {
  /// As many as a set in one word holds, of which the bit 0 stays free.
  static let most = 63

  /// All names, one after another, and where each ends.
  private let bytes: [UInt8]
  private let ends: [Int]
  private let longest: Int
  /// The numbers by a hash of their names; 0 where there is none.
  private let slots: [UInt8]

  init(_ names: [String]) {
    precondition(names.count <= Self.most)
    var bytes: [UInt8] = []
    var ends = [0]
    var slots = [UInt8](repeating: 0, count: 256)
    for (index, name) in names.enumerated() {
      let name = Array(name.utf8)
      bytes += name
      ends.append(bytes.count)
      var slot = unsafe name.withUnsafeBufferPointer { unsafe Self.slot(of: $0) }
      while slots[slot] != 0 { slot = Self.slot(after: slot) }
      slots[slot] = UInt8(index + 1)
    }
    self.bytes = bytes
    self.ends = ends
    self.slots = slots
    longest = names.map(\.utf8.count).max() ?? 0
  }

  /// The number of a name; 0 for one that is not known.
  func number(of name: String) -> UInt8 {
    unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe number(of: $0) }
  }

  /// The same for bytes.
  func number(of name: UnsafeBufferPointer<UInt8>) -> UInt8 {
    guard name.count <= longest else { return 0 }
    var slot = unsafe Self.slot(of: name)
    while slots[slot] != 0 {
      let number = Int(slots[slot])
      let start = ends[number - 1]
      if unsafe ends[number] - start == name.count && name.stands(in: bytes, at: start) {
        return slots[slot]
      }
      slot = Self.slot(after: slot)
    }
    return 0
  }

  /// The slot where the search for a name begins: by its length and three of its letters, which tell
  /// most names apart.
  private static func slot(of name: UnsafeBufferPointer<UInt8>) -> Int {
    guard !name.isEmpty else { return 0 }
    let last = name.count - 1
    let (first, middle, end) = unsafe (name[0], name[last / 2], name[last])
    return (Int(first) &* 7 &+ Int(middle) &* 31 &+ Int(end) &* 113 &+ last) & 255
  }

  private static func slot(after slot: Int) -> Int { (slot + 1) & 255 }
}
