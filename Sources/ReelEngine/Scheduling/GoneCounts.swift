/// How often variants of a request were said to be gone. Each counts for itself, as what is said of one
/// says nothing of the others; what is said of their job is said of all.
struct GoneCounts: Sendable {
  private var counts: [Int: Int] = [:]

  /// Counts what is said of each of them, and gives how often it was said of the one most said to be
  /// gone.
  @discardableResult
  mutating func add(_ slots: some Sequence<Int>) -> Int {
    var most = 0
    for slot in slots {
      let count = counts[slot, default: 0] + 1
      counts[slot] = count
      most = max(most, count)
    }
    return most
  }

  /// Those of `slots` that are lost when they are said to be gone once more: it is believed when it was
  /// said `tries` times.
  func nearlyLost(of slots: [Int], tries: Int) -> Set<Int> {
    Set(slots.filter { counts[$0, default: 0] + 1 >= tries })
  }
}
