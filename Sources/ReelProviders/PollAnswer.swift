package import ReelBasics

/// What came of asking after a job.
///
/// All texts are cleaned, bounded and free of the key.
package enum PollAnswer: Sendable, Equatable {
  /// `progress` in per cent, 0...100, where it is told; `unknown` is the provider's word for the state
  /// where it is none that is known.
  case pending(progress: Int?, retryAfter: Duration?, unknown: String? = nil)
  case results(ProviderResults)
  case refused(ProviderRefusal)
  /// It ended without a result, and may be asked for again.
  case failed(reason: String, cost: Ticks?)
  /// Its result can no longer be had.
  case lost(reason: String)
  /// The provider does not know it, or does not tell of it. Just after it was started that may be said
  /// too early; it is believed when it is said several times.
  case gone(reason: String, retryAfter: Duration?)
  /// The key may not ask, or cannot: nothing of the job is told, and the job is what it was.
  case account(reason: String)
  /// No answer this time; the job is what it was.
  case unreachable(reason: String, retryAfter: Duration?)
}
