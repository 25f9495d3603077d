import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// How parts end: the places and the money that they held.
extension Scheduler {
  /// A part is over before anything of it was sent that costs money.
  mutating func endUnsent(_ id: PartID, trouble: AssetOutcome) {
    settle(id, cost: .zero)
    endPart(id, trouble: trouble)
  }

  /// A part is over; with the last one, the node's outputs are written.
  mutating func endPart(_ id: PartID, trouble: AssetOutcome?) {
    guard !isEnded(id) else { return }
    releaseSlot(id)
    // What is not settled by now may have been spent, or will be.
    ledger.leaveOpen(reserved: self[id].reserved)
    self[id].reserved = .zero
    reconsiderUnaffordable()
    self[id].phase = .ended
    if let trouble {
      nodes[id.node].troubles.append(trouble)
      nodes[id.node].unsentRest = self[id].restIfUnsent ?? nodes[id.node].unsentRest
    }
    guard nodes[id.node].phase == .working, nodes[id.node].parts.allSatisfy(\.isEnded) else {
      return
    }
    if nodes[id.node].troubles.isEmpty, let place = nodes[id.node].factsPlace {
      facts.settle(at: place)
    }
    conclude(id.node)
  }

  /// Whether a part is over: when all are, they are forgotten.
  func isEnded(_ id: PartID) -> Bool { nodes[id.node].parts.isEmpty || self[id].isEnded }

  mutating func releaseSlot(_ id: PartID) {
    guard self[id].holdsSlot else { return }
    self[id].holdsSlot = false
    lanes.release(nodes[id.node].asset.operation.makes)
  }

  mutating func settle(_ id: PartID, cost: Ticks) {
    nodes[id.node].cost = nodes[id.node].cost + cost
    if cost != .zero { emit(.billed(cost, isEarlier: !self[id].isOfThisRun), of: id) }
    // What an earlier run sent was in that run's budget.
    guard self[id].isOfThisRun else { return ledger.settleEarlier(cost) }
    ledger.settle(reserved: self[id].reserved, spent: cost)
    self[id].reserved = .zero
    reconsiderUnaffordable()
  }

  /// Money came back, or somebody was sent or gave up: the next that waited for money asks again.
  /// One at a time, because all but a few would ask in vain.
  mutating func reconsiderUnaffordable() {
    if let id = unaffordable.popFirst() { reconsidered.append(id) }
  }
}
