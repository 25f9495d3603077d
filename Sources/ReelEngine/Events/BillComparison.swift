package import ReelBasics
package import ReelCatalogue

/// What requests were billed, against what they had been estimated at: those of a run for which both
/// are known.
package struct BillComparison: Sendable, Hashable {
  package private(set) var requests = 0
  package private(set) var estimate = CostBounds.zero
  /// By the provider's own figures.
  package private(set) var billed = Ticks.zero

  package init() {}

  /// Takes a request that was answered.
  package mutating func add(billed: Ticks, estimate: CostBounds) {
    requests += 1
    self.estimate += estimate
    self.billed = self.billed + billed
  }

  /// Whether the sums are more than a fifth apart: above the highest or below the lowest estimate.
  package var drifts: Bool {
    billed * 5 > estimate.high * 6 || billed * 5 < estimate.low * 4
  }
}
