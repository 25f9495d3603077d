import ReelBasics
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

  /// The nodes that were selected or are needed, in the order in which they can be done.
  package var ordered: [PlanNode] { graph.order.compactMap { nodes[$0] } }

  /// What all of it costs at least and at most; what has no price is not in it.
  package var cost: CostBounds { ordered.reduce(.zero) { $0 + ($1.cost ?? .zero) } }

  /// Whether something would be sent to the provider.
  package var sends: Bool {
    ordered.contains { node in
      switch node.verdict.decision {
      case .make, .resume, .collect, .afterUpstream: true
      default: !node.verdict.pursued.isEmpty
      }
    }
  }
}

/// An asset in a plan.
package struct PlanNode: Sendable {
  /// Its number in the manifest.
  package let number: Int
  package let asset: Asset
  /// What it asks for; `nil` where that is known only in the run.
  package let work: Work?
  package let verdict: Verdict
  /// What it costs; `nil` where something is asked for that has no price here.
  package let cost: CostBounds?
}
