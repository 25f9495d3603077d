import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// Writes plans for machines, as `reel.plan/1`.
struct PlanDocument {
  let outlook: PlanOutlook
  let prices: ChosenPrices
  /// The most that a run may spend, where somebody said.
  let budget: Ticks?
  /// How the command ends.
  let status: ExitStatus

  /// What an asset's fields say of what is expected, or of what was there before: no part of what is
  /// decided.
  static let expectations = [
    "cost", "resend_cost", "change", "changes", "expected_seconds", "tags",
  ]

  /// The fields of the document.
  func fields(of plan: Plan) -> [String: JSONValue] {
    let assets = plan.ordered.map { node in
      var fields = Self.decision(on: node)
      if let cost = node.cost { fields["cost"] = Self.json(cost, node.estimate) }
      if let cost = node.resendCost { fields["resend_cost"] = Self.json(cost, nil) }
      if !node.asset.tags.isEmpty { fields["tags"] = .array(node.asset.tags.map { .string($0) }) }
      fields["change"] = .string(node.change.rawValue)
      if !node.changes.isEmpty { fields["changes"] = .array(node.changes.map(Self.json)) }
      fields["expected_seconds"] = .double(outlook.forecast.seconds[node.number])
      return JSONValue.object(fields)
    }
    let gone = outlook.gone.map { asset -> JSONValue in
      ["id": .string(asset.id), "outputs": .array(asset.paths.map { .string($0) })]
    }
    let sums: [String: JSONValue] = [
      "schema": "reel.plan/1",
      "manifest": .string(plan.manifest.file),
      "provider": .string(plan.provider),
      "status": .int(Int64(status.rawValue)),
      "prices": [
        "as_of": .string(prices.catalogue.pricesAsOf),
        "file": prices.file.map { .string($0) } ?? .null,
      ],
      "budget_ticks": budget.map { .int($0.count) } ?? .null,
      "tags": .object(plan.totalsByTag.mapValues { .object(Self.json($0)) }),
      "expected_seconds": .double(outlook.forecast.total / .seconds(1)),
      "assets": .array(assets),
      "gone": .array(gone),
    ]
    return sums.merging(Self.json(plan.totals)) { $1 }
  }

  private static func json(_ totals: PlanTotals) -> [String: JSONValue] {
    [
      "asset_count": .int(Int64(totals.assets)),
      "decisions": .object(totals.counts.mapValues { .int(Int64($0)) }),
      "cost": json(totals.cost, totals.estimate),
      "unpriced": .int(Int64(totals.unpriced)),
    ]
  }

  /// What is decided about an asset, without what is only expected.
  static func decision(on node: PlanNode) -> [String: JSONValue] {
    var fields: [String: JSONValue] = [
      "id": .string(node.asset.id.text),
      "operation": .string(node.asset.operation.rawValue),
      "model": .string(node.asset.model),
      "decision": .string(node.verdict.decision.name),
    ]
    if !node.verdict.replaces.isEmpty {
      fields["replaces"] = .array(node.verdict.replaces.map { .string($0) })
    }
    if let work = node.work { fields["fingerprint"] = .string(work.fingerprint.description) }
    func ask(_ reasons: [Reason]) {
      fields["slots"] = .array(node.verdict.asked.map { .int(Int64($0)) })
      fields["reasons"] = .array(reasons.map { .string($0.description) })
    }
    switch node.verdict.decision {
    case .make(_, let reasons): ask(reasons)
    case .afterUpstream(let other) where node.work != nil:
      fields["on"] = .string(other.text)
      ask(node.verdict.reasons)
    case .same(let other), .waiting(let other), .afterUpstream(let other),
      .blocked(let other, .notThere):
      fields["on"] = .string(other.text)
    case .blocked(let other, .bytesGone):
      fields["on"] = .string(other.text)
      fields["reason"] = .string("the bytes of '\(other)' are nowhere")
    case .lost(let reason, let job):
      fields["reason"] = .string(reason)
      fields["job"] = job.map { .string($0) }
    case .refused(let refusal): fields["reason"] = .string(refusal.message)
    case .modified(let paths): fields["paths"] = .array(paths.map { .string($0) })
    case .fresh, .restore, .derive, .resume, .collect, .unsettled, .excluded: break
    }
    return fields
  }

  private static func json(_ change: FormChange) -> JSONValue {
    var fields: [String: JSONValue] = ["what": .string(change.name)]
    if case .input(let written) = change.subject { fields["input"] = .string(written) }
    if let old = change.old { fields["old"] = old }
    if let new = change.new { fields["new"] = new }
    return .object(fields)
  }

  static func json(_ cost: CostBounds, _ estimate: Ticks?) -> JSONValue {
    var fields: [String: JSONValue] = [
      "low_ticks": .int(cost.low.count), "high_ticks": .int(cost.high.count),
    ]
    if let estimate { fields["estimate_ticks"] = .int(estimate.count) }
    return .object(fields)
  }
}
