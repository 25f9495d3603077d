/// Numbers by texts of which only hashes are kept, eight bytes a place: a dictionary would hold every text,
/// and read one at every step. Whoever asks knows what the text of a number is, and is asked for it where
/// the hash is the same.
struct NumberTable: Sendable {
  private struct Slot: Sendable {
    var hash: UInt32
    /// `none` where the slot is free.
    var number: UInt32

    static let none = UInt32.max
    static let free = Slot(hash: 0, number: none)
  }

  private var slots = Array(repeating: Slot.free, count: 16)
  private var count = 0

  /// Makes room for so many more.
  mutating func reserve(_ more: Int) {
    var size = slots.count
    while size * 3 / 4 <= count + more { size *= 2 }
    guard size > slots.count else { return }
    let full = slots
    slots = Array(repeating: .free, count: size)
    for slot in full where slot.number != Slot.none {
      slots[place(of: slot.hash) { _ in false }] = slot
    }
  }

  /// The number of a text; `isNumber` says whether it is this one.
  func number(of text: String, where isNumber: (Int) -> Bool) -> Int? {
    let number = slots[place(of: Self.hash(text), where: isNumber)].number
    return number == Slot.none ? nil : Int(number)
  }

  /// Gives a text a number, unless it has one: then that is returned.
  mutating func insert(_ number: Int, for text: String, where isNumber: (Int) -> Bool) -> Int? {
    reserve(1)
    let hash = Self.hash(text)
    let place = place(of: hash, where: isNumber)
    guard slots[place].number == Slot.none else { return Int(slots[place].number) }
    slots[place] = Slot(hash: hash, number: UInt32(number))
    count += 1
    return nil
  }

  private func place(of hash: UInt32, where isNumber: (Int) -> Bool) -> Int {
    let last = slots.count - 1
    var place = Int(hash) & last
    while slots[place].number != Slot.none {
      if slots[place].hash == hash, isNumber(Int(slots[place].number)) { break }
      place = (place + 1) & last
    }
    return place
  }

  /// Of another seed in every run, so that nobody makes texts that share one.
  private static func hash(_ text: String) -> UInt32 { UInt32(truncatingIfNeeded: text.hashValue) }
}
