import ReelEngine
import ReelManifest
import ReelPlan
import ReelReport
import ReelStore

/// Says how assets stand, in the words of `run` and `plan`.
struct ReportStatus {
  private let plan: Plan
  private let outcomes: OutcomeText
  /// How the run that ended just now ended with them.
  private let ended: [AssetID: AssetOutcome]
  /// The last request for each work.
  private let last: [Fingerprint: PastRequest]
  /// What the manifest does without.
  private let skipped: Set<AssetID>

  init(
    plan: Plan, outcomes: OutcomeText, past: [PastRequest], ended: [AssetID: AssetOutcome]
  ) {
    self.plan = plan
    self.outcomes = outcomes
    self.ended = ended
    last = Dictionary(past.map { ($0.fingerprint, $0) }) { $1 }
    skipped = PlanStatus.skipped(plan)
  }

  /// How an asset stands: as the run left it, or as the records say.
  func of(_ node: PlanNode) -> ReportAsset.Status {
    let outcome = ended[node.asset.id].flatMap { $0.isDone ? nil : $0 }
    if node.verdict.decision == .resume, outcome == nil,
      let reason = node.whyLeft(
        asking: plan.manifest.provider, isEmulated: outcomes.isEmulated)
    {
      return ReportAsset.Status(.waits, "in flight", reason)
    }
    if let outcome { return status(outcome, node) }
    if skipped.contains(node.asset.id) { return status(.skipped, node) }
    switch node.verdict.decision {
    case .fresh: return ReportAsset.Status(.done, "done")
    case .refused(let refusal): return status(.refused(refusal), node)
    case .lost(let reason, let job): return status(.lost(reason: reason, job: job), node)
    case .unsettled:
      let reason = node.verdict.record?.unsettledReason ?? "no answer came"
      return status(.unsettled(reason: reason), node)
    case .waiting(let other): return status(.waiting(for: other), node)
    case .modified(let paths): return status(.modified(paths: paths), node)
    case .blocked(let other, let obstacle):
      return status(.blocked(by: other, because: obstacle), node)
    case .excluded: return status(.excluded, node)
    case .resume, .collect: return status(.inFlight, node)
    case .make, .same, .afterUpstream:
      if let failure = failure(of: node) { return status(failure, node) }
      return planned("to be made", node)
    case .restore: return planned("to be restored", node)
    case .derive: return planned("to be derived", node)
    }
  }

  /// Why the last request for it ended without a result.
  private func failure(of node: PlanNode) -> AssetOutcome? {
    guard let request = node.work.flatMap({ last[$0.fingerprint] }) else { return nil }
    let reason = request.reason ?? "the provider gave no reason"
    return switch request.state {
    case .failed: .failed(reason: reason, remedy: .asked(cost: request.cost))
    case .notTaken: .failed(reason: reason, remedy: .again)
    case .refused: .failed(reason: reason, remedy: .said)
    default: nil
    }
  }

  private func planned(_ word: String, _ node: PlanNode) -> ReportAsset.Status {
    ReportAsset.Status(.open, word, PlanWords(outcomes: outcomes).of(node, in: plan))
  }

  private func status(_ outcome: AssetOutcome, _ node: PlanNode) -> ReportAsset.Status {
    let word = outcome.name.replacing("-", with: " ")
    var words = outcomes.words(outcome, of: node.asset.id)
    // It names one choice, and the plan knows all.
    if case .waiting = outcome, !node.choices.isEmpty {
      words = outcomes.waiting(for: node.choices)
    }
    // The word stands before it already.
    let rest =
      words.hasPrefix(word) ? words.dropFirst(word.count).drop { ": ".contains($0) } : words[...]
    return ReportAsset.Status(outcome.standing, word, rest.isEmpty ? nil : String(rest))
  }
}

extension AssetOutcome {
  fileprivate var standing: ReportAsset.Standing {
    switch self {
    case .failed, .refused, .unsettled, .lost, .modified, .incomplete, .blocked(_, .bytesGone):
      .trouble
    case .waiting, .blocked, .inFlight, .inFlightElsewhere: .waits
    case .stopped: .open
    case .fresh, .restored, .derived, .made: .done
    case .skipped, .excluded: .aside
    }
  }
}
