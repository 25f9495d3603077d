import ReelBasics
import ReelPlan

/// What a change of a request, or of what it brought, must know of it. One question asks for all of it.
struct RequestFacts {
  let state: RequestState
  let subject: RequestSubject
  /// Whether it is on record what its work asks for.
  let hasForm: Bool
  /// Whether a refusal of its work is on record.
  let isRefused: Bool

  var isForUnknownWork: Bool { subject.fingerprint == UnknownWork.fingerprint }

  /// From `state, fingerprint, slots`, and whether there is a form and a refusal.
  init(_ row: SQLRow) throws(StoreError) {
    guard let state = RequestState(rawValue: try row.text(0)) else { throw SQLRow.unexpected }
    self.state = state
    subject = RequestSubject(Fingerprint(try row.digest(1)), slots: try row.slots(2))
    hasForm = try row.integer(3) != 0
    isRefused = try row.integer(4) != 0
  }
}
