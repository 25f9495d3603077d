import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

extension Scheduler {
  // MARK: Beginning

  /// Makes the requests of a node: those of earlier runs to be pursued, and new ones.
  mutating func beginParts(_ number: Int, verdict: Verdict) {
    let asset = nodes[number].asset
    var parts = verdict.pursued.compactMap(Self.pursue)
    if verdict.asked.count == 1 {
      // As most are: it is one request whatever the model takes.
      parts.append(PartState(slots: verdict.asked, phase: .queued))
    } else if !verdict.asked.isEmpty {
      let rules = catalogue.rules(model: asset.model, operation: asset.operation)
      let most = rules?.resultsPerRequest ?? 1
      for start in stride(from: 0, to: verdict.asked.count, by: most) {
        let slots = Array(verdict.asked[start..<min(start + most, verdict.asked.count)])
        parts.append(PartState(slots: slots, phase: .queued))
      }
    }
    if plan.decider.resends { replaceStuck(verdict.record?.open ?? [], in: &parts) }
    nodes[number].phase = .working
    nodes[number].parts = parts
    nodes[number].wasAskedFor = true
    for index in parts.indices {
      if case .working(let job) = parts[index].phase {
        emit(.resumed(job: job), of: number, part: index)
      }
      queue(PartID(node: number, index: index))
    }
    if parts.isEmpty { conclude(number) }
  }

  /// Somebody has said that what may have been billed is to be sent again: the old requests end when
  /// the new ones begin.
  private func replaceStuck(_ open: [OpenRequest], in parts: inout [PartState]) {
    for request in open where !request.isPursued {
      let index = parts.firstIndex { part in
        part.request == nil && part.slots.contains(where: request.slots.contains)
      }
      if let index { parts[index].replaces.append(request.id) }
    }
  }

  private static func pursue(_ open: OpenRequest) -> PartState? {
    var part: PartState
    switch open.state {
    case .job(let id): part = PartState(slots: open.slots, phase: .working(job: id))
    case .answered(let answer): part = PartState(slots: open.slots, phase: .answered(answer))
    case .unsettled, .lost: return nil
    }
    part.request = open.id
    return part
  }

  /// Puts a part where it waits for its next step.
  mutating func queue(_ id: PartID) {
    leave(id)
    guard !isEnded(id) else { return }
    let asset = nodes[id.node].asset
    let medium = asset.operation.makes
    switch self[id].phase {
    case .queued:
      lanes.enqueue(
        id, remaining: nodes[id.node].remaining, medium: medium, model: asset.model)
    case .working:
      if self[id].deadline == nil {
        // It goes on at the provider already: it takes a place without asking.
        self[id].deadline = now + timeLimit(of: asset)
        self[id].holdsSlot = true
        lanes.occupy(medium)
      }
      polls.append(id)
    case .answered:
      if self[id].deadline == nil { self[id].deadline = now + timeLimit(of: asset) }
      fetches.append(id)
    case .preparing, .sending, .polling, .fetching, .ended: break
    }
  }

  // MARK: Answers

  mutating func submitted(_ id: PartID, request: Int64, _ outcome: SubmitOutcome) {
    self[id].request = request
    // It stands in their place from now on, also when it is tried again.
    self[id].replaces = []
    came(id, of: outcome)
  }

  /// What came of a request, or of what goes before it.
  mutating func came(_ id: PartID, of outcome: SubmitOutcome) {
    switch outcome {
    case .answered(let answer):
      answered(id, answer)
    case .job(let job, let retryAfter):
      emit(.jobStarted(id: job), of: id)
      self[id].phase = .working(job: job)
      pending(id, asked: retryAfter ?? firstLook(id))
    case .refused(let refusal): refused(id, refusal)
    case .unsettled(let reason): endPart(id, trouble: .unsettled(reason: reason))
    case .notTaken(let reason, let retryAfter, let slowsDown):
      settle(id, cost: .zero)
      retry(id, reason: reason, asked: retryAfter, slowsDown: slowsDown)
    case .askOtherwise(let reason):
      settle(id, cost: .zero)
      releaseSlot(id)
      emit(.retrying(reason: reason, after: .zero), of: id)
      self[id].phase = .queued
      queue(id)
    }
  }

  /// When a job is first worth asking after, where it is learnt how long such take.
  private func firstLook(_ id: PartID) -> Duration? {
    let asset = nodes[id.node].asset
    guard options.waits, let learnt = options.learntSeconds(asset.operation, asset.model) else {
      return nil
    }
    return max(options.retry.firstPoll, .seconds(min(0.8 * learnt, 86_400)))
  }

  mutating func polled(_ id: PartID, _ outcome: PollOutcome) {
    polls.finished()
    guard case .polling(let job) = self[id].phase else { return }
    self[id].phase = .working(job: job)
    switch outcome {
    case .pending(let progress, let retryAfter, let unknown):
      self[id].vain = 0
      self[id].gone = 0
      if let unknown { warn(ofUnknownState: unknown, of: id.node) }
      if let progress { emit(.progress(progress), of: id) }
      pending(id, asked: retryAfter)
    case .unreachable(let reason, let retryAfter):
      let wait = patience(id, asked: retryAfter, isGone: false)
      tryAgain(id, reason: reason, asked: wait, givenUp: .inFlight)
    case .gone(let reason, let retryAfter):
      let wait = patience(id, asked: retryAfter, isGone: true)
      tryAgain(id, reason: reason, asked: wait, givenUp: .inFlight)
    case .account(let reason):
      stopStarting(.account(reason))
      endPart(id, trouble: .inFlight)
    case .answered(let answer): answered(id, answer)
    case .refused(let refusal): refused(id, refusal)
    case .failed(let reason, let cost):
      settle(id, cost: cost ?? .zero)
      // Where the provider gives no figure, it may have billed all the same.
      endPart(id, trouble: .failed(reason: reason, remedy: .asked))
    case .lost(let reason): endPart(id, trouble: .lost(reason: reason, job: job))
    }
  }

  /// The provider is done: the place is free, and what came is fetched.
  private mutating func answered(_ id: PartID, _ answer: ProviderAnswer) {
    // Without the provider's figure, a film is paid by the seconds that come; for the rest the
    // reservation stands.
    if let cost = answer.cost {
      compare(id, billed: cost)
      settle(id, cost: cost)
    } else if nodes[id.node].asset.operation.makes == .image {
      settle(id, cost: self[id].reserved)
    }
    releaseSlot(id)
    if let sent = self[id].sent, self[id].attempt == 1 {
      let asset = nodes[id.node].asset
      durations.add(now - sent, operation: asset.operation, model: asset.model)
    }
    self[id].phase = .answered(answer)
    self[id].vain = 0
    self[id].gone = 0
    queue(id)
  }

  /// Holds the provider's figure against the estimate, where there is one.
  private mutating func compare(_ id: PartID, billed: Ticks) {
    let node = nodes[id.node]
    guard self[id].isOfThisRun,
      let estimate = costs.request(node.asset, results: self[id].slots.count, work: node.work)
    else { return }
    comparison.add(billed: billed, estimate: estimate)
  }

  private mutating func refused(_ id: PartID, _ refusal: Refusal) {
    // What moderation took is billed as a rule: without a figure, the reservation stays open.
    if refusal.cost != nil || refusal.kind != .moderated {
      settle(id, cost: refusal.cost ?? .zero)
    }
    let reason: StopReason
    switch refusal.kind {
    case .moderated, .rejected: return endPart(id, trouble: .refused(refusal))
    case .account: reason = .account(refusal.message)
    case .address: reason = .address(refusal.message)
    }
    stopStarting(reason)
    endPart(id, trouble: .stopped(reason))
  }

  mutating func fetched(_ id: PartID, _ result: FetchResult) {
    fetches.finished()
    guard case .fetching(let answer) = self[id].phase else { return }
    if nodes[id.node].slots.isEmpty {
      nodes[id.node].slots = result.kept
    } else {
      nodes[id.node].slots.merge(result.kept) { _, new in new }
    }
    if let place = nodes[id.node].factsPlace { facts.keep(nodes[id.node].slots, at: place) }
    let slots = self[id].slots
    for (place, slot) in slots.enumerated() {
      guard let record = result.kept[slot] else { continue }
      if let media = record.media {
        nodes[id.node].publicAddresses[slot] = answer.publicAddresses[place]
        if answer.cost == nil, let cost = costs.delivered(media, for: nodes[id.node].asset) {
          settle(id, cost: cost)
        }
        emit(.kept(slot: slot, media), of: id)
      } else {
        warn("moderation took variant \(slot)", of: id.node)
      }
    }
    // What was kept is not fetched again, so that these have none in common.
    let came = self[id].kept.count + result.kept.count
    if let reason = result.unreachable {
      self[id].kept.formUnion(result.kept.keys)
      self[id].phase = .answered(answer)
      let wait = patience(id, asked: result.retryAfter, isGone: result.isGone)
      return tryAgain(id, reason: reason, asked: wait, givenUp: .inFlight)
    }
    if let reason = result.lost {
      let makesJobs = nodes[id.node].asset.operation.makes == .video
      let job = makesJobs ? answer.served.requestID : nil
      return endPart(id, trouble: .lost(reason: reason, job: job))
    }
    guard came < slots.count else { return endPart(id, trouble: nil) }
    endPart(
      id,
      trouble: .failed(
        reason: "the answer had \(came) of \(slots.count) results", remedy: .asked))
  }

  /// Records cannot be written: what is known is said, and nothing more is sent.
  mutating func broken(_ id: PartID, wasSent: Bool, message: String) {
    switch self[id].phase {
    case .polling: polls.finished()
    case .fetching: fetches.finished()
    case .queued, .preparing, .sending, .working, .answered, .ended: break
    }
    if !wasSent { settle(id, cost: .zero) }
    stopStarting(.records(message))
    endPart(id, trouble: .failed(reason: message))
  }
}
