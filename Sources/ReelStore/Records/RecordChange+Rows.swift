import ReelBasics
import ReelPlan

/// The changes of rows, of which the journal is told elsewhere or has told.
extension RecordChange {
  /// Puts the form of a fingerprint on record; other rows refer to it.
  func keepForm(_ form: String, of fingerprint: Fingerprint) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO work (fingerprint, form) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET form = excluded.form WHERE form = ''
      """, [SQLValue(fingerprint.digest), .text(form)])
  }

  /// Puts a request on record, under a number of its own where none is given; gives its number.
  func insert(_ intent: RequestIntent, as id: Int64? = nil) throws(StoreError) -> Int64 {
    try keepForm(intent.form, of: intent.fingerprint)
    try connection.run(
      """
      INSERT INTO request (id, fingerprint, part, slots, attempt, operation, model, host,
        body_digest, worst_cost, begun_at, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'begun')
      """,
      [
        SQLValue(id), SQLValue(intent.fingerprint.digest), SQLValue(intent.part),
        Self.text(of: intent.slots), SQLValue(intent.attempt), .text(intent.operation),
        .text(intent.model), .text(intent.host), SQLValue(intent.bodyDigest),
        SQLValue(intent.worstCost), .integer(now),
      ])
    return id ?? connection.lastRow
  }

  static func text(of slots: [Int]) -> SQLValue {
    .text(JSONValue.array(slots.map { .int(Int64($0)) }).canonical)
  }

  /// - Throws: `.conflict` where there is no such request.
  func request(_ id: Int64) throws(StoreError) -> RequestFacts {
    guard let facts = try requestIfKnown(id) else {
      throw StoreError(.conflict, "there is no request \(id) on record")
    }
    return facts
  }

  func requestIfKnown(_ id: Int64) throws(StoreError) -> RequestFacts? {
    let row = try connection.row(
      """
      SELECT state, request.fingerprint, slots, form <> '', EXISTS (
        SELECT 1 FROM refusal WHERE refusal.fingerprint = request.fingerprint)
      FROM request JOIN work ON work.fingerprint = request.fingerprint WHERE id = ?
      """, [.integer(id)])
    return try row.map { (row) throws(StoreError) in try RequestFacts(row) }
  }

  /// Changes how far a request came.
  ///
  /// - Throws: `.conflict` where it may not come there.
  func settle(
    _ id: Int64, _ facts: RequestFacts, to settlement: RequestSettlement
  ) throws(StoreError) {
    guard facts.state.mayBecome(settlement.state) else {
      throw StoreError(
        .conflict, "request \(id) is \(facts.state.rawValue), not \(settlement.state.rawValue)")
    }
    // An end may be less talkative than what came before it: cost, job and answer stay.
    try connection.run(
      """
      UPDATE request SET state = ?, job_id = coalesce(?, job_id), answer = coalesce(?, answer),
        reason = ?, cost = coalesce(?, cost), settled_at = ?
      WHERE id = ?
      """,
      [
        .text(settlement.state.rawValue), SQLValue(settlement.jobID),
        SQLValue(settlement.answer?.json.canonical), SQLValue(settlement.reason),
        SQLValue(settlement.cost), .integer(now), .integer(id),
      ])
    if case .refused(let refusal) = settlement, refusal.kind.isAboutRequest {
      try remember(refusal, ofRequest: id)
    }
  }

  private func remember(_ refusal: Refusal, ofRequest request: Int64) throws(StoreError) {
    try connection.run(
      """
      INSERT OR REPLACE INTO refusal (fingerprint, kind, message, cost, request, refused_at)
      SELECT fingerprint, ?, ?, ?, id, ? FROM request WHERE id = ?
      """,
      [
        .text(refusal.kind.rawValue), .text(refusal.message), SQLValue(refusal.cost),
        .integer(now), .integer(request),
      ])
  }

  /// Puts results on record, and forgets refusals of them. `facts` are those of the request.
  func store(
    _ fingerprint: Fingerprint, form: @autoclosure () -> String, slots: [Int: SlotRecord],
    request: Int64?, _ facts: RequestFacts?
  ) throws(StoreError) {
    let known = facts.flatMap { $0.subject.fingerprint == fingerprint ? $0 : nil }
    // A request that was rebuilt has put none on record.
    if known?.hasForm != true { try keepForm(form(), of: fingerprint) }
    for (slot, record) in slots.sorted(by: { $0.key < $1.key }) {
      try connection.run(
        """
        INSERT OR REPLACE INTO slot (fingerprint, slot, moderated, digest, media_type, byte_count,
          width, height, milliseconds, served_model, revised_prompt, provider_request,
          stored_file, stored_until, request, kept_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [SQLValue(fingerprint.digest), SQLValue(slot)] + record.columns
          + [SQLValue(request), .integer(now)])
      if record.media != nil, known?.isRefused != false {
        try forgetRefusal(of: fingerprint, slot: slot)
      }
    }
  }

  /// What a request brought, or, for `nil`, what came without one, as far as nothing took its place.
  func results(
    of request: Int64?, _ fingerprint: Fingerprint
  ) throws(StoreError) -> [Int: SlotRecord] {
    let rows = try connection.rows(
      """
      SELECT slot, moderated, digest, media_type, byte_count, width, height, milliseconds,
        served_model, revised_prompt, provider_request, stored_file, stored_until
      FROM slot WHERE fingerprint = ? AND request IS ?
      """, [SQLValue(fingerprint.digest), SQLValue(request)])
    var slots: [Int: SlotRecord] = [:]
    for row in rows { slots[Int(try row.integer(0))] = try SlotRecord(row, from: 1) }
    return slots
  }

  /// Forgets a refusal of a variant that has come now. Refusals of others of the same work stay:
  /// they come of other requests. Of one that a lock file told of nobody knows which it was for.
  private func forgetRefusal(of fingerprint: Fingerprint, slot: Int) throws(StoreError) {
    try connection.run(
      """
      DELETE FROM refusal WHERE fingerprint = ? AND (request IS NULL OR EXISTS (
        SELECT 1 FROM request, json_each(request.slots)
        WHERE request.id = refusal.request AND json_each.value = ?))
      """, [SQLValue(fingerprint.digest), SQLValue(slot)])
  }

  /// Forgets the requests that are open; how many they were.
  func forgetOpenRequests() throws(StoreError) -> Int {
    try connection.run(
      """
      UPDATE request SET state = 'forgotten', settled_at = ? WHERE
        state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost'
      """, [.integer(now)])
    return connection.changedRows
  }
}
