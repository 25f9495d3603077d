package import ReelPlan

/// A request whose end is not on record, and what it was.
package struct RecordedRequest: Sendable, Hashable {
  package let fingerprint: Fingerprint
  /// Which of the requests this is that the work is split into, from 0.
  package let part: Int
  /// How many times this part was being asked for, from 1.
  package let attempt: Int
  package let operation: String
  package let model: String
  /// Its number, its variants, where it went and how far it came.
  package let request: OpenRequest
}
