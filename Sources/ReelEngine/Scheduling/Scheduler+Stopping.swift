import ReelCatalogue
import ReelPlan

extension Scheduler {
  /// Whether jobs, too, are left to a later run: nobody waits, or nothing can be recorded.
  var leavesJobs: Bool {
    switch stop {
    case .interrupted, .records: true
    case .failFast, .budget, .locked, .account, .address, nil: false
    }
  }

  /// No more requests are started. What is on the wire is awaited. A graver reason takes the place
  /// of a lighter one.
  mutating func stopStarting(_ reason: StopReason) {
    guard reason.gravity > stop?.gravity ?? -1 else { return }
    stops.append(reason)
    emit(.stopping(reason), of: nil)
    lanes.drain()
    if reason == .interrupted {
      // As with what is to be written from now on.
      for number in placements.drain() {
        guard !nodes[number].wasAskedFor else {
          placements.append(number)
          continue
        }
        end(number, .stopped(reason))
      }
    }
    for number in nodes.indices where nodes[number].phase == .working {
      for index in nodes[number].parts.indices { leave(PartID(node: number, index: index)) }
    }
  }

  /// Ends a part that is not on the wire: what was to be sent is not sent, and where jobs are left,
  /// they and answers on record are for the next run. What this run was just answered is still
  /// fetched after an interrupt, because addresses expire.
  mutating func leave(_ id: PartID) {
    guard let stop, !isEnded(id) else { return }
    let part = self[id]
    switch part.phase {
    case .queued:
      if stop == .failFast { noteBudget(id) }
      endPart(id, trouble: .stopped(stop))
    case .working where leavesJobs: endPart(id, trouble: .inFlight)
    case .answered where leavesJobs:
      guard stop == .interrupted, part.isOfThisRun, part.vain == 0 else {
        return endPart(id, trouble: .inFlight)
      }
    // What is being built is not sent once it is.
    case .preparing, .working, .answered, .sending, .polling, .fetching, .ended: break
    }
  }

  /// Takes note where the budget would have kept a request from being sent, whatever failed: as the plan
  /// says. It is said once, as the run ends otherwise for it.
  private mutating func noteBudget(_ id: PartID) {
    guard !isOverBudget, let left = ledger.left, let work = nodes[id.node].work,
      let worst = costs.request(
        nodes[id.node].asset, results: self[id].slots.count, work: work)?.high,
      !ledger.allows(worst)
    else { return }
    isOverBudget = true
    emit(.overBudget(wanted: worst, left: left), of: id)
  }

  /// Takes note that something is missing that only a paid request brings, where none may be sent. It is
  /// said once, as the run ends otherwise for it.
  mutating func noteLock() {
    guard !isShortOfLock else { return }
    isShortOfLock = true
    emit(.stopping(.locked), of: nil)
  }

  /// Why not all was started, the gravest reason first.
  var stopsByGravity: [StopReason] {
    var all = stops
    if isOverBudget { all.append(.budget) }
    if isShortOfLock { all.append(.locked) }
    return all.sorted { $0.gravity > $1.gravity }
  }
}

extension StopReason {
  /// How much is stopped.
  fileprivate var gravity: Int {
    switch self {
    case .failFast: 0
    case .budget, .locked: 1
    case .account, .address: 2
    case .records: 3
    case .interrupted: 4
    }
  }
}
