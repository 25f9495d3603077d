import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// How parts begin, and where they wait.
extension Scheduler {
  /// Makes the requests of a node: those of earlier runs to be pursued, and new ones.
  mutating func beginParts(_ number: Int, work: Work, verdict: Verdict) {
    nodes[number].factsPlace = facts.begin(work.fingerprint, by: number, verdict: verdict)
    let asset = nodes[number].asset
    var parts: [PartState] = []
    for open in verdict.pursued {
      if let reason = open.whyLeft(asking: options.host) {
        nodes[number].troubles.append(.inFlightElsewhere(reason: reason))
      } else if let part = Self.pursue(open) {
        parts.append(part)
      }
    }
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
    // Of one that a lock file alone tells of no record can end.
    for request in open where !request.isPursued && request.id > 0 {
      let index = parts.firstIndex { part in
        part.request == nil && part.slots.contains(where: request.slots.contains)
      }
      guard let index else { continue }
      parts[index].replaces.append(request.id)
      if parts[index].restIfUnsent != .unsettled {
        parts[index].restIfUnsent = request.state == .unsettled ? .unsettled : .lost
      }
    }
  }

  private static func pursue(_ open: OpenRequest) -> PartState? {
    var part: PartState
    switch open.state {
    case .job(let id): part = PartState(slots: open.slots, phase: .working(job: id))
    case .answered(let answer):
      part = PartState(
        slots: open.slots, phase: .answered(answer.fitted(to: open.slots.count)))
    case .unsettled, .lost: return nil
    }
    part.request = open.id
    part.kept = open.brought
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
      if let hold = tooLongHold(id, of: asset) {
        return endUnsent(id, trouble: Self.outlasted(hold.reason, by: hold.end - now))
      }
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
}
