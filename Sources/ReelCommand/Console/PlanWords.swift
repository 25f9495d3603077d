import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// Says what a run would do about an asset.
struct PlanWords {
  let outcomes: OutcomeText
  /// What a run would skip, as the manifest allows.
  var skipped: Set<AssetID> = []

  /// What happens to an asset; of one of many cells that of all of them, without what is its own.
  func of(_ node: PlanNode, isOneOfMany: Bool = false, in plan: Plan) -> String {
    let operation = node.asset.operation.title
    func name(_ other: AssetID) -> String {
      TerminalText.safe(isOneOfMany ? CellName(other.text)?.asset ?? other.text : other.text)
    }
    func told(_ change: FormChange) -> String {
      (isOneOfMany ? Self.shared(change, of: node.asset) : change).description
    }
    switch node.verdict.decision {
    case .fresh: return "fresh"
    case .restore: return "restore from the store" + replaced(node.verdict.replaces)
    case .derive where node.verdict.isRefinished:
      return "derive again: what is done to it changed" + replaced(node.verdict.replaces)
    case .derive:
      return "write again from the store\(why(node.changes.map(told)))"
        + replaced(node.verdict.replaces)
    case .make(let slots, let reasons):
      return "make: \(number(slots))\(operation), \(TerminalText.safe(node.asset.model))"
        + why(reasons, of: node, told)
    case .same(let other): return "same as '\(name(other))' ('take: 2' asks for another)"
    case .resume: return resumed(node, asking: plan.manifest.provider)
    case .collect: return "collect: its answer is known"
    case .unsettled(let cost):
      return "unsettled: a request may have been billed and has no result"
        + (cost.map { " (at most \($0))" } ?? "")
        + (node.verdict.record?.unsettledReason.map { ": \(OutcomeText.clause($0))" } ?? "")
        + "; --resend sends it again" + price(node)
    case .lost(let reason, let job):
      let back = isOneOfMany ? nil : outcomes.wayBack(job, of: node.asset.id)
      let isLookedFor = node.verdict.record?.open.contains(where: \.isLookedFor) ?? false
      let again =
        "--resend \(isLookedFor ? "looks once more, and else " : "")asks for it again\(price(node))"
      return "lost: \(OutcomeText.clause(reason))"
        + (back.map { ". \($0) (else \(again))" } ?? "; \(again)")
    case .refused where skipped.contains(node.asset.id):
      return "skipped: moderation took it, and the manifest allows that"
    case .refused(let refusal):
      return "refused: \(OutcomeText.clause(refusal.message)); change it, or --force it"
    case .waiting(let other):
      guard isOneOfMany else { return outcomes.waiting(for: node.choices) }
      return "waits for a choice among the variants of '\(name(other))': of which, says "
        + TerminalText.safe(outcomes.tool.line("status"))
    case .modified(let paths): return outcomes.foreign(paths)
    case .afterUpstream(let other) where node.work != nil:
      return "\(number(node.verdict.asked))\(operation), asked for when '\(name(other))' is done"
        + why(node.verdict.reasons, of: node, told)
    case .afterUpstream(let other):
      let forced = plan.forces(node.asset.id) ? [Reason.forced.description] : []
      let reasons = forced + node.changes.map(told)
      return "\(operation), known when '\(name(other))' is done\(why(reasons))"
    case .blocked(let other, .notThere) where skipped.contains(node.asset.id):
      return "skipped with '\(name(other))'"
    case .blocked(let other, .notThere): return "blocked by '\(name(other))'"
    case .blocked(let other, .bytesGone(let cost)):
      guard isOneOfMany else { return outcomes.gone(other, cost) }
      return "blocked: the bytes of '\(name(other))' are nowhere; its id and --force make it again"
        + OutcomeText.price(cost)
    case .excluded: return "excluded"
    }
  }

  private func resumed(_ node: PlanNode, asking settings: ProviderSettings) -> String {
    guard let reason = node.whyLeft(asking: settings, isEmulated: outcomes.isEmulated) else {
      return "resume: its job is in flight"
    }
    return TerminalText.safe("left in flight: \(reason)")
  }

  /// What changed of one of many cells: an input that is a cell, too, is called as its matrix is, else no
  /// two would say the same.
  private static func shared(_ change: FormChange, of asset: Asset) -> FormChange {
    guard case .input(let written) = change.subject,
      asset.inputs.contains(where: { $0.asset?.text == written }), let name = CellName(written)
    else { return change }
    return change.ofInput(named: name.asset)
  }

  private func number(_ slots: [Int]) -> String { slots.count > 1 ? "\(slots.count) × " : "" }

  /// Why it is asked for, and what that replaces.
  private func why(
    _ reasons: [Reason], of node: PlanNode, _ told: (FormChange) -> String
  ) -> String {
    let isLookedFor =
      reasons == [.again] && node.verdict.record?.open.contains(where: \.isLookedFor) == true
    let said = reasons.map { reason -> String in
      if case .changed(let change) = reason { told(change) } else { reason.description }
    }
    return why(said) + (isLookedFor ? ", unless a last look finds what was lost" : "")
      + replaced(node.verdict.replaces)
  }

  private func why(_ reasons: [String]) -> String {
    // Several cells of one matrix have one name among many.
    var told: [String] = []
    for reason in reasons where !told.contains(reason) { told.append(reason) }
    return told.isEmpty ? "" : " (\(TerminalText.safe(told.joined(separator: ", "))))"
  }

  private func replaced(_ paths: [String]) -> String {
    paths.isEmpty ? "" : "; another hand's \(outcomes.names(paths)) is replaced and kept"
  }

  /// What it would cost to ask again.
  private func price(_ node: PlanNode) -> String { OutcomeText.price(node.resendCost) }
}

extension PlanNode {
  /// Why a run that asks whom the settings name leaves a job of it alone, in words; `nil` where it does
  /// not.
  func whyLeft(asking settings: ProviderSettings, isEmulated: Bool) -> String? {
    // What an emulator left is forgotten, whichever was asked.
    guard !isEmulated else { return nil }
    let host = Asked.host(settings)
    return verdict.pursued.lazy.compactMap { $0.whyLeft(asking: host) }.first
  }
}
