import ReelBasics

/// The money of a run: what is spent, what is reserved for requests under way, what may be spent.
struct Ledger: Sendable {
  /// What comes of asking for money.
  enum Reservation: Sendable, Hashable {
    case granted
    /// The budget does not allow it while so much is reserved.
    case postponed
    /// The budget does not allow it.
    case overBudget
    /// There is a budget, and nobody knows what this costs.
    case unpriced
  }

  let budget: Ticks?
  private(set) var spent: Ticks = .zero
  private(set) var reserved: Ticks = .zero
  private(set) var possiblySpent: Ticks = .zero
  /// What requests of earlier runs turned out to cost.
  private(set) var spentEarlier: Ticks = .zero

  /// What is left of the budget, where there is one.
  var left: Ticks? { budget.map { max(.zero, $0 - spent - possiblySpent) } }

  init(budget: Ticks?) { self.budget = budget }

  /// Whether the budget allows what costs so much at worst, once nothing is reserved.
  func allows(_ worst: Ticks) -> Bool {
    budget.map { spent + possiblySpent + worst <= $0 } ?? true
  }

  /// Reserves the worst case of a request.
  mutating func reserve(_ worst: Ticks?) -> Reservation {
    if let budget {
      guard let worst else { return .unpriced }
      guard allows(worst) else { return .overBudget }
      guard spent + reserved + possiblySpent + worst <= budget else { return .postponed }
    }
    reserved = reserved + (worst ?? .zero)
    return .granted
  }

  /// A reservation ends with what it really cost.
  mutating func settle(reserved worst: Ticks, spent cost: Ticks) {
    reserved = reserved - worst
    spent = spent + cost
  }

  /// A request of an earlier run has its figure now.
  mutating func settleEarlier(_ cost: Ticks) { spentEarlier = spentEarlier + cost }

  /// A reservation ends, and nobody knows yet what it cost.
  mutating func leaveOpen(reserved worst: Ticks) {
    reserved = reserved - worst
    possiblySpent = possiblySpent + worst
  }
}
