import ReelManifest
import ReelPlan

/// Requests, and work that several nodes ask for.
extension Scheduler {
  /// Asks for what is missing, and pursues what is in flight, unless another node does or did in this
  /// run.
  mutating func ask(_ number: Int, work: Work, verdict: Verdict) {
    guard let maker = facts.maker(of: work.fingerprint) else {
      return beginParts(number, work: work, verdict: verdict)
    }
    guard nodes[maker].isEnded else { return follow(maker, number) }
    share(number, work: work)
  }

  private mutating func follow(_ maker: Int, _ number: Int) {
    nodes[number].phase = .following
    followers[maker, default: []].append(number)
  }

  /// Nothing may be asked for before a person has said so, or done something about it; what is in flight is
  /// collected all the same, and what is there written.
  mutating func stick(_ number: Int, work: Work, verdict: Verdict, _ trouble: AssetOutcome) {
    nodes[number].troubles = [trouble]
    if !verdict.isBlocked { sayUnagreed(number) }
    guard !verdict.pursued.isEmpty else {
      // Where every variant came once, bytes are gone that the store had; else what is there stays good.
      if case .lost = trouble, nodes[number].isComplete { return end(number, trouble) }
      return conclude(number)
    }
    ask(number, work: work, verdict: verdict)
  }

  /// Says why nothing is sent again, though that was asked for.
  private mutating func sayUnagreed(_ number: Int) {
    let words =
      "it is not sent again, as it was not known what this asks for when the plan was written: write another "
      + "one with 'reel plan --resend -o'"
    guard plan.decider.resends, plan.decider.resent[nodes[number].asset.id] != nil,
      !nodes[number].warnings.contains(words)
    else { return }
    warn(words, of: number)
  }

  /// Nothing new is asked for and nothing written; what is in flight is collected all the same, as it
  /// is paid for.
  mutating func collect(
    _ number: Int, work: Work, verdict: Verdict, then ending: AssetOutcome
  ) {
    guard !verdict.pursued.isEmpty else { return end(number, ending) }
    nodes[number].ending = ending
    ask(number, work: work, verdict: verdict.withoutAsking)
  }

  /// This run has asked for the same already: what came of that counts here too, and nobody insists on it
  /// a second time.
  mutating func share(_ number: Int, work: Work) {
    let asset = nodes[number].asset
    guard let maker = facts.maker(of: work.fingerprint) else {
      let verdict = plan.decider.unforced.decide(asset, work: work, facts: facts)
      return begin(number, work: work, verdict: verdict)
    }
    guard nodes[maker].isEnded else { return follow(maker, number) }
    // Where that went wrong, what is there stays good: the others would fare no better.
    let decider = nodes[maker].troubles.isEmpty ? plan.decider : plan.decider.unforced
    let verdict = decider.decide(
      asset, work: work, facts: facts, asked: facts.expected(of: work.fingerprint))
    nodes[number].slots = (verdict.record?.slots ?? [:]).filter { slot, _ in
      !verdict.expects(slot)
    }
    if nodes[number].ending != nil { return conclude(number) }
    nodes[number].troubles = []
    if !nodes[maker].troubles.isEmpty, !nodes[number].isComplete {
      nodes[number].troubles = nodes[maker].troubles
      nodes[number].unsentRest = nodes[maker].unsentRest
      return conclude(number)
    }
    guard verdict.asksForMore, !options.isLocked else {
      return begin(number, work: work, verdict: verdict)
    }
    // It wants more variants than that one did.
    if let lost = work.lostInput(of: asset, for: verdict, facts: facts) {
      let blocked = verdict.blocked(by: lost, because: loss(of: lost))
      return begin(number, work: work, verdict: blocked)
    }
    nodes[number].success = verdict.decision.success
    beginParts(number, work: work, verdict: verdict)
  }
}

extension Verdict {
  /// Whether another asset is in its way.
  fileprivate var isBlocked: Bool { if case .blocked = decision { true } else { false } }

  /// Whether somebody has to be asked before the outputs can be written.
  fileprivate var asksForMore: Bool {
    switch decision {
    case .make, .resume, .collect: true
    default: false
    }
  }
}
