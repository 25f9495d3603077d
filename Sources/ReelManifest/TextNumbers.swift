/// Texts, each once, with numbers from 0 in the order in which they came.
///
/// It takes eight bytes beside each text and reads only texts of one hash, where a dictionary would
/// read one at every step.
package struct TextNumbers: Sendable {
  /// A number, and the half of its text's hash that does not choose the place.
  private struct Slot: Sendable {
    var number: UInt32
    var hash: UInt32

    static let free = Slot(number: .max, hash: 0)
  }

  package private(set) var texts: [String] = []
  private var slots: [Slot] = []

  package init() { reserve(0) }

  /// Makes room for so many more.
  package mutating func reserve(_ more: Int) {
    texts.reserveCapacity(texts.count + more)
    var size = max(16, slots.count)
    while size * 3 / 4 <= texts.count + more { size *= 2 }
    guard size > slots.count else { return }
    slots = Array(repeating: .free, count: size)
    for (number, text) in texts.enumerated() {
      let hash = Self.hash(text)
      slots[place(of: text, hash)] = Slot(number: UInt32(number), hash: Self.kept(hash))
    }
  }

  /// The number of a text.
  package func number(of text: String) -> Int? {
    let number = slots[place(of: text, Self.hash(text))].number
    return number == .max ? nil : Int(number)
  }

  /// Takes a text in, unless it is there: then its number is returned.
  package mutating func insert(_ text: String) -> Int? {
    if slots.count * 3 / 4 <= texts.count { reserve(texts.count + 1) }
    let hash = Self.hash(text)
    let place = place(of: text, hash)
    guard slots[place].number == .max else { return Int(slots[place].number) }
    slots[place] = Slot(number: UInt32(texts.count), hash: Self.kept(hash))
    texts.append(text)
    return nil
  }

  private func place(of text: String, _ hash: Int) -> Int {
    let last = slots.count - 1
    var place = hash & last
    while slots[place].number != .max {
      if slots[place].hash == Self.kept(hash), texts[Int(slots[place].number)] == text { break }
      place = (place + 1) & last
    }
    return place
  }

  /// Of another seed in every run, so that nobody makes texts that share one.
  private static func hash(_ text: String) -> Int { text.hashValue }

  private static func kept(_ hash: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: UInt64(bitPattern: Int64(hash)) >> 32)
  }
}
