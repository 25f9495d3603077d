import ReelBasics
import ReelManifest
import ReelPlan

/// What others are to those that need them.
extension Scheduler {
  /// What is known now of an asset that another one needs.
  func upstream(_ id: AssetID) -> WorkResolver.Upstream {
    guard let number = numbers[id], let work = nodes[number].work,
      let outcome = nodes[number].outcome
    else { return .unavailable }
    switch outcome {
    case .modified where !nodes[number].isComplete, .excluded where !nodes[number].isComplete,
      .lost where !nodes[number].isComplete, .blocked where nodes[number].isComplete:
      return .unavailable
    case .fresh, .restored, .derived, .made, .incomplete, .modified, .excluded, .lost, .blocked:
      guard have(number) > 0 else { return .unavailable }
      let asset = nodes[number].asset
      let pick = asset.count > 1 ? facts.pick(of: id.text) : nil
      let slots = nodes[number].slots
      return .product(
        Product(
          asset: asset, slots: slots, finish: work.finish, isOfOwn: work.isOfOwn,
          picked: pick?.variant(of: work.fingerprint, slots: slots)))
    default: return .unavailable
    }
  }

  /// What is said of one whose bytes others need, and are nowhere.
  func loss(of id: AssetID) -> Obstacle {
    guard let number = numbers[id] else { return .notThere }
    switch nodes[number].outcome {
    // What is to be done is said of itself.
    case .lost, .incomplete(_, _, .asked), .incomplete(_, _, .inFlight),
      .incomplete(_, _, .unsettled), .incomplete(_, _, .lost):
      return .notThere
    default:
      let (asset, work) = (nodes[number].asset, nodes[number].work)
      let slots = Decider.variantsIfForced(asset, work: work, facts: facts)
      return .bytesGone(cost: costs.of(asset, results: slots, work: work))
    }
  }

  func blockedOutcome(
    by id: AssetID, because obstacle: Obstacle = .notThere
  ) -> AssetOutcome {
    guard obstacle == .notThere else { return .blocked(by: id, because: obstacle) }
    return switch numbers[id].flatMap({ nodes[$0].outcome }) {
    case .skipped: .skipped
    case .stopped(let reason): .stopped(reason)
    // It is there, and the variant that is wanted of it is not.
    case .some(let outcome) where outcome.isDone:
      .failed(
        reason: "the variant of '\(id)' that it builds on is not there, as moderation took it: "
          + "name another one ('\(id)#2'), or ask for '\(id)' again with --force",
        remedy: .said)
    default: .blocked(by: id)
    }
  }
}
