import ReelBasics

/// The money of a run: what is spent, what is reserved for requests under way, what may be spent.
struct Ledger: Sendable {
  let budget: Ticks?
  private(set) var spent: Ticks = .zero
  private(set) var reserved: Ticks = .zero
  private(set) var possiblySpent: Ticks = .zero

  init(budget: Ticks?) { self.budget = budget }

  /// Reserves the worst case of a request; `false` where the budget does not allow it, or where
  /// there is a budget and no price.
  mutating func reserve(_ worst: Ticks?) -> Bool {
    if let budget {
      guard let worst, spent + reserved + possiblySpent + worst <= budget else { return false }
    }
    reserved = reserved + (worst ?? .zero)
    return true
  }

  /// A reservation ends with what it really cost.
  mutating func settle(reserved worst: Ticks, spent cost: Ticks) {
    reserved = reserved - worst
    spent = spent + cost
  }

  /// A reservation ends with an answer that never came.
  mutating func leaveOpen(reserved worst: Ticks) {
    reserved = reserved - worst
    possiblySpent = possiblySpent + worst
  }
}
