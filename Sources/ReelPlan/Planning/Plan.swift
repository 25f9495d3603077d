package import ReelBasics
package import ReelCatalogue
package import ReelManifest

/// One decision for every asset: what a run would do, and why.
package struct Plan: Sendable {
  package let manifest: Manifest
  package let graph: AssetGraph
  /// Who is asked, as it stands in fingerprints.
  package let provider: String
  /// By the number of the asset in the manifest; `nil` for what was not selected.
  package let nodes: [PlanNode?]
  package let decider: Decider
  /// What input films are that were looked into, by their content.
  package let films: [Digest: FilmFacts]
  /// The nodes that were selected or are needed, in the order in which they can be done.
  package let ordered: [PlanNode]

  init(
    manifest: Manifest, graph: AssetGraph, provider: String, nodes: [PlanNode?], decider: Decider,
    films: [Digest: FilmFacts]
  ) {
    self.manifest = manifest
    self.graph = graph
    self.provider = provider
    self.nodes = nodes
    self.decider = decider
    self.films = films
    ordered = graph.order.compactMap { nodes[$0] }
  }

  /// What all of it costs at least and at most; what has no price is not in it.
  package var cost: CostBounds { ordered.reduce(.zero) { $0 + ($1.cost ?? .zero) } }

  /// What it would cost to ask again for all that is unsettled or lost. Of assets that ask for the same
  /// the one counts that asks for most.
  package var resendCost: CostBounds {
    var costs: [Fingerprint: CostBounds] = [:]
    for node in ordered {
      guard let cost = node.resendCost, let work = node.work?.fingerprint else { continue }
      costs[work] = costs[work].map { $0.high > cost.high ? $0 : cost } ?? cost
    }
    return costs.values.reduce(.zero, +)
  }

  /// Whether others build on something that is unsettled or lost: asked for again, they follow.
  package var resendHasFollowers: Bool {
    ordered.contains { node in
      node.resendCost != nil && graph.downstream[node.number].contains { nodes[$0] != nil }
    }
  }

  /// Whether somebody insists on an asset.
  package func forces(_ id: AssetID) -> Bool { decider.forced.contains(id) }

  /// Whether something would be sent to the provider; where the run `isLocked`, nothing that is paid
  /// for.
  package func sends(isLocked: Bool = false) -> Bool {
    mayCreate(isLocked: isLocked) || ordered.contains { !$0.verdict.pursued.isEmpty }
  }

  /// Whether something may be sent that is paid for.
  package func mayCreate(isLocked: Bool = false) -> Bool {
    !isLocked
      && ordered.contains { node in
        switch node.verdict.decision {
        case .make, .afterUpstream: true
        default: false
        }
      }
  }

  /// Whether something is missing that only a request that is paid for can bring.
  package var needsRequests: Bool {
    ordered.contains { node in
      switch node.verdict.decision {
      case .make, .same, .afterUpstream, .lost, .unsettled, .blocked(_, .bytesGone): true
      default: false
      }
    }
  }
}

/// An asset in a plan.
///
/// A class, as it never changes and stands in many lists.
package final class PlanNode: Sendable {
  /// Its number in the manifest.
  package let number: Int
  package let asset: Asset
  /// What it asks for; `nil` where that is known only in the run.
  package let work: Work?
  package let verdict: Verdict
  /// What it costs; `nil` where something is asked for that has no price here.
  package let cost: CostBounds?
  /// How many requests are sent or waited for; where that is known only in the run, at most.
  package let requests: Int
  /// Whether no record and no lock file says that it was ever there.
  package let isNew: Bool
  /// What it asks for otherwise than when it was last written, where it is written again from the
  /// store, or is asked for when another one is done; of one that is known only in the run, what its own
  /// words say.
  package let ownChanges: [FormChange]
  /// What it would cost to ask again for what is unsettled or lost; not in `cost`, as only somebody's
  /// word sends it.
  package let resendCost: CostBounds?
  /// Of one that waits, all assets of which a person has to choose a variant first.
  package let choices: [AssetID]
  /// What it is likely to cost; `nil` where something is asked for that has no price.
  package let estimate: Ticks?

  /// `costIfMade` is what it costs where it is made, if that is not sure.
  init(
    number: Int, asset: Asset, work: Work?, verdict: Verdict, cost: CostBounds?, requests: Int,
    isNew: Bool, ownChanges: [FormChange] = [], resendCost: CostBounds? = nil,
    choices: [AssetID] = [], costIfMade: CostBounds? = nil
  ) {
    self.number = number
    self.asset = asset
    self.work = work
    self.verdict = verdict
    self.cost = cost
    self.requests = requests
    self.isNew = isNew
    self.ownChanges = ownChanges
    self.resendCost = resendCost
    self.choices = choices
    estimate = (costIfMade ?? cost)?.middle
  }

  /// What becomes of it against what was there before. The raw value stands in machine formats.
  package enum Change: String, Sendable, Hashable {
    case none
    case new
    case changed
    /// It may come back as it was.
    case open
  }

  /// What it asks for otherwise than when it was last written, as far as that is known.
  package var changes: [FormChange] {
    guard case .make(_, let reasons) = verdict.decision else { return ownChanges }
    return reasons.compactMap { if case .changed(let change) = $0 { change } else { nil } }
  }

  package var change: Change {
    switch verdict.decision {
    case .fresh, .excluded: .none
    case _ where isNew: .new
    case .afterUpstream where work == nil: .open
    case .make, .same, .derive, .restore, .resume, .collect, .afterUpstream: .changed
    case .unsettled, .lost, .refused, .waiting, .modified, .blocked: .none
    }
  }
}
