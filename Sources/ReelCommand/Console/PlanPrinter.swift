import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// Writes plans, for people and for machines.
struct PlanPrinter {
  let style: TextStyle
  let isVerbose: Bool
  let outcomes: OutcomeText
  let outlook: PlanOutlook
  let status: PlanStatus
  /// What the manifest does without: nobody has to do anything about it.
  let skipped: Set<AssetID>

  private var words: PlanWords { PlanWords(outcomes: outcomes, skipped: skipped) }

  /// What is said of so many assets that are all fresh.
  static func idle(_ count: Int) -> String { "Nothing to do: \(count) of \(count) fresh." }

  /// The plan in words: what is to be done first, one line an asset, and the sum. `unread` assets are
  /// known to be fresh and no part of the plan.
  func text(_ plan: Plan, unread: Int = 0) -> String {
    let nodes = plan.ordered
    let groups = groups(
      isVerbose ? nodes : nodes.filter { $0.verdict.decision != .fresh }, in: plan)
    let gone = isVerbose ? outlook.gone.map { [$0] } : goneGroups
    var width = width(of: groups)
    for gone in gone where width < 40 { width = max(width, TerminalText.width(of: name(gone))) }
    width = min(40, width)
    var lines: [String] = []
    lines.reserveCapacity(groups.count + gone.count + 8)
    for group in groups {
      lines.append(line(group, width: width, in: plan))
      lines += texts(group)
      if isVerbose { lines += leftOut(group.first.asset, of: plan.manifest) }
    }
    lines += gone.map { line($0, width: width) }
    let fresh = nodes.count { $0.verdict.decision == .fresh } + unread
    if !lines.isEmpty { lines.append("") }
    lines.append(summary(plan, fresh: fresh, total: nodes.count + unread))
    if let budget = budget(plan) { lines.append(budget) }
    if let tags = TagText.line(plan.totalsByTag.mapValues(\.cost)) { lines.append(tags) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Of the plan only the lines of that about which somebody has to do something.
  func troubles(_ plan: Plan) -> String {
    let groups = groups(plan.ordered.filter(isTrouble), in: plan)
    let width = min(40, width(of: groups))
    return groups.map { line($0, width: width, in: plan) + "\n" }.joined()
  }

  private func groups(_ nodes: [PlanNode], in plan: Plan) -> [PlanGroups.Group] {
    isVerbose
      ? nodes.map { PlanGroups.Group(members: [$0]) }
      : PlanGroups(nodes) { mark($0) + words.of($0, isOneOfMany: true, in: plan) }.groups
  }

  /// The width of the longest name, as far as it matters.
  private func width(of groups: [PlanGroups.Group]) -> Int {
    var width = 0
    for group in groups where width < 40 { width = max(width, TerminalText.width(of: group.name)) }
    return width
  }

  private func line(_ group: PlanGroups.Group, width: Int, in plan: Plan) -> String {
    let name = TerminalText.safe(group.name).padded(to: width)
    let cost = group.members.reduce(CostBounds.zero) { $0 + ($1.cost ?? .zero) }
    var price = cost == .zero ? "" : "  \(cost)"
    if group.members.contains(where: { $0.cost == nil }) { price += "  price unknown" }
    let seconds = outlook.forecast.seconds[group.first.number]
    if seconds > 0 {
      price += "  " + Duration.seconds(seconds).rounded + (group.members.count > 1 ? " each" : "")
    }
    let words = words.of(group.first, isOneOfMany: group.members.count > 1, in: plan)
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

  /// What an asset does not take of the defaults.
  private func leftOut(_ asset: Asset, of manifest: Manifest) -> [String] {
    let names = manifest.defaultsLeftOut(of: asset, by: status.catalogue).map(\.key)
    guard !names.isEmpty else { return [] }
    let words = "left out, as this \(asset.operation.title) does not take "
    return [
      style.faint(
        "    \(words)\(names.count == 1 ? "it" : "them"): \(names.joined(separator: ", "))")
    ]
  }

  /// Cells of one matrix that are gone, together where they are many.
  private var goneGroups: [[PlanOutlook.GoneAsset]] {
    var groups: [[PlanOutlook.GoneAsset]] = []
    for asset in outlook.gone {
      let matrix = Self.matrix(of: asset.id)
      if matrix != nil, matrix == groups.last?.first.flatMap({ Self.matrix(of: $0.id) }) {
        groups[groups.count - 1].append(asset)
      } else {
        groups.append([asset])
      }
    }
    return groups.flatMap { $0.count > PlanGroups.mostTold ? [$0] : $0.map { [$0] } }
  }

  /// The asset whose matrix a cell is of; `nil` for what is no cell.
  private static func matrix(of id: String) -> String? {
    CellName(id).flatMap { $0.axes.isEmpty ? nil : $0.asset }
  }

  private func name(_ gone: [PlanOutlook.GoneAsset]) -> String {
    gone.count == 1 ? gone[0].id : "\(Self.matrix(of: gone[0].id) ?? gone[0].id) ×\(gone.count)"
  }

  private func line(_ gone: [PlanOutlook.GoneAsset], width: Int) -> String {
    let name = TerminalText.safe(name(gone)).padded(to: width)
    let paths = gone.flatMap(\.paths)
    let first = paths.first.map { ": " + outcomes.names([$0]) } ?? ""
    let more = paths.count > 1 ? " and \(paths.count - 1) more" : ""
    return "\(style.bad("-")) \(name)  no longer in the manifest\(first)\(more)"
  }

  /// Whether somebody has to do something.
  private func isTrouble(_ node: PlanNode) -> Bool {
    switch node.verdict.decision {
    case .unsettled, .lost, .refused, .modified, .blocked, .waiting:
      !skipped.contains(node.asset.id)
    default: false
    }
  }

  /// Against what was there before, or `!` where somebody has to do something.
  private func mark(_ node: PlanNode) -> String {
    if isTrouble(node) { return style.bad("!") }
    if skipped.contains(node.asset.id) { return " " }
    return switch node.change {
    case .none: " "
    case .new: style.good("+")
    case .changed: style.warning("~")
    case .open: style.warning("?")
    }
  }

  /// The budget, and whether the plan has a place in it.
  private func budget(_ plan: Plan) -> String? {
    guard let budget = status.budget, plan.mayCreate(isLocked: status.isLocked) else { return nil }
    let cost = plan.cost
    if status.nothingFits(plan) {
      return "Budget: \(budget), in which not even the cheapest request has a place."
    }
    let words =
      switch budget {
      case ..<cost.low: "the plan costs more; what has no place in it is left out"
      case ..<cost.high: "the plan may cost more; what then has no place in it is left out"
      default:
        plan.totals.unpriced == 0 ? "enough for all of it" : "enough for all that has a price"
      }
    return "Budget: \(budget): \(words)."
  }

  private func summary(_ plan: Plan, fresh: Int, total: Int) -> String {
    let gone =
      outlook.gone.isEmpty ? "" : " No longer in the manifest: \(outlook.gone.count)."
    guard fresh < total else { return Self.idle(total) + gone }
    let asked = plan.ordered.count { !$0.verdict.asked.isEmpty }
    let later = plan.ordered.count {
      if case .afterUpstream = $0.verdict.decision { $0.work == nil } else { false }
    }
    func count(_ decision: Decision) -> Int {
      plan.ordered.count { $0.verdict.decision == decision }
    }
    let (restored, derived) = (count(.restore), count(.derive))
    let others = total - asked - later - fresh - restored - derived
    // The sum is not all that will be billed.
    let withoutPrice = plan.ordered.count { $0.cost == nil }
    let unpriced = withoutPrice > 0 ? ", and \(withoutPrice) without a price" : ""
    let parts = [
      asked > 0 ? "\(asked) to ask for" : nil, later > 0 ? "\(later) known on the way" : nil,
      fresh > 0 ? "\(fresh) fresh" : nil,
      restored > 0 ? "\(restored) to restore for nothing" : nil,
      derived > 0 ? "\(derived) to derive for nothing" : nil,
      others > 0 ? "\(others) other" : nil,
    ]
    return "\(total) asset\(total == 1 ? "" : "s"): "
      + parts.compactMap { $0 }.joined(separator: ", ") + ".\(gone) Cost: \(plan.cost)\(unpriced)."
      + time
      + (plan.resendCost == .zero
        ? ""
        : " To ask again with --resend: \(plan.resendCost)"
          + (plan.resendHasFollowers ? ", and what then builds on it." : "."))
  }

  private var time: String {
    let total = outlook.forecast.total
    return total == .zero
      ? "" : " Time: about \(total.rounded) with \(outlook.concurrency) at once."
  }
}
