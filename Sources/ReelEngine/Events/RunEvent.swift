package import ReelBasics
package import ReelManifest
package import ReelPlan

/// Something that happened in a run. Terminal, log and machine formats all read these.
package struct RunEvent: Sendable {
  package enum Kind: Sendable {
    /// A request was sent.
    case asked(slots: [Int], attempt: Int)
    case jobStarted(id: String)
    /// In per cent.
    case progress(Int)
    case retrying(reason: String, after: Duration)
    case fetching
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
  /// Where the asset stands in its manifest.
  package let location: SourceLocation?
  package let kind: Kind
}
