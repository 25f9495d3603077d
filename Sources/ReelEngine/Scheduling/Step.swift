import ReelBasics
package import ReelCatalogue
package import ReelPlan

/// A part of a node: one request and what becomes of it.
package struct PartID: Sendable, Hashable {
  /// The number of the asset.
  package let node: Int
  package let index: Int
}

/// Something that takes time. A step ends with one outcome and never throws.
package enum Step: Sendable {
  /// Builds a request and hands its inputs over: it may take minutes, and nothing of it is billed.
  case prepare(PartID, WorkRequest)
  /// Records the intent, sends the request, records the answer.
  case submit(PartID, WorkRequest, PreparedRequest)
  /// Asks after a job, in `timeLimit` at most, and records the answer. `believesGone` says whether a job
  /// that the provider does not know is lost.
  case poll(PartID, request: Int64, job: String, timeLimit: Duration, believesGone: Bool)
  /// Brings results of an answer into the store and records them.
  case fetch(PartID, ResultRequest)
  /// Writes the outputs.
  case place(node: Int, asset: String, work: Work, outputs: [PlannedOutput])
}

/// What came of a step.
package enum StepOutcome: Sendable {
  case prepared(PartID, WorkRequest, Result<PreparedRequest, PreparationError>)
  case submitted(PartID, request: Int64, SubmitOutcome)
  case polled(PartID, PollOutcome)
  indirect case fetched(PartID, FetchResult)
  case placed(node: Int, failure: PlacementError?)
  /// Records or results could not be written: what is known stands in the message. `wasSent` tells whether
  /// something may have gone out that costs money.
  case broken(PartID, wasSent: Bool, message: String)
}

/// Results that are to be fetched.
///
/// A class, so that every step is small.
package final class ResultRequest: Sendable {
  /// The number of the request that brought them.
  package let request: Int64
  package let work: Work
  package let slots: [Int]
  /// With one item for each of `slots`, or fewer where the provider gave fewer.
  package let answer: ProviderAnswer
  package let medium: Medium
  /// How long one of them may take at most.
  package let timeLimit: Duration
  /// The variants that are lost where they are not there.
  package let nearlyLost: Set<Int>

  init(
    request: Int64, work: Work, slots: [Int], answer: ProviderAnswer, medium: Medium,
    timeLimit: Duration, nearlyLost: Set<Int>
  ) {
    self.request = request
    self.work = work
    self.slots = slots
    self.answer = answer
    self.medium = medium
    self.timeLimit = timeLimit
    self.nearlyLost = nearlyLost
  }
}

/// What came of fetching an answer's results.
package struct FetchResult: Sendable {
  /// By variant.
  package var kept: [Int: SlotRecord] = [:]
  /// Variants that were not reached this time, with the reason.
  package var unreachable: String?
  /// Those of them that are said to be gone.
  package var gone: Set<Int> = []
  /// How long the servers ask to be left alone.
  package var retryAfter: Duration?
  /// Variants that are gone, with the reason.
  package var lost: String?
  /// Why this machine cannot keep them.
  package var unkept: String?

  package init() {}

  /// One was not reached; the longest patience asked for counts.
  mutating func miss(_ reason: String, _ retryAfter: Duration?) {
    unreachable = reason
    if let retryAfter { self.retryAfter = max(self.retryAfter ?? .zero, retryAfter) }
  }
}

/// What the scheduler wants done.
package enum Action: Sendable {
  case perform(Step)
  /// It wants to be asked again at this moment.
  case wake(at: Duration)
  case emit(RunEvent)
}
