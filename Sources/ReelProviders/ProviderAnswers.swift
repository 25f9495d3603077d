package import ReelBasics

/// What came of asking for media, by the risk that it was billed.
///
/// All texts are cleaned, bounded and free of the key.
package enum CreateAnswer: Sendable, Equatable {
  case results(ProviderResults)
  /// The provider works on it under this name.
  case job(id: String)
  /// A final no.
  case refused(ProviderRefusal)
  /// Nothing was billed; `retryAfter` is what the provider asks for, a day at most. `slowsDown`
  /// where requests come too fast.
  case notTaken(reason: String, retryAfter: Duration?, slowsDown: Bool)
  /// It may have been billed.
  case unsettled(reason: String)
}

/// What came of asking after a job.
///
/// All texts are cleaned, bounded and free of the key.
package enum PollAnswer: Sendable, Equatable {
  /// `progress` in per cent, 0...100, where it is told.
  case pending(progress: Int?, retryAfter: Duration?)
  case results(ProviderResults)
  case refused(ProviderRefusal)
  /// It ended without a result, and may be asked for again.
  case failed(reason: String, cost: Ticks?)
  /// Its result can no longer be had.
  case lost(reason: String)
  /// No answer this time; the job is what it was.
  case unreachable(reason: String, retryAfter: Duration?)
}

/// A final no.
package struct ProviderRefusal: Sendable, Equatable {
  /// Whose no it is.
  package enum Kind: String, Sendable, Hashable {
    /// Moderation rejected prompt or result; it may have been billed.
    case moderated
    /// The provider found the request wrong.
    case rejected
    /// Key, permission, credits or quota.
    case account
  }

  package let kind: Kind
  /// The provider's words.
  package let message: String
  /// What it cost all the same.
  package let cost: Ticks?

  package init(_ kind: Kind, _ message: String, cost: Ticks? = nil) {
    self.kind = kind
    self.message = message
    self.cost = cost
  }
}
