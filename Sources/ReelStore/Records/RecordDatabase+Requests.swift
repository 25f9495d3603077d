package import ReelBasics
package import ReelPlan

extension RecordDatabase {
  /// Puts a request on record before it is sent.
  ///
  /// - Returns: its number.
  package func begin(_ intent: RequestIntent) async throws(StoreError) -> Int64 {
    try await write { (change) throws(StoreError) in try change.begin(intent) }
  }

  /// As `begin(_:)`, for a request in the place of others, which are settled as sent again by the same
  /// change: there is no moment at which both or neither may be open. Those of `old` that have ended
  /// stay as they are.
  ///
  /// - Throws: `.conflict` where one of `old` is not on record, or its result can still be had.
  package func begin(
    _ intent: RequestIntent, replacing old: [Int64]
  ) async throws(StoreError) -> Int64 {
    try await write { (change) throws(StoreError) in
      for id in old where try change.isOpen(id) { try change.settle(id, as: .resent) }
      return try change.begin(intent)
    }
  }

  /// Puts on record how far a request came.
  ///
  /// - Throws: `.conflict` where it has ended, or where less would be known of it than before.
  package func settle(
    _ id: Int64, as settlement: RequestSettlement
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in try change.settle(id, as: settlement) }
  }

  /// Forgets a refusal, so that the work may be asked for again.
  package func forgetRefusal(_ fingerprint: Fingerprint) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.connection.run(
        "DELETE FROM refusal WHERE fingerprint = ?", [SQLValue(fingerprint.digest)])
      change.note("refusal_forgotten", ["fingerprint": .string(fingerprint.description)])
    }
  }

  /// Forgets all requests whose end is not on record. Only for the emulator, which nobody pays.
  ///
  /// - Returns: how many they were.
  @discardableResult
  package func forgetOpenRequests() async throws(StoreError) -> Int {
    try await write { (change) throws(StoreError) in
      try change.connection.run(
        """
        UPDATE request SET state = 'forgotten', settled_at = ?
        WHERE state IN ('begun', 'job', 'answered', 'unsettled', 'lost')
        """, [.integer(change.now)])
      let count = change.connection.changedRows
      if count > 0 { change.note("requests_forgotten", [:]) }
      return count
    }
  }

  /// All requests whose end is not on record, in the order they were begun.
  package func openJobs() throws(StoreError) -> [RecordedRequest] {
    try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT id, slots, state, job_id, answer, reason, worst_cost, begun_at,
          fingerprint, part, attempt, operation, model, host
        FROM request WHERE state IN ('begun', 'job', 'answered', 'unsettled', 'lost') ORDER BY id
        """)
      var requests: [RecordedRequest] = []
      for row in rows {
        requests.append(
          RecordedRequest(
            fingerprint: Fingerprint(try row.digest(8)), part: Int(try row.integer(9)),
            attempt: Int(try row.integer(10)), operation: try row.text(11),
            model: try row.text(12), host: try row.text(13), request: try OpenRequest(row)))
      }
      return requests
    }
  }

  /// What all requests cost as far as it was told, and what those may have cost that did not tell.
  package func spending() throws(StoreError) -> (spent: Ticks, possiblySpent: Ticks) {
    try read { (connection) throws(StoreError) in
      let row = try connection.row(
        """
        SELECT coalesce(sum(cost), 0), coalesce(sum(CASE WHEN cost IS NULL
          AND state NOT IN ('not_taken', 'refused', 'failed', 'forgotten') THEN worst_cost END), 0)
        FROM request
        """)
      return (try row?.ticks(0) ?? .zero, try row?.ticks(1) ?? .zero)
    }
  }
}

extension RecordChange {
  /// Puts the form of a fingerprint on record; other rows refer to it.
  func keepForm(_ form: String, of fingerprint: Fingerprint) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO work (fingerprint, form) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET form = excluded.form WHERE work.form = '' AND excluded.form <> ''
      """,
      [SQLValue(fingerprint.digest), .text(form)])
  }

  /// Puts a request on record; gives its number.
  mutating func begin(_ intent: RequestIntent) throws(StoreError) -> Int64 {
    try keepForm(intent.form, of: intent.fingerprint)
    let slots = JSONValue.array(intent.slots.map { .int(Int64($0)) })
    try connection.run(
      """
      INSERT INTO request (fingerprint, part, slots, attempt, operation, model, host,
        body_digest, worst_cost, begun_at, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'begun')
      """,
      [
        SQLValue(intent.fingerprint.digest), SQLValue(intent.part), .text(slots.canonical),
        SQLValue(intent.attempt), .text(intent.operation), .text(intent.model),
        .text(intent.host), SQLValue(intent.bodyDigest), SQLValue(intent.worstCost),
        .integer(now),
      ])
    let id = connection.lastRow
    var fields: [String: JSONValue] = [
      "request": .int(id), "fingerprint": .string(intent.fingerprint.description),
      "part": .int(Int64(intent.part)), "slots": slots, "attempt": .int(Int64(intent.attempt)),
      "operation": .string(intent.operation), "model": .string(intent.model),
      "host": .string(intent.host), "body": .string(intent.bodyDigest.hex),
    ]
    if let cost = intent.worstCost { fields["worst_cost"] = .int(cost.count) }
    note("intent", fields)
    return id
  }

  /// Whether the end of a request is not on record.
  func isOpen(_ id: Int64) throws(StoreError) -> Bool { try state(of: id).isOpen }

  private func state(of id: Int64) throws(StoreError) -> RequestState {
    let row = try connection.row("SELECT state FROM request WHERE id = ?", [.integer(id)])
    guard let row, let state = RequestState(rawValue: try row.text(0)) else {
      throw StoreError(.conflict, "there is no request \(id) on record")
    }
    return state
  }

  /// Forgets a refusal of a variant that has come now. Refusals of others of the same work stay:
  /// they come of other requests.
  func forgetRefusal(of fingerprint: Fingerprint, slot: Int) throws(StoreError) {
    try connection.run(
      """
      DELETE FROM refusal WHERE fingerprint = ? AND EXISTS (
        SELECT 1 FROM request, json_each(request.slots)
        WHERE request.id = refusal.request AND json_each.value = ?)
      """, [SQLValue(fingerprint.digest), SQLValue(slot)])
  }

  /// Puts on record how far a request came.
  mutating func settle(_ id: Int64, as settlement: RequestSettlement) throws(StoreError) {
    let state = try state(of: id)
    guard state.mayBecome(settlement.state) else {
      throw StoreError(
        .conflict, "request \(id) is \(state.rawValue), not \(settlement.state.rawValue)")
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
    if case .refused(let refusal) = settlement, refusal.kind != .account {
      try remember(refusal, ofRequest: id)
    }
    let fields = settlement.journal
    note(
      settlement.state == .answered ? "answer" : settlement.state.rawValue,
      fields.merging(["request": .int(id)]) { first, _ in first })
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
}

extension OpenRequest {
  /// From `id, slots, state, job_id, answer, reason, worst_cost, begun_at`.
  init(_ row: SQLRow) throws(StoreError) {
    let slots = (try? JSONValue(parsing: try row.text(1).utf8))?.elements ?? []
    let state: State
    switch RequestState(rawValue: try row.text(2)) {
    case .job: state = .job(id: try row.text(3))
    case .answered: state = .answered(try ProviderAnswer(recorded: try row.text(4)))
    case .lost: state = .lost(reason: try row.optionalText(5) ?? "")
    default: state = .unsettled
    }
    self.init(
      id: try row.integer(0), slots: slots.compactMap { $0.integer.map { Int($0) } },
      state: state, worstCost: try row.ticks(6), begun: try row.integer(7))
  }
}
