package import ReelBasics
package import ReelPlan

extension RecordDatabase {
  /// Puts on record what came back for variants of a work. A variant that has a result already gets
  /// the new one; the bytes of the old one stay in the store.
  ///
  /// `request` is the one that brought them, where there was one. It is ended by the same change
  /// where `collects` says that they are the last that it brings; until then it stays open. A refusal
  /// of what has come now is forgotten.
  package func keep(
    _ fingerprint: Fingerprint, form: @autoclosure @escaping @Sendable () -> String,
    slots: [Int: SlotRecord], request: Int64?, collects: Bool = false
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.keep(
        slots, of: fingerprint, form: form(), request: request, collects: collects)
    }
  }

  /// Puts on record what works ask for of which only the fingerprint was, as a lock file has it, so
  /// that it can be said later what changed.
  package func learn(forms: [Fingerprint: String]) async throws(StoreError) {
    guard !forms.isEmpty else { return }
    try await write { (change) throws(StoreError) in
      for (fingerprint, form) in forms.sorted(by: { $0.key < $1.key }) {
        try change.keep([:], of: fingerprint, form: form, request: nil)
      }
    }
  }

  /// What is on record of a fingerprint; `nil` where it was never asked for or kept.
  package func work(_ fingerprint: Fingerprint) throws(StoreError) -> WorkRecord? {
    let key = [SQLValue(fingerprint.digest)]
    return try read { (connection) throws(StoreError) in
      // One transaction: a request that ends meanwhile shows as open or as kept, never as neither.
      let isHeld = connection.isInTransaction
      if !isHeld { try connection.run("BEGIN") }
      defer { if !isHeld { try? connection.run("COMMIT") } }
      let rarities = rarities
      var work = WorkRecord(slots: try Self.slots(connection, key))
      if rarities?.refused.contains(fingerprint) ?? true {
        work.refusal = try Self.refusal(connection, key)
      }
      if !forgetsOpen, rarities?.open.contains(fingerprint) ?? true {
        work.open = try Self.openRequests(connection, key)
      }
      guard work == WorkRecord() else { return work }
      return try connection.row("SELECT 1 FROM work WHERE fingerprint = ?", key) == nil ? nil : work
    }
  }

  /// Which requests brought what is on record of a fingerprint.
  package func origins(of fingerprint: Fingerprint) throws(StoreError) -> ResultOrigins {
    let key = [SQLValue(fingerprint.digest)]
    return try read { (connection) throws(StoreError) in
      var origins = ResultOrigins()
      for row in try connection.rows("SELECT slot, request FROM slot WHERE fingerprint = ?", key) {
        origins.slots[Int(try row.integer(0))] = try row.optionalInteger(1)
      }
      let refusal = try connection.row("SELECT request FROM refusal WHERE fingerprint = ?", key)
      origins.refusal = try refusal?.optionalInteger(0)
      return origins
    }
  }

  /// The canonical form of a fingerprint; `nil` where it is not on record, as of what came from a lock
  /// file.
  package func form(of fingerprint: Fingerprint) throws(StoreError) -> String? {
    try read { (connection) throws(StoreError) in
      try connection.row(
        "SELECT form FROM work WHERE fingerprint = ? AND form <> ''",
        [SQLValue(fingerprint.digest)])?.text(0)
    }
  }

  /// Those that are on record without their form.
  package func fingerprintsWithoutForm() throws(StoreError) -> Set<Fingerprint> {
    try read { (connection) throws(StoreError) in
      var fingerprints: Set<Fingerprint> = []
      for row in try connection.rows("SELECT fingerprint FROM work WHERE form = ''") {
        fingerprints.insert(Fingerprint(try row.digest(0)))
      }
      return fingerprints
    }
  }

  /// The open requests of which nobody knows what they were for (`UnknownWork`).
  package func unknownRequests() throws(StoreError) -> [OpenRequest] {
    try work(UnknownWork.fingerprint)?.open ?? []
  }

  /// The provider's name for a file with these bytes that `host` keeps past a moment (in seconds since
  /// 1970).
  package func storedFile(
    of digest: Digest, at host: String, past moment: Int64
  ) throws(StoreError) -> String? {
    try read { (connection) throws(StoreError) in
      try connection.row(
        """
        SELECT stored_file FROM slot JOIN request ON request.id = slot.request
        WHERE digest = ? AND stored_file IS NOT NULL AND host = ? AND stored_until > ?
        ORDER BY stored_until DESC LIMIT 1
        """, [SQLValue(digest), .text(host), .integer(moment)])?.text(0)
    }
  }

  private static func slots(
    _ connection: SQLiteConnection, _ key: [SQLValue]
  ) throws(StoreError) -> [Int: SlotRecord] {
    let rows = try connection.rows(
      """
      SELECT slot, moderated, digest, media_type, byte_count, width, height, milliseconds,
        served_model, revised_prompt, provider_request, stored_file, stored_until
      FROM slot WHERE fingerprint = ?
      """, key)
    var slots: [Int: SlotRecord] = [:]
    for row in rows { slots[Int(try row.integer(0))] = try SlotRecord(row, from: 1) }
    return slots
  }

  private static func openRequests(
    _ connection: SQLiteConnection, _ key: [SQLValue]
  ) throws(StoreError) -> [OpenRequest] {
    let rows = try connection.rows(
      """
      SELECT id, slots, state, job_id, answer, reason, worst_cost, begun_at,
        (SELECT json_group_array(slot) FROM slot
          WHERE slot.fingerprint = request.fingerprint AND slot.request = request.id),
        host
      FROM request
      WHERE fingerprint = ? AND (
        state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost')
      ORDER BY id
      """, key)
    var requests: [OpenRequest] = []
    for row in rows { requests.append(try OpenRequest(row)) }
    return requests
  }

  private static func refusal(
    _ connection: SQLiteConnection, _ key: [SQLValue]
  ) throws(StoreError) -> Refusal? {
    let row = try connection.row(
      "SELECT kind, message, cost FROM refusal WHERE fingerprint = ?", key)
    guard let row else { return nil }
    guard let kind = Refusal.Kind(rawValue: try row.text(0)) else { throw SQLRow.unexpected }
    return Refusal(kind: kind, message: try row.text(1), cost: try row.ticks(2))
  }
}
