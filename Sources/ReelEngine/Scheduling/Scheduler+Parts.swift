import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// What comes of parts' steps.
extension Scheduler {
  mutating func submitted(_ id: PartID, request: Int64, _ outcome: SubmitOutcome) {
    self[id].request = request
    // It stands in their place from now on, also when it is tried again.
    self[id].replaces = []
    self[id].restIfUnsent = nil
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
      self[id].gone = GoneCounts()
      if let unknown { warn(ofUnknownState: unknown, of: id.node) }
      if let progress { emit(.progress(progress), of: id) }
      pending(id, asked: retryAfter)
    case .unreachable(let reason, let retryAfter):
      let wait = patience(id, asked: retryAfter, gone: [])
      tryAgain(id, reason: reason, asked: wait, givenUp: .inFlight)
    case .gone(let reason, let retryAfter):
      let wait = patience(id, asked: retryAfter, gone: Set(self[id].slots))
      tryAgain(id, reason: reason, asked: wait, givenUp: .inFlight)
    case .account(let reason):
      stopStarting(.account(reason))
      endPart(id, trouble: .inFlight)
    case .answered(let answer):
      self[id].job = job
      answered(id, answer)
    case .refused(let refusal): refused(id, refusal.endingJob)
    case .failed(let reason, let cost):
      // Where the provider gives no figure, it may have billed all the same: the reservation stays open.
      if let cost { settle(id, cost: cost) }
      endPart(id, trouble: .failed(reason: reason, remedy: .asked(cost: cost)))
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
    let (came, asked) = (answer.items.count, self[id].slots.count)
    if came > asked {
      warn(
        "the answer has \(came) results, and \(asked) \(asked == 1 ? "was" : "were") asked for: the "
          + "others are not kept; where they are stands in the journal", of: id.node)
    }
    if let sent = self[id].sent, self[id].attempt == 1 {
      let asset = nodes[id.node].asset
      durations.add(now - sent, operation: asset.operation, model: asset.model)
    }
    self[id].phase = .answered(answer.fitted(to: asked))
    self[id].vain = 0
    self[id].gone = GoneCounts()
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
    // Else the reservation stays open.
    if !refusal.mayBeBilled { settle(id, cost: refusal.cost ?? .zero) }
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
      let wait = patience(id, asked: result.retryAfter, gone: result.gone)
      return tryAgain(id, reason: reason, asked: wait, givenUp: .inFlight)
    }
    if let reason = result.lost {
      // Of an earlier run's, an answer with a film has the name.
      let isFilm = nodes[id.node].asset.operation.makes == .video
      let job = self[id].job ?? (isFilm ? answer.served.requestID : nil)
      return endPart(id, trouble: .lost(reason: reason, job: job))
    }
    guard came < slots.count else { return endPart(id, trouble: nil) }
    let reason =
      "the answer had \(came) of \(slots.count) results"
      + (answer.shortfall.map { ": \($0)" } ?? "")
    endPart(id, trouble: .failed(reason: reason, remedy: .asked(cost: answer.cost)))
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
