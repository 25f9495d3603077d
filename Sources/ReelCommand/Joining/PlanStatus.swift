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
    if let budget, let least = cheapestRequest(of: plan), least > budget { status = .stopped }
    for node in plan.ordered {
      switch node.verdict.decision {
      case .unsettled, .lost, .waiting: status = status.orWorse(.waiting)
      default: break
      }
    }
    return isLocked && plan.needsRequests ? status.orWorse(.stopped) : status
  }

  /// What the cheapest of the requests that are known now costs at most; `nil` where none has a
  /// price.
  private func cheapestRequest(of plan: Plan) -> Ticks? {
    plan.ordered.compactMap { node -> Ticks? in
      guard !node.verdict.asked.isEmpty else { return nil }
      let rules = catalogue.rules(model: node.asset.model, operation: node.asset.operation)
      // Full requests, and one for the rest.
      let most = rules?.resultsPerRequest ?? 1
      let rest = node.verdict.asked.count % most
      return WorkCost(catalogue: catalogue).request(
        node.asset, results: rest == 0 ? most : rest, work: node.work)?.high
    }.min()
  }
}
