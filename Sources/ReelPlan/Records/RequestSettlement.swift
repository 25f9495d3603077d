package import ReelBasics

/// How far a request is known to have come.
package enum RequestSettlement: Sendable, Hashable {
  /// The provider works on it under this id.
  case job(id: String)
  /// The provider is done; the results are still to be fetched.
  case answered(ProviderAnswer)
  /// It may have been billed, and its answer never came.
  case unsettled(reason: String)
  /// It was paid for, and its results can no longer be had.
  case lost(reason: String)

  /// The provider never took it: nothing was billed. Ends it.
  case notTaken(reason: String)
  /// The provider will not do it. Ends it; all but a no about the account is remembered.
  case refused(Refusal)
  /// Its job ended without a result, and may be asked for again. Ends it.
  case failed(reason: String, cost: Ticks?)
  /// All that it brought is kept. Ends it.
  case collected
  /// It is unsettled or lost, and the user had it sent again. Ends it; it may have been billed.
  case resent
}
