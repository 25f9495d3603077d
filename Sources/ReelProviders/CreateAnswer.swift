/// What came of asking for media, by the risk that it was billed.
///
/// All texts are cleaned, bounded and free of the key.
package enum CreateAnswer: Sendable, Equatable {
  case results(ProviderResults)
  /// The provider works on it under this name; `retryAfter` is when it wants to be asked first.
  case job(id: String, retryAfter: Duration? = nil)
  /// A final no.
  case refused(ProviderRefusal)
  /// Nothing was billed; `retryAfter` is what the provider asks for, a day at most. `slowsDown`
  /// where requests come too fast.
  case notTaken(reason: String, retryAfter: Duration?, slowsDown: Bool)
  /// It may have been billed.
  case unsettled(reason: String)
}
