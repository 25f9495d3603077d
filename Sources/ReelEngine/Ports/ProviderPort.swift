package import ReelBasics
package import ReelCatalogue
package import ReelManifest
package import ReelPlan

/// One request to be sent: a part of an asset's work.
///
/// A class, as it goes from step to step and never changes.
package final class WorkRequest: Sendable {
  package let asset: Asset
  package let work: Work
  /// The variants it is to bring.
  package let slots: [Int]
  /// From 1.
  package let attempt: Int
  /// The most it may cost; `nil` where there is no price.
  package let worstCost: Ticks?
  /// Requests without an end on record that somebody has said are to be sent again: this is it.
  package let replaces: [Int64]
  /// How long the asset may take, and so its request at most.
  package let timeLimit: Duration

  init(
    asset: Asset, work: Work, slots: [Int], attempt: Int, worstCost: Ticks?, replaces: [Int64],
    timeLimit: Duration
  ) {
    self.asset = asset
    self.work = work
    self.slots = slots
    self.attempt = attempt
    self.worstCost = worstCost
    self.replaces = replaces
    self.timeLimit = timeLimit
  }
}

/// A request that is ready to be sent and is not sent yet.
package struct PreparedRequest: Sendable {
  /// The host that is asked.
  package let host: String
  /// The digest of the body as it goes over the wire; files that it only names stand in it by their
  /// own digests, so that it is the same in every run.
  package let bodyDigest: Digest
  /// Sends it, once.
  package let send: @Sendable () async -> SubmitOutcome

  package init(
    host: String, bodyDigest: Digest, send: @escaping @Sendable () async -> SubmitOutcome
  ) {
    self.host = host
    self.bodyDigest = bodyDigest
    self.send = send
  }
}

/// Why a request was not made: an input that changed or is gone, or could not be handed over.
/// Nothing was sent that costs money.
package struct PreparationError: Error, Sendable {
  package let message: String
  /// What the provider answered to an input that goes before the request: `refused` or `notTaken`.
  package let outcome: SubmitOutcome?
  /// The asset of which the bytes turned out to be nowhere, where it was that.
  package let lost: AssetID?

  package init(_ message: String, outcome: SubmitOutcome? = nil, lost: AssetID? = nil) {
    self.message = message
    self.outcome = outcome
    self.lost = lost
  }
}

/// What came of sending a request, by the risk that it was billed.
package enum SubmitOutcome: Sendable {
  case answered(ProviderAnswer)
  /// The provider works on it; `retryAfter` is when it wants to be asked first.
  case job(id: String, retryAfter: Duration? = nil)
  case refused(Refusal)
  /// Nothing was billed; `retryAfter` is what the provider asks for.
  case notTaken(reason: String, retryAfter: Duration?, slowsDown: Bool)
  /// It was refused in this form, and nothing billed: prepared again it takes another form. That does
  /// not count as a try, so whoever says it says it once of a form.
  case askOtherwise(reason: String)
  /// It may have been billed.
  case unsettled(reason: String)
}

/// What came of asking after a job.
package enum PollOutcome: Sendable {
  /// `progress` in per cent, where it is told; `unknown` is the provider's word for the state where it
  /// is none that is known.
  case pending(progress: Int?, retryAfter: Duration?, unknown: String? = nil)
  case answered(ProviderAnswer)
  case refused(Refusal)
  /// It ended without a result, and may be asked for again.
  case failed(reason: String, cost: Ticks?)
  /// Its result can no longer be had.
  case lost(reason: String)
  /// The provider does not know it, or not yet, or does not tell of it: believed when it is said
  /// several times.
  case gone(reason: String, retryAfter: Duration?)
  /// No answer this time.
  case unreachable(reason: String, retryAfter: Duration?)
  /// The provider refuses the key or the account; the job is what it was.
  case account(reason: String)
}

/// What came of fetching a result.
package enum FetchOutcome: Sendable {
  /// In the store, and looked at.
  case kept(MediaRecord)
  /// Not this time; `retryAfter` is what the server asks for.
  case unreachable(reason: String, retryAfter: Duration? = nil)
  /// It is not at its address, or not yet, or what is there is good for nothing: believed when it is
  /// said several times.
  case gone(reason: String, retryAfter: Duration?)
  /// Not any more, or not a picture or film.
  case lost(reason: String)
  /// It can be had, and this machine cannot keep it: its disk is full, or broken.
  case unkept(reason: String)
}

/// The provider, as the engine sees it. Calls neither retry nor wait between tries.
package protocol ProviderPort: Sendable {
  /// Builds a request, with its inputs read again, checked against the plan, and handed over where
  /// they go before it.
  func prepare(_ request: WorkRequest) async throws(PreparationError) -> PreparedRequest

  /// Asks once after a job, in `timeLimit` at most.
  func poll(job id: String, timeLimit: Duration) async -> PollOutcome

  /// Brings one result into the store and looks at it, in `timeLimit` at most. `progress` is told
  /// the bytes so far.
  func fetch(
    _ item: ProviderAnswer.Item, medium: Medium, timeLimit: Duration,
    progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome
}
