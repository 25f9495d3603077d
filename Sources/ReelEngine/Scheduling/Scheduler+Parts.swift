import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

extension Scheduler {
  // MARK: Beginning

  /// Makes the requests of a node: those of earlier runs to be pursued, and new ones.
  mutating func beginParts(_ number: Int, verdict: Verdict) {
    guard let node = nodes[number] else { return }
    nodes[number]?.phase = .working
    let limit = node.asset.timeout ?? plan.manifest.limits.timeout ?? options.timeout
    let deadline = currentTime + limit
    nodes[number]?.deadline = deadline
    var parts: [PartState] = verdict.pursued.compactMap { open in
      var part: PartState
      switch open.state {
      case .job(let id): part = PartState(slots: open.slots, phase: .working(job: id))
      case .answered(let answer): part = PartState(slots: open.slots, phase: .answered(answer))
      case .unsettled, .lost: return nil
      }
      part.request = open.id
      return part
    }
    let most =
      catalogue.rules(model: node.asset.model, operation: node.asset.operation)?
      .resultsPerRequest ?? 1
    for start in stride(from: 0, to: verdict.asked.count, by: most) {
      let slots = Array(verdict.asked[start..<min(start + most, verdict.asked.count)])
      parts.append(PartState(slots: slots, phase: .queued))
    }
    nodes[number]?.parts = parts
    for index in parts.indices { queue(PartID(node: number, index: index)) }
  }

  private mutating func queue(_ id: PartID) {
    guard let node = nodes[id.node] else { return }
    let medium = node.asset.operation.makes
    switch node.parts[id.index].phase {
    case .queued:
      if let stop { return endPart(id, trouble: .stopped(stop)) }
      lanes.enqueue(id, remaining: node.remaining, medium: medium)
    case .working:
      // It goes on at the provider already: it takes a place without asking.
      lanes.occupy(medium)
      nodes[id.node]?.parts[id.index].holdsSlot = true
      look(at: id, after: .zero)
    case .answered: fetchQueue.append(id)
    case .sending, .fetching, .ended: break
    }
  }

  /// A place and a token are there: sends the request, if there is money for it.
  mutating func send(_ id: PartID) {
    guard let node = nodes[id.node], let work = node.work else { return }
    nodes[id.node]?.parts[id.index].holdsSlot = true
    let part = node.parts[id.index]
    let worst = costs.request(node.asset, results: part.slots.count)?.high
    guard ledger.reserve(worst) else {
      endPart(id, trouble: .stopped(.budget))
      stopStarting(.budget)
      return
    }
    nodes[id.node]?.parts[id.index].reserved = worst ?? .zero
    nodes[id.node]?.parts[id.index].isOfThisRun = true
    nodes[id.node]?.parts[id.index].phase = .sending
    emit(.asked(slots: part.slots, attempt: part.attempt), of: id.node)
    let request = WorkRequest(
      asset: node.asset, work: work, slots: part.slots, attempt: part.attempt, worstCost: worst)
    perform(.submit(id, request))
  }

  // MARK: Answers

  mutating func submitted(_ id: PartID, request: Int64?, _ result: SubmitResult) {
    nodes[id.node]?.parts[id.index].request = request
    switch result {
    case .unprepared(let reason):
      settle(id, cost: .zero)
      endPart(id, trouble: .failed(reason: reason))
    case .sent(.answered(let answer)): answered(id, answer)
    case .sent(.job(let job)):
      emit(.jobStarted(id: job), of: id.node)
      nodes[id.node]?.parts[id.index].phase = .working(job: job)
      guard options.waits, stop != .interrupted else { return endPart(id, trouble: .inFlight) }
      waitForPoll(id, asked: nil)
    case .sent(.refused(let refusal)): refused(id, refusal)
    case .sent(.unsettled(let reason)):
      leaveOpen(id)
      endPart(id, trouble: .unsettled(reason: reason))
    case .sent(.notTaken(let reason, let retryAfter, let slowsDown)):
      settle(id, cost: .zero)
      retry(id, reason: reason, asked: retryAfter, slowsDown: slowsDown)
    }
  }

  mutating func polled(_ id: PartID, _ outcome: PollOutcome) {
    guard case .sending? = nodes[id.node]?.parts[id.index].phase,
      let job = nodes[id.node]?.parts[id.index].polledJob
    else { return }
    nodes[id.node]?.parts[id.index].phase = .working(job: job)
    switch outcome {
    case .pending(let progress, let retryAfter):
      nodes[id.node]?.parts[id.index].vain = 0
      if let progress { emit(.progress(progress), of: id.node) }
      if stop == .interrupted { return endPart(id, trouble: .inFlight) }
      waitForPoll(id, asked: retryAfter)
    case .unreachable(let reason, let retryAfter):
      if stop == .interrupted { return endPart(id, trouble: .inFlight) }
      tryAgain(id, reason: reason, asked: retryAfter, givenUp: .inFlight)
    case .answered(let answer): answered(id, answer)
    case .refused(let refusal): refused(id, refusal)
    case .failed(let reason, let cost):
      settle(id, cost: cost ?? .zero)
      endPart(id, trouble: .failed(reason: reason))
    case .lost(let reason):
      leaveOpen(id)
      endPart(id, trouble: .lost(reason: reason))
    }
  }

  /// The provider is done: the place is free, and what came is fetched.
  private mutating func answered(_ id: PartID, _ answer: ProviderAnswer) {
    // Without the provider's figure the reservation stands for it.
    let reserved = nodes[id.node]?.parts[id.index].reserved ?? .zero
    settle(id, cost: answer.cost ?? reserved)
    releaseSlot(id)
    nodes[id.node]?.parts[id.index].phase = .answered(answer)
    nodes[id.node]?.parts[id.index].vain = 0
    fetchQueue.append(id)
  }

  private mutating func refused(_ id: PartID, _ refusal: Refusal) {
    settle(id, cost: refusal.cost ?? .zero)
    if refusal.kind == .account {
      endPart(id, trouble: .stopped(.account(refusal.message)))
      stopStarting(.account(refusal.message))
    } else {
      endPart(id, trouble: .refused(refusal))
    }
  }

  mutating func fetched(_ id: PartID, _ result: FetchResult) {
    guard let node = nodes[id.node], let work = node.work,
      case .fetching(let answer) = node.parts[id.index].phase
    else { return }
    facts.keep(result.kept, of: work.fingerprint)
    nodes[id.node]?.slots.merge(result.kept) { _, new in new }
    for (slot, record) in result.kept.sorted(by: { $0.key < $1.key }) {
      if let media = record.media {
        emit(.kept(slot: slot, media), of: id.node)
      } else {
        warn("moderation took variant \(slot)", of: id.node)
      }
    }
    if let reason = result.unreachable {
      nodes[id.node]?.parts[id.index].phase = .answered(answer)
      return tryAgain(id, reason: reason, asked: nil, givenUp: .failed(reason: reason))
    }
    let came = Set(result.kept.keys)
    if let reason = result.lost { return endPart(id, trouble: .lost(reason: reason)) }
    let missing = node.parts[id.index].slots.filter { !came.contains($0) }
    if !missing.isEmpty {
      let reason = "the answer had \(came.count) of \(came.count + missing.count) results"
      return endPart(id, trouble: .failed(reason: reason))
    }
    endPart(id, trouble: nil)
  }

  /// Records cannot be written: what is known is said, and nothing more is sent.
  mutating func broken(_ id: PartID, message: String) {
    leaveOpen(id)
    endPart(id, trouble: .failed(reason: message))
    stopStarting(.records(message))
  }

  // MARK: Trying again

  /// Nothing was billed: the place goes back, and the request waits its turn after a pause.
  private mutating func retry(
    _ id: PartID, reason: String, asked: Duration?, slowsDown: Bool
  ) {
    guard let node = nodes[id.node] else { return }
    let medium = node.asset.operation.makes
    releaseSlot(id)
    if slowsDown { lanes.slowDown(medium, at: currentTime, for: asked ?? .seconds(1)) }
    let attempts = node.asset.attempts ?? plan.manifest.limits.attempts ?? options.attempts
    let attempt = node.parts[id.index].attempt + 1
    guard attempt <= attempts else {
      return endPart(
        id, trouble: .failed(reason: "\(reason) (tried \(attempts) times; nothing was billed)"))
    }
    if let stop { return endPart(id, trouble: .stopped(stop)) }
    let wait = options.retry.delay(beforeAttempt: attempt, asked: asked, random: roll())
    nodes[id.node]?.parts[id.index].attempt = attempt
    nodes[id.node]?.parts[id.index].phase = .queued
    emit(.retrying(reason: reason, after: wait), of: id.node)
    look(at: id, after: wait)
  }

  /// A poll or a fetch was in vain: it costs nothing to try again, until the time is over.
  private mutating func tryAgain(
    _ id: PartID, reason: String, asked: Duration?, givenUp: AssetOutcome
  ) {
    let vain = (nodes[id.node]?.parts[id.index].vain ?? 0) + 1
    nodes[id.node]?.parts[id.index].vain = vain
    guard vain < 12, !isOverdue(id) else { return endPart(id, trouble: givenUp) }
    let wait = options.retry.delay(beforeAttempt: vain + 1, asked: asked, random: roll())
    emit(.retrying(reason: reason, after: wait), of: id.node)
    look(at: id, after: wait)
  }

  private mutating func waitForPoll(_ id: PartID, asked: Duration?) {
    guard !isOverdue(id) else {
      warn("its time is over; the next run collects it", of: id.node)
      return endPart(id, trouble: .inFlight)
    }
    let polls = (nodes[id.node]?.parts[id.index].polls ?? 0) + 1
    nodes[id.node]?.parts[id.index].polls = polls
    look(
      at: id, after: options.retry.pollDelay(poll: polls, asked: asked, random: roll()))
  }

  private func isOverdue(_ id: PartID) -> Bool {
    nodes[id.node]?.deadline.map { $0 <= currentTime } ?? false
  }

  /// The wait of a part is over.
  mutating func due(_ id: PartID) {
    guard let part = nodes[id.node]?.parts[id.index] else { return }
    switch part.phase {
    case .queued, .answered: queue(id)
    case .working(let job):
      guard let request = part.request else { return }
      nodes[id.node]?.parts[id.index].phase = .sending
      nodes[id.node]?.parts[id.index].polledJob = job
      perform(.poll(id, request: request, job: job))
    case .sending, .fetching, .ended: break
    }
  }

  // MARK: Ending

  /// A part is over; with the last one, the node's outputs are written.
  mutating func endPart(_ id: PartID, trouble: AssetOutcome?) {
    guard case let phase? = nodes[id.node]?.parts[id.index].phase, !phase.isEnded else { return }
    releaseSlot(id)
    nodes[id.node]?.parts[id.index].phase = .ended
    if let trouble { nodes[id.node]?.troubles.append(trouble) }
    guard let node = nodes[id.node], case .working = node.phase,
      node.parts.allSatisfy(\.phase.isEnded)
    else { return }
    if let work = node.work { facts.settle(work.fingerprint) }
    let kept = node.slots.filter { $0.key <= node.asset.count && $0.value.media != nil }
    guard kept.isEmpty else { return place(id.node) }
    let moderated = Refusal(kind: .moderated, message: "moderation took every result", cost: nil)
    end(id.node, node.troubles.first ?? .refused(moderated))
  }

  private mutating func releaseSlot(_ id: PartID) {
    guard let node = nodes[id.node], node.parts[id.index].holdsSlot else { return }
    nodes[id.node]?.parts[id.index].holdsSlot = false
    lanes.release(node.asset.operation.makes)
  }

  private mutating func settle(_ id: PartID, cost: Ticks) {
    // What an earlier run sent, that run has counted.
    guard let node = nodes[id.node], node.parts[id.index].isOfThisRun else { return }
    ledger.settle(reserved: node.parts[id.index].reserved, spent: cost)
    nodes[id.node]?.parts[id.index].reserved = .zero
    nodes[id.node]?.cost = (node.cost ?? .zero) + cost
  }

  private mutating func leaveOpen(_ id: PartID) {
    ledger.leaveOpen(reserved: nodes[id.node]?.parts[id.index].reserved ?? .zero)
    nodes[id.node]?.parts[id.index].reserved = .zero
  }

  private mutating func warn(_ message: String, of number: Int) {
    nodes[number]?.warnings.append(message)
    emit(.warning(message), of: number)
  }
}

extension PartState.Phase {
  var isEnded: Bool {
    guard case .ended = self else { return false }
    return true
  }
}
