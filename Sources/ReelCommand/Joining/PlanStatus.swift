import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// How a run of a plan would end before its first request.
struct PlanStatus {
  let catalogue: Catalogue
  let budget: Ticks?
  let isLocked: Bool

  func of(_ plan: Plan) -> ExitStatus {
    var status = ExitStatus.success
    if nothingFits(plan) { status = .stopped }
    let excluded = Set(plan.ordered.filter { $0.verdict.decision == .excluded }.map(\.asset.id))
    for node in plan.ordered {
      switch node.verdict.decision {
      case .unsettled, .lost, .waiting: status = status.orWorse(.waiting)
      case .modified: status = status.orWorse(.failure)
      case .refused(let refusal) where !Self.isSkipped(node, refusal):
        status = status.orWorse(.failure)
      case .blocked(let other, _) where excluded.contains(other):
        status = status.orWorse(.failure)
      case .blocked(_, .bytesGone): status = status.orWorse(.waiting)
      // What has no price is not sent where a budget is to be kept.
      case .make where budget != nil && node.cost == nil: status = status.orWorse(.failure)
      default: break
      }
    }
    return isLocked && plan.needsRequests ? status.orWorse(.stopped) : status
  }

  /// Whether not even the cheapest request that is known now has a place in the budget.
  func nothingFits(_ plan: Plan) -> Bool {
    guard let budget, let least = cheapestRequest(of: plan) else { return false }
    return least > budget
  }

  /// What a run would skip: what moderation took where the manifest allows that, and all that needs it.
  static func skipped(_ plan: Plan) -> Set<AssetID> {
    var skipped: Set<AssetID> = []
    for node in plan.ordered {
      switch node.verdict.decision {
      case .refused(let refusal) where isSkipped(node, refusal): skipped.insert(node.asset.id)
      case .blocked(let other, .notThere) where skipped.contains(other):
        skipped.insert(node.asset.id)
      default: break
      }
    }
    return skipped
  }

  /// Whether the manifest does without what moderation refused.
  private static func isSkipped(_ node: PlanNode, _ refusal: Refusal) -> Bool {
    let isThere = node.verdict.record?.slots.values.contains { $0.media != nil } ?? false
    return refusal.kind == .moderated && node.asset.skipsWhenModerated && !isThere
  }

  /// What the cheapest of the requests that are known now costs at most; `nil` where none has a
  /// price.
  private func cheapestRequest(of plan: Plan) -> Ticks? {
    plan.ordered.compactMap { node -> Ticks? in
      // What waits for another one is not sent before that.
      if case .afterUpstream = node.verdict.decision { return nil }
      guard !node.verdict.asked.isEmpty else { return nil }
      let rules = catalogue.rules(model: node.asset.model, operation: node.asset.operation)
      // Full requests, and one for the rest.
      let most = rules?.resultsPerRequest ?? 1
      let rest = node.verdict.asked.count % most
      return WorkCost(catalogue: catalogue, films: plan.films).request(
        node.asset, results: rest == 0 ? most : rest, work: node.work)?.high
    }.min()
  }
}
