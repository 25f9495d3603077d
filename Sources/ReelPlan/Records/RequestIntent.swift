package import ReelBasics

/// A request that is about to be sent.
package struct RequestIntent: Sendable, Hashable {
  package let fingerprint: Fingerprint
  /// The canonical form that the fingerprint is the digest of.
  package let form: String
  /// Which of the requests this is that the work is split into, from 0.
  package let part: Int
  /// The variants it is to bring.
  package let slots: [Int]
  /// How many times this part is being asked for, from 1.
  package let attempt: Int
  package let operation: String
  package let model: String
  /// Where it goes.
  package let host: String
  package let bodyDigest: Digest
  /// The most it may cost; `nil` where that is not known.
  package let worstCost: Ticks?

  package init(
    fingerprint: Fingerprint, form: String, part: Int, slots: [Int], attempt: Int,
    operation: String, model: String, host: String, bodyDigest: Digest, worstCost: Ticks?
  ) {
    self.fingerprint = fingerprint
    self.form = form
    self.part = part
    self.slots = slots
    self.attempt = attempt
    self.operation = operation
    self.model = model
    self.host = host
    self.bodyDigest = bodyDigest
    self.worstCost = worstCost
  }
}
