package import ReelPlan

extension RecordDatabase {
  /// Takes bytes that are in the store as a variant of a work. A request that waits for a decision ends
  /// with it where that variant was all it was for, or all else came of it or was taken so since: it is made.
  package func adopt(
    _ record: SlotRecord, as variant: Int, of fingerprint: Fingerprint, form: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.keep([variant: record], of: fingerprint, form: form, request: nil)
      let made = try change.connection.rows(
        """
        SELECT id FROM request WHERE fingerprint = ?1 AND (
          state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost')
          AND state NOT IN ('job', 'answered')
          AND EXISTS (SELECT 1 FROM json_each(request.slots) WHERE json_each.value = ?2)
          AND NOT EXISTS (
            SELECT 1 FROM json_each(request.slots) WHERE json_each.value <> ?2 AND NOT EXISTS (
              SELECT 1 FROM slot WHERE slot.fingerprint = ?1 AND slot.slot = json_each.value
                AND (slot.request = request.id OR (slot.digest IS NOT NULL
                  AND slot.request IS NULL AND slot.kept_at >= request.begun_at))))
        """, [SQLValue(fingerprint.digest), SQLValue(variant)])
      for row in made { try change.settle(try row.integer(0), as: .collected) }
    }
  }

  /// What is known of a job that somebody names.
  package enum KnownJob: Sendable, Hashable {
    /// Nothing was, or its request had no result; from now on it is collected.
    case taken
    /// It is to be collected already.
    case open
    /// Its results are in the store.
    case collected
    /// It stays that of another work, for which it brings its results, or brought them.
    case ofOtherWork(Fingerprint)
  }

  /// Takes a job at the provider as that of a work. Where a request of the work is on record that may be
  /// the one that started it, it is that one's; else `intent` is put on record for it. Where a request of
  /// another work started it and has no result, that one ends with it, unless the work is one of
  /// `wanted`: it would be asked for again, and nobody has decided so.
  ///
  /// - Throws: where the records cannot be read or written.
  package func adopt(
    job id: String, as intent: RequestIntent, sparing wanted: Set<Fingerprint> = []
  ) async throws(StoreError) -> KnownJob {
    try await write { (change) throws(StoreError) in
      try change.adopt(job: id, as: intent, sparing: wanted)
    }
  }
}

extension RecordChange {
  fileprivate mutating func adopt(
    job id: String, as intent: RequestIntent, sparing wanted: Set<Fingerprint>
  ) throws(StoreError) -> RecordDatabase.KnownJob {
    let known = try connection.rows(
      "SELECT id, state, fingerprint FROM request WHERE job_id = ? AND host = ? ORDER BY id",
      [.text(id), .text(intent.host)])
    var mine: Int64?
    var owner: Fingerprint?
    var without: [Int64] = []
    for row in known {
      let fingerprint = Fingerprint(try row.digest(2))
      let isMine = fingerprint == intent.fingerprint
      switch RequestState(rawValue: try row.text(1)) {
      case .job, .answered:
        if isMine { return .open }
        owner = fingerprint
      case .collected:
        if isMine { return .collected }
        owner = fingerprint
      case .lost, .unsettled, .begun:
        if isMine {
          mine = try row.integer(0)
        } else if wanted.contains(fingerprint) {
          owner = fingerprint
        } else {
          without.append(try row.integer(0))
        }
      default: continue
      }
    }
    let request: Int64
    if let mine {
      request = mine
    } else if let owner {
      return .ofOtherWork(owner)
    } else if let silent = try nameless(intent) {
      for old in without { try settle(old, as: .resent) }
      request = silent
    } else {
      request = try begin(intent, replacing: without)
    }
    try settle(request, as: .job(id: id))
    return .taken
  }

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
