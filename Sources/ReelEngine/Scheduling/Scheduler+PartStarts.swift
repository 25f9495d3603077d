import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// How parts begin, and where they wait.
extension Scheduler {
  /// Makes the requests of a node: those of earlier runs to be pursued, and new ones.
  mutating func beginParts(_ number: Int, work: Work, verdict: Verdict) {
    nodes[number].factsPlace = facts.begin(
      work.fingerprint, by: number, record: verdict.record)
    let asset = nodes[number].asset
    var parts = verdict.pursued.compactMap(Self.pursue)
    var asked = verdict.asked
    // Who insists on another result does not mean the one that was lost.
    if plan.decider.resends, !plan.forces(asset.id) {
      for request in verdict.record?.open ?? [] {
        guard let part = Self.look(again: request, for: asked) else { continue }
        asked.removeAll(where: part.slots.contains)
        parts.append(part)
      }
    }
    if asked.count == 1 {
      // As most are: it is one request whatever the model takes.
      parts.append(PartState(slots: asked, phase: .queued))
    } else if !asked.isEmpty {
      let rules = catalogue.rules(model: asset.model, operation: asset.operation)
      let most = rules?.resultsPerRequest ?? 1
      for start in stride(from: 0, to: asked.count, by: most) {
        let slots = Array(asked[start..<min(start + most, asked.count)])
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
        (part.request == nil || part.looksAgain && part.request != request.id)
          && part.slots.contains(where: request.slots.contains)
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

  /// A part that looks once more for what was lost, and for `asked` alone; `nil` where nobody knows
  /// where that was.
  private static func look(again open: OpenRequest, for asked: [Int]) -> PartState? {
    guard case .lost = open.state else { return nil }
    var part: PartState
    if let answer = open.answer {
      let places = answer.items.indices.prefix(open.slots.count).filter {
        asked.contains(open.slots[$0])
      }
      guard !places.isEmpty else { return nil }
      part = PartState(
        slots: places.map { open.slots[$0] }, phase: .answered(answer.only(itemsAt: places)))
    } else if let job = open.jobID, open.slots.allSatisfy(asked.contains) {
      part = PartState(slots: open.slots, phase: .working(job: job))
    } else {
      return nil
    }
    part.request = open.id
    part.looksAgain = true
    return part
  }

  /// What was looked for once more is not there: what is missing of it is asked for again.
  mutating func ask(again id: PartID, reason: String) {
    emit(.retrying(reason: reason, after: .zero), of: id)
    releaseSlot(id)
    if let request = self[id].request { self[id].replaces.append(request) }
    let came = self[id].kept
    self[id].slots.removeAll(where: came.contains)
    self[id].kept = []
    self[id].request = nil
    self[id].looksAgain = false
    (self[id].vain, self[id].gone, self[id].deadline) = (0, 0, nil)
    self[id].phase = .queued
    queue(id)
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
}
