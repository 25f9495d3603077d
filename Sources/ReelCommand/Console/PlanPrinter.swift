import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// Writes plans, for people and for machines.
struct PlanPrinter {
  let style: TextStyle
  let isVerbose: Bool
  /// The output directory as messages write it.
  let outputName: String
  let outlook: PlanOutlook

  /// The plan in words: what is to be done first, one line an asset, and the sum.
  func text(_ plan: Plan) -> String {
    let nodes = plan.ordered
    let shown = isVerbose ? nodes : nodes.filter { $0.verdict.decision != .fresh }
    let groups =
      isVerbose
      ? shown.map { PlanGroups.Group(members: [$0]) }
      : PlanGroups(shown) { mark($0) + words($0, isOneOfMany: true) }.groups
    let names = groups.map(\.name) + outlook.gone.map(\.id)
    let width = min(40, names.map(\.count).max() ?? 0)
    var lines =
      groups.flatMap { [line($0, width: width)] + texts($0) }
      + outlook.gone.map { line($0, width: width) }
    let fresh = nodes.count { $0.verdict.decision == .fresh }
    if !lines.isEmpty { lines.append("") }
    lines.append(summary(plan, fresh: fresh, total: nodes.count))
    if let tags = TagText.line(plan.totalsByTag.mapValues(\.cost)) { lines.append(tags) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ group: PlanGroups.Group, width: Int) -> String {
    let name = TerminalText.safe(group.name).padded(to: width)
    let costs = group.members.compactMap(\.cost)
    var price = costs.reduce(.zero, +) == .zero ? "" : "  \(costs.reduce(.zero, +))"
    if costs.count < group.members.count { price += "  price unknown" }
    let seconds = outlook.forecast.seconds[group.first.number]
    if seconds > 0 {
      price += "  " + Duration.seconds(seconds).rounded + (group.members.count > 1 ? " each" : "")
    }
    let words = words(group.first, isOneOfMany: group.members.count > 1)
    return "\(mark(group.first)) \(name)  \(words)\(style.faint(price))"
  }

  /// The texts that changed, word by word; of many cells those of the first.
  private func texts(_ group: PlanGroups.Group) -> [String] {
    let of = group.members.count > 1 ? ", in '\(group.first.asset.id)'" : ""
    return group.first.changes.compactMap { change in
      change.texts.map { texts in
        let diff = WordDiff(from: texts.old, to: texts.new)
        return "    \(TerminalText.safe(change.name + of)): "
          + (diff.isEmpty ? "other characters that read the same" : diff.text(style))
      }
    }
  }

  private func line(_ gone: PlanOutlook.GoneAsset, width: Int) -> String {
    let name = TerminalText.safe(gone.id).padded(to: width)
    let first = gone.paths.first.map { ": " + TerminalText.safe("\(outputName)/\($0)") } ?? ""
    let more = gone.paths.count > 1 ? " and \(gone.paths.count - 1) more" : ""
    return "\(style.bad("-")) \(name)  no longer in the manifest\(first)\(more)"
  }

  /// Against what was there before, or `!` where somebody has to do something.
  private func mark(_ node: PlanNode) -> String {
    switch node.verdict.decision {
    case .unsettled, .lost, .refused, .modified, .blocked, .waiting: return style.bad("!")
    default: break
    }
    return switch node.change {
    case .none: " "
    case .new: style.good("+")
    case .changed: style.warning("~")
    case .open: style.warning("?")
    }
  }

  /// What happens to an asset; of one of many cells that of all of them, without what is its own.
  private func words(_ node: PlanNode, isOneOfMany: Bool) -> String {
    let operation = node.asset.operation.title
    func name(_ other: AssetID) -> String {
      isOneOfMany ? CellName(other.text)?.asset ?? other.text : other.text
    }
    switch node.verdict.decision {
    case .fresh: return "fresh"
    case .restore: return "restore from the store"
    case .derive: return "derive again: what is done to it changed"
    case .make(let slots, let reasons):
      let number = slots.count > 1 ? "\(slots.count) × " : ""
      return "make: \(number)\(operation), \(TerminalText.safe(node.asset.model))\(why(reasons))"
    case .same(let other): return "same as '\(name(other))' ('take: 2' asks for another)"
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
    case .afterUpstream(let other):
      return "\(operation), known when '\(name(other))' is done\(why(node.changes))"
    case .blocked(let other): return "blocked by '\(name(other))'"
    case .excluded: return "excluded"
    }
  }

  private func why(_ reasons: [some CustomStringConvertible]) -> String {
    guard !reasons.isEmpty else { return "" }
    return " (\(TerminalText.safe(reasons.map(\.description).joined(separator: ", "))))"
  }

  /// What it would cost to ask again.
  private func price(_ node: PlanNode) -> String { node.resendCost.map { " for \($0)" } ?? "" }

  private func summary(_ plan: Plan, fresh: Int, total: Int) -> String {
    let gone =
      outlook.gone.isEmpty ? "" : " No longer in the manifest: \(outlook.gone.count)."
    guard fresh < total else { return "Nothing to do: \(total) of \(total) fresh.\(gone)" }
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
      + parts.compactMap { $0 }.joined(separator: ", ") + ".\(gone) Cost: \(plan.cost)." + time
      + (plan.resendCost == .zero ? "" : " To ask again with --resend: \(plan.resendCost).")
  }

  private var time: String {
    let total = outlook.forecast.total
    return total == .zero
      ? "" : " Time: about \(total.rounded) with \(outlook.concurrency) at once."
  }
}
