import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

extension Scheduler {
  /// Starts all that has a place.
  mutating func startWork() {
    while let number = placements.next() { write(number) }
    while let id = fetches.next() { fetch(id) }
    while polls.isAble, pollBucket?.allows(at: now) ?? true, let id = polls.next() { poll(id) }
    // Addresses expire: what is to be fetched goes before what is to be asked for.
    guard fetches.isEmpty else { return }
    while let id = lanes.next(at: now) { prepare(id) }
  }

  /// When a token will be there for something that waits for a token alone.
  func nextToken() -> Duration? {
    let poll = polls.isAble ? pollBucket?.nextStart : nil
    let send = fetches.isEmpty ? lanes.nextToken(after: now) : nil
    return .sooner(poll, send)
  }

  private mutating func write(_ number: Int) {
    guard let work = nodes[number].work else { return }
    let outputs = outputs(of: number)
    nodes[number].paths = outputs.map(\.path)
    perform(
      .place(node: number, asset: nodes[number].asset.id.text, work: work, outputs: outputs))
  }

  /// What is in the store already is not fetched again; what a stop ended while it waited is left.
  private mutating func fetch(_ id: PartID) {
    guard !isEnded(id), case .answered(let answer) = self[id].phase, let work = nodes[id.node].work,
      let request = self[id].request
    else { return fetches.finished() }
    let asset = nodes[id.node].asset
    self[id].phase = .fetching(answer)
    emit(.fetching, of: id)
    let (slots, kept) = (self[id].slots, self[id].kept)
    let places = answer.items.indices.filter { !kept.contains(slots[$0]) }
    let wanted = places.map { slots[$0] }
    perform(
      .fetch(
        id,
        ResultRequest(
          request: request, work: work, slots: wanted, answer: answer.only(itemsAt: places),
          medium: asset.operation.makes, timeLimit: timeLimit(of: asset),
          nearlyLost: nearlyLost(id, of: wanted))))
  }

  private mutating func poll(_ id: PartID) {
    guard !isEnded(id), case .working(let job) = self[id].phase, let request = self[id].request
    else { return polls.finished() }
    let moment = now
    pollBucket?.take(at: moment)
    self[id].phase = .polling(job: job)
    // What was said of the job was said of every variant.
    let believesGone = !nearlyLost(id, of: self[id].slots).isEmpty
    perform(
      .poll(
        id, request: request, job: job, timeLimit: timeLimit(of: nodes[id.node].asset),
        believesGone: believesGone))
  }

  /// A place and a token are there: prepares the request, if there is money for it.
  private mutating func prepare(_ id: PartID) {
    self[id].holdsSlot = true
    guard let work = nodes[id.node].work else { return }
    // It has waited for a place, its pace or money since it was first sent.
    guard !isOverdue(id) else { return endOverdue(id) }
    let asset = nodes[id.node].asset
    let worst = costs.request(asset, results: self[id].slots.count, work: work)?.high
    switch ledger.reserve(worst) {
    case .granted: break
    case .postponed:
      // What is under way may cost less than was reserved for it.
      releaseSlot(id)
      return unaffordable.append(id)
    case .overBudget:
      // A cheaper one may still fit.
      let left = ledger.left ?? .zero
      isOverBudget = true
      emit(.overBudget(wanted: worst ?? .zero, left: left), of: id)
      endPart(id, trouble: .stopped(.budget))
      return reconsiderUnaffordable()
    case .unpriced:
      let reason = "'\(asset.model)' has no price for this, and there is a budget to be kept"
      return endPart(id, trouble: .failed(reason: reason, remedy: .priced))
    }
    lanes.start(asset.operation.makes, model: asset.model, at: now)
    self[id].reserved = worst ?? .zero
    self[id].sent = now
    reconsiderUnaffordable()
    self[id].phase = .preparing
    emit(.preparing, of: id)
    if self[id].deadline == nil { self[id].deadline = now + timeLimit(of: asset) }
    perform(
      .prepare(
        id,
        WorkRequest(
          asset: asset, work: work, slots: self[id].slots, attempt: self[id].attempt,
          worstCost: worst, replaces: self[id].replaces, timeLimit: timeLimit(of: asset))))
  }

  /// A request is built. It is sent, unless the run was stopped meanwhile, or its time is over.
  mutating func prepared(
    _ id: PartID, _ request: WorkRequest,
    _ result: consuming Result<PreparedRequest, PreparationError>
  ) {
    guard case .preparing = self[id].phase else { return }
    switch consume result {
    case .success(let prepared):
      if let stop { return endUnsent(id, trouble: .stopped(stop)) }
      guard !isOverdue(id) else { return endOverdue(id) }
      guard !isHeld(request.asset) else { return putBack(id) }
      lanes.sent(request.asset.operation.makes, model: request.asset.model, at: now)
      self[id].sent = now
      self[id].phase = .sending
      emit(.asked(slots: self[id].slots, attempt: self[id].attempt), of: id)
      perform(.submit(id, request, prepared))
    case .failure(let error):
      if let outcome = error.outcome { return came(id, of: outcome) }
      guard let lost = error.lost else {
        return endUnsent(id, trouble: .failed(reason: error.message))
      }
      // Where what is left of them is kept, if anything, is said once.
      if nodes[id.node].troubles.isEmpty { warn(error.message, of: id.node) }
      endUnsent(id, trouble: .blocked(by: lost, because: loss(of: lost)))
    }
  }

  func timeLimit(of asset: Asset) -> Duration {
    asset.timeout ?? usualTimeLimit
  }
}
