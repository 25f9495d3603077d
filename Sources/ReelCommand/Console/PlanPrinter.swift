import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// Writes plans, for people and for machines.
struct PlanPrinter {
  let style: TextStyle
  let isVerbose: Bool
  /// The output directory as messages write it.
  let outputName: String

  /// The plan in words: what is to be done first, one line an asset, and the sum.
  func text(_ plan: Plan) -> String {
    let nodes = plan.ordered
    let shown = isVerbose ? nodes : nodes.filter { $0.verdict.decision != .fresh }
    let width = min(40, shown.map(\.asset.id.text.count).max() ?? 0)
    var lines = shown.map { line($0, width: width) }
    let fresh = nodes.count { $0.verdict.decision == .fresh }
    if !lines.isEmpty { lines.append("") }
    lines.append(summary(plan, fresh: fresh, total: nodes.count))
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ node: PlanNode, width: Int) -> String {
    let decision = node.verdict.decision
    let name = TerminalText.safe(node.asset.id.text).padded(to: width)
    let cost = node.cost.map { $0 == .zero ? "" : "  \($0)" } ?? "  price unknown"
    return "\(mark(decision)) \(name)  \(words(decision, node))\(style.faint(cost))"
  }

  private func mark(_ decision: Decision) -> String {
    switch decision {
    case .make(_, let reasons) where reasons == [.new]: style.good("+")
    case .make, .derive, .resume, .collect, .same, .restore: style.warning("~")
    case .afterUpstream: style.warning("?")
    case .fresh: " "
    case .unsettled, .lost, .refused, .modified, .blocked, .waiting: style.bad("!")
    case .excluded: " "
    }
  }

  private func words(_ decision: Decision, _ node: PlanNode) -> String {
    let operation = node.asset.operation.title
    switch decision {
    case .fresh: return "fresh"
    case .restore: return "restore from the store"
    case .derive: return "derive again: what is done to it changed"
    case .make(let slots, let reasons):
      let number = slots.count > 1 ? "\(slots.count) × " : ""
      let why = reasons.map(\.description).joined(separator: ", ")
      return "make: \(number)\(operation), \(TerminalText.safe(node.asset.model)) (\(why))"
    case .same(let other): return "same as '\(other)' ('take: 2' asks for another)"
    case .resume: return "resume: its job is in flight"
    case .collect: return "collect: its answer is known"
    case .unsettled(let cost):
      return "unsettled: a request may have been billed and has no result"
        + (cost.map { " (at most \($0))" } ?? "") + "; --resend sends it again" + price(node)
    case .lost(let reason):
      return "lost: \(TerminalText.safe(reason)); --resend asks for it again" + price(node)
    case .refused(let refusal):
      return "refused: \(TerminalText.safe(refusal.message)); change it, or --force it"
    case .waiting(let other): return RunLog.waiting(for: other)
    case .modified(let paths): return RunLog.foreign(paths, below: outputName)
    case .afterUpstream(let other): return "\(operation), known when '\(other)' is done"
    case .blocked(let other): return "blocked by '\(other)'"
    case .excluded: return "excluded"
    }
  }

  /// What it would cost to ask again.
  private func price(_ node: PlanNode) -> String { node.resendCost.map { " for \($0)" } ?? "" }

  private func summary(_ plan: Plan, fresh: Int, total: Int) -> String {
    guard fresh < total else { return "Nothing to do: \(total) of \(total) fresh." }
    let asked = plan.ordered.count { !$0.verdict.asked.isEmpty }
    let later = plan.ordered.count {
      if case .afterUpstream = $0.verdict.decision { true } else { false }
    }
    let parts = [
      asked > 0 ? "\(asked) to ask for" : nil, later > 0 ? "\(later) known on the way" : nil,
      fresh > 0 ? "\(fresh) fresh" : nil,
      total - asked - later - fresh > 0 ? "\(total - asked - later - fresh) other" : nil,
    ]
    return "\(total) asset\(total == 1 ? "" : "s"): "
      + parts.compactMap { $0 }.joined(separator: ", ") + ". Cost: \(plan.cost)."
      + (plan.resendCost == .zero ? "" : " To ask again with --resend: \(plan.resendCost).")
  }

  /// The plan as `reel.plan/1`.
  static func json(_ plan: Plan) -> JSONValue {
    [
      "schema": "reel.plan/1",
      "manifest": .string(plan.manifest.file),
      "provider": .string(plan.provider),
      "cost": json(plan.cost),
      "assets": .array(plan.ordered.map(json)),
    ]
  }

  private static func json(_ node: PlanNode) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(node.asset.id.text),
      "operation": .string(node.asset.operation.rawValue),
      "model": .string(node.asset.model),
      "decision": .string(node.verdict.decision.name),
    ]
    if let work = node.work { fields["fingerprint"] = .string(work.fingerprint.description) }
    if let cost = node.cost { fields["cost"] = json(cost) }
    if let cost = node.resendCost { fields["resend_cost"] = json(cost) }
    switch node.verdict.decision {
    case .make(let slots, let reasons):
      fields["slots"] = .array(slots.map { .int(Int64($0)) })
      fields["reasons"] = .array(reasons.map { .string($0.description) })
    case .same(let other), .waiting(let other), .afterUpstream(let other), .blocked(let other):
      fields["on"] = .string(other.text)
    case .lost(let reason): fields["reason"] = .string(reason)
    case .refused(let refusal): fields["reason"] = .string(refusal.message)
    case .modified(let paths): fields["paths"] = .array(paths.map { .string($0) })
    case .fresh, .restore, .derive, .resume, .collect, .unsettled, .excluded: break
    }
    return .object(fields)
  }

  private static func json(_ cost: CostBounds) -> JSONValue {
    ["low_ticks": .int(cost.low.count), "high_ticks": .int(cost.high.count)]
  }
}
