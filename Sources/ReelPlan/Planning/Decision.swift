package import ReelBasics
package import ReelCatalogue
package import ReelManifest

/// What is to be done about an asset.
package enum Decision: Sendable, Hashable {
  /// Output, record and fingerprint agree.
  case fresh
  /// Outputs are missing; the store has their bytes.
  case restore
  /// The originals are there; what is done to them changed.
  case derive
  /// To be asked for: these variants, for these reasons.
  case make(slots: [Int], reasons: [Reason])
  /// Another asset of this plan makes it.
  case same(as: AssetID)
  /// Its job is in flight.
  case resume
  /// Its answer is known and not fetched yet.
  case collect
  /// A request was sent and its answer never came.
  case unsettled(worstCost: Ticks?)
  /// Paid for, and the bytes are nowhere; `job` is the provider's name for the job that made them,
  /// where one is known.
  case lost(reason: String, job: String? = nil)
  /// The provider said a final no.
  case refused(Refusal)
  /// A person has to choose a variant of this asset first.
  case waiting(for: AssetID)
  /// Another hand changed these outputs.
  case modified(paths: [String])
  /// Known only when this asset is done, or asked for only then.
  case afterUpstream(AssetID)
  case blocked(by: AssetID, because: Obstacle = .notThere)
  /// A selector excludes it; it is used where it is there.
  case excluded

  /// The decision in a word, as plans print it and machine formats carry it.
  package var name: String {
    switch self {
    case .fresh: "fresh"
    case .restore: "restore"
    case .derive: "derive"
    case .make: "make"
    case .same: "same"
    case .resume: "resume"
    case .collect: "collect"
    case .unsettled: "unsettled"
    case .lost: "lost"
    case .refused: "refused"
    case .waiting: "waiting"
    case .modified: "modified"
    case .afterUpstream: "after-upstream"
    case .blocked: "blocked"
    case .excluded: "excluded"
    }
  }
}

/// Why an asset is in the way of one that needs it.
package enum Obstacle: Sendable, Hashable {
  /// It is not there.
  case notThere
  /// It is known what its bytes were, and they are nowhere. To make it again costs so much, where that has
  /// a price.
  case bytesGone(cost: CostBounds?)
}

/// Why something is asked for.
package enum Reason: Sendable, Hashable, CustomStringConvertible {
  case new
  /// What is asked for is not what it was.
  case changed(FormChange)
  /// Some of its variants are there.
  case moreVariants
  case forced
  /// What may have been paid for is sent again, or what is there made again.
  case again
  /// An earlier request failed, or was not taken.
  case tried

  package var description: String {
    switch self {
    case .new: "new"
    case .changed(let change): change.description
    case .moreVariants: "more variants"
    case .forced: "forced"
    case .again: "sent again"
    case .tried: "an earlier request had no result"
    }
  }
}

/// A decision with what the run needs to carry it out.
package struct Verdict: Sendable {
  package let decision: Decision
  /// Requests of earlier runs to be pursued.
  package let pursued: [OpenRequest]
  /// The variants to ask for.
  package let asked: [Int]
  /// What is on record of the work.
  package let record: WorkRecord?
  /// Of one that is derived, whether something else is done to what is there; else it is written
  /// again from other originals.
  package internal(set) var isRefinished = false
  /// Outputs of another hand that are put aside for it, as somebody insists.
  package internal(set) var replaces: [String] = []
  /// Why it is asked for, where another one has to be done first.
  package private(set) var reasons: [Reason] = []

  init(
    _ decision: Decision, pursued: [OpenRequest] = [], asked: [Int] = [],
    record: WorkRecord? = nil
  ) {
    self.decision = decision
    self.pursued = pursued
    self.asked = asked
    self.record = record
  }

  /// The same asset where another one that it needs is in its way: what is in flight of it is
  /// collected all the same.
  package func blocked(by id: AssetID, because obstacle: Obstacle) -> Verdict {
    Verdict(.blocked(by: id, because: obstacle), pursued: pursued, record: record)
  }

  /// The same asset where another one has to be done before anything is asked for it.
  package func after(_ id: AssetID) -> Verdict {
    var verdict = Verdict(.afterUpstream(id), pursued: pursued, asked: asked, record: record)
    verdict.replaces = replaces
    if case .make(_, let reasons) = decision { verdict.reasons = reasons }
    return verdict
  }

  /// The same, with nothing new asked for.
  package var withoutAsking: Verdict { Verdict(decision, pursued: pursued, record: record) }

  /// Whether a variant is to come, whatever is on record of it: it is asked for, or a request that is
  /// pursued has not brought it yet.
  package func expects(_ slot: Int) -> Bool {
    asked.contains(slot)
      || pursued.contains { $0.slots.contains(slot) && !$0.brought.contains(slot) }
  }

  /// How many jobs are waited for.
  package var jobs: Int { pursued.count { if case .job = $0.state { true } else { false } } }
}
