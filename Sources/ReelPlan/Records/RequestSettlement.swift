package import ReelBasics

/// What is put on record before a request is sent.
package struct RequestIntent: Sendable, Hashable {
  package let fingerprint: Fingerprint
  /// The canonical form that the fingerprint is the digest of.
  package let form: String
  /// The variants it is to bring.
  package let slots: [Int]
  /// From 1.
  package let attempt: Int
  /// As operations are named in fingerprints.
  package let operation: String
  package let model: String
  /// The host that is asked.
  package let host: String
  /// The digest of the body as it goes over the wire.
  package let bodyDigest: Digest
  /// The most it may cost; `nil` where there is no price.
  package let worstCost: Ticks?

  package init(
    fingerprint: Fingerprint, form: String, slots: [Int], attempt: Int, operation: String,
    model: String, host: String, bodyDigest: Digest, worstCost: Ticks?
  ) {
    self.fingerprint = fingerprint
    self.form = form
    self.slots = slots
    self.attempt = attempt
    self.operation = operation
    self.model = model
    self.host = host
    self.bodyDigest = bodyDigest
    self.worstCost = worstCost
  }
}

/// What became of a request.
package enum RequestSettlement: Sendable, Hashable {
  /// A final no.
  case refused(Refusal)
  /// The provider did not take it: nothing was billed.
  case notTaken(reason: String)
  /// It may have been billed, and its answer never came.
  case unsettled(reason: String)
  /// The provider works on it.
  case job(id: String)
  /// The provider is done.
  case answered(ProviderAnswer)
  /// Its job ended without a result; it may be asked for again.
  case failed(reason: String, cost: Ticks?)
  /// It was paid for, and its results can no longer be had.
  case lost(reason: String)
  /// All that it brought is in the store.
  case collected
}
