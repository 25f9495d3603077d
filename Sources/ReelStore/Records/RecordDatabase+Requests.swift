package import ReelBasics
package import ReelPlan

extension RecordDatabase {
  /// Puts a request on record before it is sent. The `old` ones that it takes the place of are settled
  /// as sent again by the same change: there is no moment at which both or neither may be open. Those
  /// of them that have ended stay as they are.
  ///
  /// The intent is made in the queue's turn, so that whoever asks for it goes on with other requests.
  ///
  /// - Throws: `.conflict` where one of `old` is not on record, or its result can still be had;
  ///   `.full` once the disk was full: what room is left is for answers.
  /// - Returns: its number.
  package func begin(
    _ intent: @autoclosure @escaping @Sendable () -> RequestIntent, replacing old: [Int64] = []
  ) async throws(StoreError) -> Int64 {
    try ballast?.refuseIfFreed()
    return try await write { [ballast] (change) throws(StoreError) in
      // Again, as it may have been given up for those that waited with this one.
      try ballast?.refuseIfFreed()
      var open: [Int64] = []
      for id in old where try change.request(id).state.isOpen { open.append(id) }
      return try change.begin(intent(), replacing: open)
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

  /// Ends the requests of which nobody knows what they were for: a person has decided to send
  /// whatever it was again.
  ///
  /// - Returns: how many they were.
  @discardableResult
  package func resendUnknown() async throws(StoreError) -> Int {
    let unknown = try openJobs().filter { $0.fingerprint == UnknownWork.fingerprint }
    guard !unknown.isEmpty else { return 0 }
    return try await write { (change) throws(StoreError) in
      for job in unknown { try change.settle(job.request.id, as: .resent) }
      return unknown.count
    }
  }

  /// Forgets all requests whose end is not on record. Only for the emulator, which nobody pays.
  ///
  /// - Returns: how many they were.
  @discardableResult
  package func forgetOpenRequests() async throws(StoreError) -> Int {
    try await write { (change) throws(StoreError) in
      let count = try change.forgetOpenRequests()
      if count > 0 { change.note(.requestsForgotten) }
      return count
    }
  }

  /// All requests whose end is not on record, in the order they were begun.
  package func openJobs() throws(StoreError) -> [RecordedRequest] {
    guard !forgetsOpen else { return [] }
    return try read { (connection) throws(StoreError) in try Self.openJobs(in: connection) }
  }

  static func openJobs(in connection: SQLiteConnection) throws(StoreError) -> [RecordedRequest] {
    let rows = try connection.rows(
      """
      SELECT id, slots, state, job_id, answer, reason, worst_cost, begun_at,
        (SELECT json_group_array(slot) FROM slot
          WHERE slot.fingerprint = request.fingerprint AND slot.request = request.id),
        host, fingerprint, part, attempt, operation, model
      FROM request WHERE
        state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost'
      ORDER BY id
      """)
    var requests: [RecordedRequest] = []
    for row in rows {
      requests.append(
        RecordedRequest(
          fingerprint: Fingerprint(try row.digest(10)), part: Int(try row.integer(11)),
          attempt: Int(try row.integer(12)), operation: try row.text(13),
          model: try row.text(14), request: try OpenRequest(row)))
    }
    return requests
  }

  /// What all requests cost as far as it was told, and what those may have cost that did not tell.
  package func spending() throws(StoreError) -> (spent: Ticks, possiblySpent: Ticks) {
    try read { (connection) throws(StoreError) in
      let row = try connection.row(
        """
        SELECT coalesce(sum(cost), 0), coalesce(sum(CASE WHEN cost IS NULL
          AND state NOT IN ('not_taken', 'forgotten')
          AND NOT (? AND state IN ('begun', 'job', 'answered', 'unsettled', 'lost'))
          AND (state <> 'refused' OR job_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM refusal WHERE refusal.fingerprint = request.fingerprint
              AND refusal.request = request.id AND kind = 'moderated')) THEN worst_cost END), 0)
        FROM request
        """, [.integer(forgetsOpen ? 1 : 0)])
      return (try row?.ticks(0) ?? .zero, try row?.ticks(1) ?? .zero)
    }
  }
}

extension OpenRequest {
  /// From `id, slots, state, job_id, answer, reason, worst_cost, begun_at`, the variants that it has
  /// brought, and `host`.
  init(_ row: SQLRow) throws(StoreError) {
    let state: State
    var job: String?
    var answer: ProviderAnswer?
    var reason: String?
    switch RequestState(rawValue: try row.text(2)) {
    case .job: state = .job(id: try row.text(3))
    case .answered: state = .answered(try ProviderAnswer(recorded: try row.text(4)))
    case .lost:
      state = .lost(reason: try row.optionalText(5) ?? "")
      job = try row.optionalText(3)
      if let recorded = try row.optionalText(4) { answer = try ProviderAnswer(recorded: recorded) }
    default:
      state = .unsettled
      reason = try row.optionalText(5)
    }
    self.init(
      id: try row.integer(0), slots: try row.slots(1), brought: Set(try row.slots(8)), state: state,
      worstCost: try row.ticks(6), begun: try row.integer(7), host: try row.text(9),
      jobID: job, answer: answer, reason: reason)
  }
}
