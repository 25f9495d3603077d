import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

extension Scheduler {
  /// Nothing was billed: the place goes back, and the request waits its turn after a pause.
  mutating func retry(_ id: PartID, reason: String, asked: Duration?, slowsDown: Bool) {
    let asset = nodes[id.node].asset
    releaseSlot(id)
    let isHeld =
      slowsDown
      ? slowDown(asset, sent: self[id].sent ?? now, reason: reason, asked: asked) : false
    pause(id, reason: reason, asked: asked)
    guard isHeld else { return }
    // What waits for the model may not have the time for that.
    for other in lanes.drain(asset.operation.makes, model: asset.model) { queue(other) }
  }

  private mutating func pause(_ id: PartID, reason: String, asked: Duration?) {
    let asset = nodes[id.node].asset
    let attempts = max(1, asset.attempts ?? plan.manifest.limits.attempts ?? options.attempts)
    let attempt = self[id].attempt + 1
    guard attempt <= attempts else {
      let times = attempts == 1 ? "once" : "\(attempts) times"
      return endPart(
        id, trouble: .failed(reason: "\(reason) (tried \(times); nothing was billed)"))
    }
    if let stop { return endPart(id, trouble: .stopped(stop)) }
    let wait = options.retry.delay(beforeAttempt: attempt, asked: asked, random: roll())
    if let deadline = self[id].deadline, now + wait >= deadline {
      return endPart(id, trouble: Self.outlasted(reason, by: wait))
    }
    self[id].attempt = attempt
    self[id].phase = .queued
    emit(.retrying(reason: reason, after: wait), of: id)
    alarms.set(id, at: now + wait)
  }

  /// The provider found a model's requests too fast; tells whether the model is to be left alone for
  /// longer than it was.
  private mutating func slowDown(
    _ asset: Asset, sent: Duration, reason: String, asked: Duration?
  ) -> Bool {
    let (medium, model) = (asset.operation.makes, asset.model)
    lanes.slowDown(medium, model: model, at: now, sent: sent)
    guard let asked,
      lanes.hold(medium, model: model, at: now, pause: asked, reason: reason)
    else { return false }
    emit(.held(model: model, reason: reason, for: asked), of: nil)
    return true
  }

  /// Pauses of up to ten minutes are waited for by all that was not sent yet: its time does not run.
  private static let patience: Duration = .seconds(600)

  /// How long its model is to be left alone, where a part's time is over before that.
  func tooLongHold(_ id: PartID, of asset: Asset) -> Lanes.Hold? {
    guard let hold = lanes.hold(of: asset.operation.makes, model: asset.model, at: now),
      hold.end >= self[id].deadline ?? now + max(timeLimit(of: asset), Self.patience)
    else { return nil }
    return hold
  }

  /// Whether its model is to be left alone.
  func isHeld(_ asset: Asset) -> Bool {
    lanes.hold(of: asset.operation.makes, model: asset.model, at: now) != nil
  }

  /// Its model is to be left alone since it got its place: that and the money go back.
  mutating func putBack(_ id: PartID) {
    releaseSlot(id)
    settle(id, cost: .zero)
    self[id].phase = .queued
    queue(id)
  }

  /// How a part ends whose time is over before it may be sent.
  static func outlasted(_ reason: String, by wait: Duration) -> AssetOutcome {
    .failed(reason: "\(reason) (\(overBefore(wait)); nothing was billed)")
  }

  private static func overBefore(_ wait: Duration) -> String {
    "its time would be over before the next try, in \(wait.about)"
  }

  /// A poll or a fetch was in vain: it costs nothing to try again, until the time is over.
  mutating func tryAgain(
    _ id: PartID, reason: String, asked: Duration?, givenUp: AssetOutcome
  ) {
    self[id].vain += 1
    if leavesJobs { return endPart(id, trouble: .inFlight) }
    let wait = options.retry.delay(
      beforeAttempt: self[id].vain + 1, asked: asked, random: roll())
    let isInTime = self[id].deadline.map { now + wait < $0 } ?? true
    guard self[id].vain < options.retry.vainTries, isInTime else {
      let late = isInTime ? "" : " (\(Self.overBefore(wait)))"
      if givenUp == .inFlight { warn("\(reason)\(late); a later run collects it", of: id.node) }
      return endPart(id, trouble: givenUp)
    }
    emit(.retrying(reason: reason, after: wait), of: id)
    alarms.set(id, at: now + wait)
  }

  /// A job goes on at the provider: it is asked after again, or left to a later run.
  mutating func pending(_ id: PartID, asked: Duration?) {
    if leavesJobs || !options.waits { return endPart(id, trouble: .inFlight) }
    guard !isOverdue(id) else {
      warn("its time is over; a later run collects it", of: id.node)
      return endPart(id, trouble: .inFlight)
    }
    self[id].polls += 1
    let wait = options.retry.pollDelay(poll: self[id].polls, asked: asked, random: roll())
    // It is asked once more when its time is over, however long the provider wants to be left alone.
    let end = self[id].deadline ?? now + wait
    alarms.set(id, at: min(now + wait, max(end, now)))
  }

  /// How long to leave a job or results alone that were not to be had: as it is asked for, and longer
  /// each time where variants, those in `gone`, are said to be gone.
  mutating func patience(_ id: PartID, asked: Duration?, gone: Set<Int>) -> Duration? {
    let times = self[id].gone.add(gone)
    return times > 0 ? options.retry.goneDelay(times: times, asked: asked) : asked
  }

  /// Those of `slots` that are lost when they are said to be gone once more.
  func nearlyLost(_ id: PartID, of slots: [Int]) -> Set<Int> {
    self[id].gone.nearlyLost(of: slots, tries: options.retry.goneTries)
  }

  func isOverdue(_ id: PartID) -> Bool {
    self[id].deadline.map { $0 <= now } ?? false
  }

  /// The time of a part is over before its request was sent.
  mutating func endOverdue(_ id: PartID) {
    endUnsent(
      id, trouble: .failed(reason: "its time is over, and it was not sent; nothing was billed"))
  }
}
