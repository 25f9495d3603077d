import ReelBasics
import ReelPlan

/// What requests are on record under when the journal proves that they were sent, or may have been,
/// and no longer says what for.
///
/// Such a request may have been for any work: none counts as unpaid as long as one is open. Plans see
/// it as unsettled for every fingerprint (`DiskFacts`). It ends when a person decides (`RecordDatabase.resendUnknown()`).
enum UnknownWork {
  /// The digest of no form.
  static let fingerprint = Fingerprint(SHA256.digest("reel: unknown work"))

  static let reason = "the journal was damaged where it told of this request"

  /// What is on record of a request of which only this is known.
  static func intent(_ subject: RequestSubject?) -> RequestIntent {
    RequestIntent(
      fingerprint: subject?.fingerprint ?? fingerprint, form: "", part: 0,
      slots: subject?.slots ?? [], attempt: 1, operation: "", model: "", host: "",
      bodyDigest: fingerprint.digest, worstCost: nil)
  }
}
