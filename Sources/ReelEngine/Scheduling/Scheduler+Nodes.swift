import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

extension Scheduler {
  // MARK: Deciding

  /// All that the node waited for has ended: finds out what is to be done about it, and begins.
  mutating func decide(_ number: Int) {
    guard let planned = plan.nodes[number] else { return }
    if let work = nodes[number].work {
      // It followed another one.
      return share(number, work: work)
    }
    if let work = planned.work, !isLeftToTheRun(planned.verdict.decision) {
      return begin(number, work: work, verdict: planned.verdict)
    }
    switch planned.verdict.decision {
    case .excluded: return end(number, .excluded)
    // What is known now may be more; what the plan has said holds.
    case .blocked(let id, _): return end(number, blockedOutcome(by: id))
    default: break
    }
    let asset = nodes[number].asset
    switch resolver.resolve(asset, upstream: { upstream($0) }) {
    case .work(let work, let unmet):
      let verdict = plan.decider.decide(asset, work: work, facts: facts)
      let lost = work.lostInput(of: asset, for: verdict, facts: facts)
      if let failure = facts.failure {
        stopStarting(.records("\(failure)"))
        return end(number, .failed(reason: "the records cannot be read: \(failure)"))
      }
      if let lost {
        let blocked = verdict.blocked(by: lost, because: loss(of: lost))
        return begin(number, work: work, verdict: blocked)
      }
      // What is there, or under way, is good without the others that it needs.
      if let unmet, case .make = verdict.decision {
        return begin(number, work: work, verdict: verdict.blocked(by: unmet.id, because: .notThere))
      }
      begin(number, work: work, verdict: verdict)
    case .blocked(let id), .after(let id): end(number, blockedOutcome(by: id))
    case .waiting(let id): end(number, .waiting(for: id))
    case .unreadable(let input):
      end(number, .failed(reason: "the file '\(input.written)' cannot be read"))
    }
  }

  private func isLeftToTheRun(_ decision: Decision) -> Bool {
    switch decision {
    case .afterUpstream, .same: true
    default: false
    }
  }

  mutating func begin(_ number: Int, work: Work, verdict: Verdict) {
    nodes[number].work = work
    nodes[number].success = verdict.decision.success
    // What is to come in its place, because somebody insists, makes it not count as there.
    nodes[number].slots = (verdict.record?.slots ?? [:]).filter { slot, _ in
      !verdict.expects(slot)
    }
    if options.isLocked, verdict.decision.needsRequest {
      if case .make = verdict.decision {
        // Its outcome says why.
        isShortOfLock = true
        return collect(number, work: work, verdict: verdict, then: .stopped(.locked))
      }
      noteLock()
    }
    switch verdict.decision {
    case .fresh, .restore, .derive: write(number, isNew: verdict.decision != .fresh)
    case .make, .resume, .collect: ask(number, work: work, verdict: verdict)
    case .refused(let refusal):
      guard refusal == verdict.record?.refusal else {
        return end(number, .refused(Self.countedBefore(refusal)))
      }
      guard have(number) == 0 else {
        // What is there stays good.
        nodes[number].troubles = [.refused(refusal)]
        return conclude(number)
      }
      let words = "\(refusal.message) (said to an earlier run, and not asked again)"
      end(number, .refused(Self.countedBefore(refusal, words)))
    case .unsettled:
      let reason =
        verdict.record?.unsettledReason ?? "no answer came to a request of an earlier run"
      stick(number, work: work, verdict: verdict, .unsettled(reason: reason))
    case .lost(let reason, let job):
      stick(number, work: work, verdict: verdict, .lost(reason: reason, job: job))
    case .excluded: end(number, .excluded)
    case .modified(let paths):
      collect(number, work: work, verdict: verdict, then: .modified(paths: paths))
    case .waiting(let id): end(number, .waiting(for: id))
    case .blocked(let id, let obstacle):
      let ending = blockedOutcome(by: id, because: obstacle)
      guard obstacle != .notThere, canWritePart(number, work: work) else {
        return collect(number, work: work, verdict: verdict, then: ending)
      }
      stick(number, work: work, verdict: verdict, ending)
    case .same, .afterUpstream: end(number, .failed(reason: "its inputs did not settle"))
    }
  }

  /// Whether some variants of a node are there, and their outputs can be written.
  private func canWritePart(_ number: Int, work: Work) -> Bool {
    !nodes[number].isComplete && have(number) > 0
      && work.canFinish(nodes[number].slots, of: nodes[number].asset, facts: facts)
  }

  /// Everything that was asked for is on record: what is left to do is local, if anything.
  private mutating func write(_ number: Int, isNew: Bool) {
    guard have(number) > 0 else { return end(number, .refused(Self.allModerated(.zero))) }
    guard !isNew else { return place(number) }
    end(number, .fresh)
  }

  // MARK: Ending

  /// All requests of a node are over: writes what is there.
  mutating func conclude(_ number: Int) {
    if let ending = nodes[number].ending { return end(number, ending) }
    guard have(number) == 0 else { return place(number) }
    end(number, nodes[number].worstTrouble ?? .refused(Self.allModerated(nodes[number].cost)))
  }

  private mutating func place(_ number: Int) {
    // What was just paid for is written; what can be written at any time is left.
    if stop == .interrupted, !nodes[number].wasAskedFor {
      return end(number, .stopped(.interrupted))
    }
    if let blocked = lostLayer(of: number) { return endUnfinished(number, blocked) }
    nodes[number].phase = .placing
    nodes[number].parts = []
    placements.append(number)
  }

  mutating func placed(_ number: Int, failure: PlacementError?) {
    placements.finished()
    if let failure {
      guard failure.isLost else { return end(number, .failed(reason: failure.message)) }
      if options.isLocked { noteLock() }
      if let blocked = lostLayer(of: number) {
        // It may say where what is left of them is kept.
        warn(failure.message, of: number)
        return endUnfinished(number, blocked)
      }
      return end(number, .lost(reason: failure.message))
    }
    guard nodes[number].troubles.isEmpty else {
      return end(
        number,
        .incomplete(
          have: have(number), of: nodes[number].asset.count,
          rest: nodes[number].unsentRest ?? nodes[number].worstTrouble?.rest ?? .asked))
    }
    end(number, nodes[number].success)
  }

  /// How a node ends whose results are there, and whose mask cannot be laid over them, as bytes of another
  /// one are nowhere; `nil` where it can.
  private func lostLayer(of number: Int) -> AssetOutcome? {
    // Most have none, and this is asked of each: nothing of them is copied for it.
    guard nodes[number].asset.finishing.mask != nil, let work = nodes[number].work,
      let lost = work.lostLayer(of: nodes[number].asset, over: nodes[number].slots, facts: facts),
      // Where the records cannot be read, nothing is known of it.
      facts.failure == nil
    else { return nil }
    return blockedOutcome(by: lost, because: loss(of: lost))
  }

  /// Ends a node that is not written, and of which nothing is lost. What kept other variants of it away is
  /// what people must hear of first.
  private mutating func endUnfinished(_ number: Int, _ blocked: AssetOutcome) {
    if options.isLocked, case .blocked(_, .bytesGone) = blocked { isShortOfLock = true }
    nodes[number].troubles.append(blocked)
    end(number, nodes[number].worstTrouble ?? blocked)
  }

  mutating func end(_ number: Int, _ outcome: AssetOutcome) {
    guard !nodes[number].isEnded else { return }
    tellTroubles(of: number, besides: outcome)
    var outcome = outcome
    if case .refused(let refusal) = outcome, refusal.kind == .moderated,
      nodes[number].asset.skipsWhenModerated
    {
      outcome = .skipped
    }
    nodes[number].phase = .ended(outcome)
    nodes[number].parts = []
    countEnd()
    // Of what was written it is known already.
    if nodes[number].paths.isEmpty || !outcome.hasOutputs {
      nodes[number].paths = outputs(of: number).map(\.path)
    }
    emit(
      .ended(outcome, paths: nodes[number].paths, cost: nodes[number].cost), of: number)
    if options.failsFast, outcome.isFailure { stopStarting(.failFast) }
    for follower in followers.removeValue(forKey: number) ?? [] { ready.append(follower) }
    for other in plan.graph.downstream[number] {
      guard case .waiting(let count) = nodes[other].phase else { continue }
      nodes[other].phase = .waiting(count - 1)
      if count == 1 { ready.append(other) }
    }
  }

  /// Says all that went wrong and that the outcome does not say, each thing once: it may hold what a
  /// person needs to get at a result.
  private mutating func tellTroubles(of number: Int, besides outcome: AssetOutcome) {
    for trouble in nodes[number].troubles {
      guard let reason = trouble.reason, reason != outcome.reason,
        !nodes[number].warnings.contains(reason)
      else { continue }
      warn(reason, of: number)
    }
  }

  private static func allModerated(_ cost: Ticks) -> Refusal {
    Refusal(kind: .moderated, message: "moderation took every result", cost: cost)
  }

  /// A refusal on record: the run that heard it has counted what it cost.
  private static func countedBefore(_ refusal: Refusal, _ words: String? = nil) -> Refusal {
    Refusal(kind: refusal.kind, message: words ?? refusal.message, cost: .zero)
  }
}

extension Decision {
  /// How an asset ends whose outputs are written by it.
  var success: AssetOutcome {
    switch self {
    case .restore: .restored
    case .derive: .derived
    default: .made
    }
  }

  /// Whether only a request that is paid for can bring what is missing.
  fileprivate var needsRequest: Bool {
    switch self {
    case .make, .lost, .unsettled, .blocked(_, .bytesGone): true
    default: false
    }
  }
}
