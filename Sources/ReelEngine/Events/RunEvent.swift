package import ReelBasics
package import ReelManifest
package import ReelPlan

/// Something that happened in a run. Terminal, log and machine formats all read these.
package struct RunEvent: Sendable {
  package enum Kind: Sendable {
    /// A request has its place: its inputs are read, and handed over where they go before it.
    case preparing
    /// A request was sent.
    case asked(slots: [Int], attempt: Int)
    case jobStarted(id: String)
    /// A job of an earlier run goes on at the provider, and is waited for.
    case resumed(job: String)
    /// In per cent.
    case progress(Int)
    case retrying(reason: String, after: Duration)
    /// A model is left alone, as the provider asks: nothing more of it is sent for so long.
    case held(model: String, reason: String, for: Duration)
    /// Results are fetched.
    case fetching
    /// So many bytes of the result that is being fetched have come.
    case received(bytes: Int64)
    /// What a request cost, by the provider's own figure where it gave one. What an `isEarlier` run
    /// sent is not in the budget of this one.
    case billed(Ticks, isEarlier: Bool)
    /// A result is in the store.
    case kept(slot: Int, MediaRecord)
    case warning(String)
    /// It would cost at most so much, and so much of the budget is left: it is not sent.
    case overBudget(wanted: Ticks, left: Ticks)
    case ended(AssetOutcome, paths: [String], cost: Ticks?)
    case stopping(StopReason)
  }

  /// From the start of the run.
  package let time: Duration
  /// `nil` for what concerns the run as a whole.
  package let asset: AssetID?
  /// Which of the asset's requests it is about, from 0; `nil` for the asset as a whole.
  package let part: Int?
  /// Where the asset stands in its manifest.
  package let location: SourceLocation?
  package let kind: Kind
}
