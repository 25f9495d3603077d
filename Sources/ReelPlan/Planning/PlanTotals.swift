package import ReelBasics
package import ReelCatalogue
import ReelManifest

/// What a plan, or a part of it, comes to.
package struct PlanTotals: Sendable, Hashable {
  package private(set) var assets = 0
  /// How many assets each decision is made for, by the decision's name.
  package private(set) var counts: [String: Int] = [:]
  /// What has no price is not in it.
  package private(set) var cost = CostBounds.zero
  /// What it is likely to cost: all behind a changed upstream is made again, and films whose length is
  /// not known are half as long as they may be.
  package private(set) var estimate = Ticks.zero
  /// How many assets ask for something that has no price.
  package private(set) var unpriced = 0

  package init() {}

  mutating func add(_ node: PlanNode) {
    assets += 1
    counts[node.verdict.decision.name, default: 0] += 1
    cost += node.cost ?? .zero
    estimate += node.estimate ?? .zero
    if node.cost == nil { unpriced += 1 }
  }
}

extension Plan {
  /// What all of it comes to.
  package var totals: PlanTotals {
    nodes.reduce(into: PlanTotals()) { totals, node in
      if let node { totals.add(node) }
    }
  }

  /// What it comes to by tag. An asset with several tags counts under each of them.
  package var totalsByTag: [String: PlanTotals] {
    nodes.reduce(into: [:]) { totals, node in
      guard let node else { return }
      for tag in node.asset.tags.isEmpty ? [] : Set(node.asset.tags) {
        totals[tag, default: PlanTotals()].add(node)
      }
    }
  }
}
