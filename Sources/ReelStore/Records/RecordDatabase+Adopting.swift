package import ReelPlan

extension RecordDatabase {
  /// Takes bytes that are in the store as a variant of a work. Requests for that variant alone that
  /// wait for a decision end with it: it is made.
  package func adopt(
    _ record: SlotRecord, as variant: Int, of fingerprint: Fingerprint, form: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.keep([variant: record], of: fingerprint, form: form, request: nil)
      let rows = try change.connection.rows(
        """
        SELECT id, slots FROM request WHERE fingerprint = ? AND (
          state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost')
          AND state NOT IN ('job', 'answered')
        """, [SQLValue(fingerprint.digest)])
      for row in rows {
        guard try row.slots(1) == [variant] else { continue }
        try change.settle(try row.integer(0), as: .collected)
      }
    }
  }

  /// What is known of a job that somebody names.
  package enum KnownJob: Sendable {
    /// Nothing was, or its request had no result; from now on it is collected.
    case taken
    /// It is to be collected already.
    case open
    /// Its results are in the store.
    case collected
  }

  /// Takes a job at the provider as that of a work. Where a request is on record that may be the one
  /// that started it, it is that one's; else `intent` is put on record for it.
  package func adopt(
    job id: String, as intent: RequestIntent
  ) async throws(StoreError) -> KnownJob {
    try await write { (change) throws(StoreError) in
      let known = try change.connection.rows(
        "SELECT id, state FROM request WHERE job_id = ? AND host = ? ORDER BY id",
        [.text(id), .text(intent.host)])
      var mine: Int64?
      for row in known {
        switch RequestState(rawValue: try row.text(1)) {
        case .job, .answered: return .open
        case .collected: return .collected
        case .lost, .unsettled, .begun: mine = try row.integer(0)
        default: continue
        }
      }
      if mine == nil { mine = try change.nameless(intent) }
      let request: Int64
      if let mine { request = mine } else { request = try change.begin(intent, replacing: []) }
      try change.settle(request, as: .job(id: id))
      return .taken
    }
  }
}

extension RecordChange {
  /// The one request like `intent` that waits for a decision, and of whose job nothing is known.
  fileprivate func nameless(_ intent: RequestIntent) throws(StoreError) -> Int64? {
    let rows = try connection.rows(
      """
      SELECT id, slots FROM request WHERE fingerprint = ? AND (
        state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost')
        AND state NOT IN ('job', 'answered') AND host = ? AND job_id IS NULL
      """, [SQLValue(intent.fingerprint.digest), .text(intent.host)])
    var found: [Int64] = []
    for row in rows where try row.slots(1) == intent.slots { found.append(try row.integer(0)) }
    return found.count == 1 ? found[0] : nil
  }
}
