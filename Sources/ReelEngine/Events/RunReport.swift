package import ReelBasics
package import ReelManifest
package import ReelPlan

/// How a run ended.
package struct RunReport: Sendable {
  /// One asset's end.
  package struct Entry: Sendable {
    package let id: AssetID
    /// What it asked for, where that came to be known.
    package let fingerprint: Fingerprint?
    package let outcome: AssetOutcome
    /// What the provider said in this run that it cost; what earlier runs sent, and this one
    /// collected, is in it.
    package let cost: Ticks
    /// Below the output directory.
    package let paths: [String]
    package let warnings: [String]
    /// Where it stands in its manifest.
    package let location: SourceLocation?
    package let tags: [String]
    /// Where everybody can see its variants, from 1, as far as this run was told.
    package let publicAddresses: [Int: String]

    package init(
      id: AssetID, fingerprint: Fingerprint?, outcome: AssetOutcome, cost: Ticks, paths: [String],
      warnings: [String], location: SourceLocation? = nil, tags: [String] = [],
      publicAddresses: [Int: String] = [:]
    ) {
      self.id = id
      self.fingerprint = fingerprint
      self.outcome = outcome
      self.cost = cost
      self.paths = paths
      self.warnings = warnings
      self.location = location
      self.tags = tags
      self.publicAddresses = publicAddresses
    }
  }

  /// In the order of the manifest; what was not selected is not among them.
  package let entries: [Entry]
  /// Outputs of assets that are not done, below the output directory, where they stand as they were made for
  /// something else than is asked for now.
  package var stale: [AssetID: [String]] = [:]
  /// Why not all was started, the gravest reason first.
  package let stops: [StopReason]
  /// The gravest of them.
  package var stop: StopReason? { stops.first }
  package let duration: Duration
  /// What this run spent, by the provider's own figures where it gave them.
  package let spent: Ticks
  /// What requests without an answer may have cost on top.
  package let possiblySpent: Ticks
  /// What requests of earlier runs, collected in this one, turned out to cost.
  package var spentEarlier: Ticks
  /// What the provider billed against what was estimated.
  package let comparison: BillComparison
  /// How long requests took, for the order of later runs.
  package let durations: RequestDurations

  /// How many assets ended in each way.
  package var counts: [String: Int] {
    entries.reduce(into: [:]) { $0[$1.outcome.name, default: 0] += 1 }
  }

  /// What assets with a tag came to.
  package struct TagTotals: Sendable, Hashable {
    package fileprivate(set) var assets = 0
    package fileprivate(set) var cost = Ticks.zero
    /// How many of them ended in each way.
    package fileprivate(set) var counts: [String: Int] = [:]
  }

  /// What it came to by tag. An asset with several tags counts under each of them.
  package var totalsByTag: [String: TagTotals] {
    entries.reduce(into: [:]) { totals, entry in
      for tag in Set(entry.tags) {
        totals[tag, default: TagTotals()].assets += 1
        totals[tag, default: TagTotals()].cost += entry.cost
        totals[tag, default: TagTotals()].counts[entry.outcome.name, default: 0] += 1
      }
    }
  }

  /// The report of a run that found everything as it should be.
  package static func idle(_ plan: Plan) -> RunReport {
    RunReport(
      entries: plan.ordered.sorted { $0.number < $1.number }.map { node in
        Entry(
          id: node.asset.id, fingerprint: node.work?.fingerprint, outcome: .fresh, cost: .zero,
          paths: paths(of: node), warnings: [],
          location: node.asset.location, tags: node.asset.tags)
      }, stops: [], duration: .zero, spent: .zero, possiblySpent: .zero, spentEarlier: .zero,
      comparison: BillComparison(), durations: RequestDurations())
  }

  /// Where the outputs of an asset stand that is as it should be.
  private static func paths(of node: PlanNode) -> [String] {
    guard let work = node.work, let slots = node.verdict.record?.slots else { return [] }
    return (1...node.asset.count).flatMap { slot in
      work.outputs(of: slot, slots[slot], for: node.asset).map(\.path)
    }
  }
}
