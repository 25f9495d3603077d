import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

extension Scheduler {
  // MARK: Deciding

  /// All that the node needs has ended: finds out what is to be done about it, and begins.
  mutating func decide(_ number: Int) {
    guard let node = nodes[number], let planned = plan.nodes[number] else { return }
    if let work = planned.work, !isAfresh(planned.verdict.decision) {
      begin(number, work: work, verdict: planned.verdict)
      return
    }
    switch resolver.resolve(node.asset, upstream: { upstream($0) }) {
    case .work(let work):
      let verdict = plan.decider.decide(node.asset, work: work, facts: facts)
      begin(number, work: work, verdict: verdict)
    case .blocked(let id), .after(let id): end(number, blockedOutcome(by: id))
    case .waiting(let id): end(number, .waiting(for: id))
    case .unreadable(let input):
      end(number, .failed(reason: "the file '\(input.written)' cannot be read"))
    }
  }

  /// Whether the plan left the decision to the run.
  private func isAfresh(_ decision: Decision) -> Bool {
    switch decision {
    case .afterUpstream, .same: true
    default: false
    }
  }

  /// What is known now of an asset that another one needs.
  private func upstream(_ id: AssetID) -> WorkResolver.Upstream {
    guard let number = numbers[id], let node = nodes[number], let work = node.work,
      case .ended(let outcome) = node.phase
    else { return .unavailable }
    let slots = node.slots.compactMapValues(\.media)
    switch outcome {
    case .fresh, .restored, .derived, .made, .incomplete, .modified:
      return slots.isEmpty
        ? .unavailable
        : .product(Product(asset: node.asset, slots: slots, finish: work.finish))
    default: return .unavailable
    }
  }

  private func blockedOutcome(by id: AssetID) -> AssetOutcome {
    guard let number = numbers[id], case .ended(let outcome)? = nodes[number]?.phase else {
      return .blocked(by: id)
    }
    switch outcome {
    case .skipped, .stopped: return outcome
    default: return .blocked(by: id)
    }
  }

  private mutating func begin(_ number: Int, work: Work, verdict: Verdict) {
    nodes[number]?.work = work
    nodes[number]?.decision = verdict.decision
    nodes[number]?.slots = verdict.record?.slots ?? [:]
    switch verdict.decision {
    case .fresh:
      let outputs = outputs(of: number)
      nodes[number]?.outputs = outputs
      end(number, .fresh)
    case .restore, .derive: place(number)
    case .make, .resume, .collect:
      if let maker = makers[work.fingerprint], nodes[maker]?.isEnded == false {
        nodes[number]?.phase = .following
        followers[maker, default: []].append(number)
        return
      }
      makers[work.fingerprint] = number
      beginParts(number, verdict: verdict)
    case .refused(let refusal): end(number, .refused(refusal))
    case .unsettled: end(number, .unsettled(reason: "the answer of an earlier run never came"))
    case .lost(let reason): end(number, .lost(reason: reason))
    case .modified(let paths): end(number, .modified(paths: paths))
    case .waiting(let id): end(number, .waiting(for: id))
    case .blocked(let id): end(number, blockedOutcome(by: id))
    case .same, .afterUpstream: end(number, .failed(reason: "its inputs did not settle"))
    }
  }

  // MARK: Placing

  private func outputs(of number: Int) -> [PlannedOutput] {
    guard let node = nodes[number], let work = node.work else { return [] }
    return node.slots.sorted { $0.key < $1.key }.compactMap { slot, record in
      guard slot <= node.asset.count, let media = record.media else { return nil }
      return work.output(of: slot, media: media, for: node.asset)
    }
  }

  /// Writes what is there.
  mutating func place(_ number: Int) {
    guard let node = nodes[number], let work = node.work else { return }
    let outputs = outputs(of: number)
    nodes[number]?.outputs = outputs
    nodes[number]?.phase = .placing
    performLocally(
      .place(node: number, asset: node.asset.id.text, work: work, outputs: outputs))
  }

  mutating func placed(_ number: Int, failure: String?) {
    guard let node = nodes[number] else { return }
    if let failure { return end(number, .failed(reason: failure)) }
    let have = node.slots.count { $0.key <= node.asset.count }
    if let trouble = node.troubles.first {
      return end(number, have > 0 ? .incomplete(have: have, of: node.asset.count) : trouble)
    }
    switch node.decision {
    case .restore: end(number, .restored)
    case .derive: end(number, .derived)
    default: end(number, .made)
    }
  }

  // MARK: Ending

  mutating func end(_ number: Int, _ outcome: AssetOutcome) {
    guard let node = nodes[number], !node.isEnded else { return }
    var outcome = outcome
    if case .refused(let refusal) = outcome, refusal.kind == .moderated,
      node.asset.skipsWhenModerated
    {
      outcome = .skipped
    }
    nodes[number]?.phase = .ended(outcome)
    countEnd()
    emit(
      .ended(outcome, paths: nodes[number]?.outputs.map(\.path) ?? [], cost: node.cost), of: number)
    if options.failsFast, isFailure(outcome) { stopStarting(.failFast) }
    for follower in followers.removeValue(forKey: number) ?? [] { decideAgain(follower) }
    for other in plan.graph.downstream[number] {
      guard case .waiting(let count)? = nodes[other]?.phase else { continue }
      nodes[other]?.phase = .waiting(count - 1)
      if count == 1 { decide(other) }
    }
  }

  private func isFailure(_ outcome: AssetOutcome) -> Bool {
    switch outcome {
    case .failed, .refused, .incomplete, .unsettled, .lost: true
    default: false
    }
  }

  /// The node that it followed has ended: what that one made may be all that it needs.
  private mutating func decideAgain(_ number: Int) {
    guard let node = nodes[number], let work = node.work else { return }
    nodes[number]?.phase = .waiting(0)
    if let stop { return end(number, .stopped(stop)) }
    if let maker = makers[work.fingerprint], case .ended(let outcome)? = nodes[maker]?.phase,
      !outcome.isDone
    {
      return end(number, outcome)
    }
    let verdict = plan.decider.decide(node.asset, work: work, facts: facts)
    begin(number, work: work, verdict: verdict)
  }

  // MARK: Stopping

  /// No more requests are started. What is on the wire is awaited.
  mutating func stopStarting(_ reason: StopReason) {
    guard stop == nil || reason == .interrupted else { return }
    stop = reason
    emit(.stopping(reason), of: nil)
    _ = lanes.drain()
    for number in nodes.indices {
      for index in nodes[number]?.parts.indices ?? 0..<0 {
        leave(PartID(node: number, index: index), reason: reason)
      }
    }
  }

  /// Ends a part that is not on the wire: what was to be sent is not sent, and after an interrupt
  /// jobs and answers that are on record are left to the next run.
  private mutating func leave(_ id: PartID, reason: StopReason) {
    guard let part = nodes[id.node]?.parts[id.index] else { return }
    switch part.phase {
    case .queued: endPart(id, trouble: .stopped(reason))
    case .working where reason == .interrupted: endPart(id, trouble: .inFlight)
    case .answered where reason == .interrupted && !fetchQueue.contains(id):
      endPart(id, trouble: .inFlight)
    case .working, .answered, .sending, .fetching, .ended: break
    }
  }
}
