package import ReelBasics
package import ReelPlan

/// A request as it is on record, however it ended.
package struct PastRequest: Sendable, Hashable {
  package let fingerprint: Fingerprint
  /// As it was asked for.
  package let model: String
  package let state: RequestState
  /// Why it ended so, where that is on record.
  package let reason: String?
  /// What the provider says it cost.
  package let cost: Ticks?
  /// The most it may have cost.
  package let worstCost: Ticks?
  /// When it was put on record, in seconds since 1970.
  package let begun: Int64
  /// When it was last heard of, in seconds since 1970; `nil` where it never was.
  package let settled: Int64?

  /// Whether it may have been billed though it was refused: as a job, or by moderation, as far as that
  /// is remembered.
  package let refusalMayBeBilled: Bool

  /// What it may have cost at most where the provider gave no figure; `nil` where there is one, or
  /// where it was not billed.
  package var unconfirmedCost: Ticks? {
    switch state {
    case .notTaken, .forgotten: nil
    case .refused where !refusalMayBeBilled: nil
    default: cost == nil ? worstCost : nil
    }
  }
}

extension RecordDatabase {
  /// All requests that are on record, in the order in which they were begun.
  package func requests() throws(StoreError) -> [PastRequest] {
    try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT request.fingerprint, model, state, reason, request.cost, worst_cost, begun_at,
          settled_at, job_id IS NOT NULL OR kind IS 'moderated'
        FROM request LEFT JOIN refusal ON refusal.fingerprint = request.fingerprint
          AND refusal.request = request.id
        ORDER BY id
        """)
      var requests: [PastRequest] = []
      for row in rows {
        guard let state = RequestState(rawValue: try row.text(2)) else { throw SQLRow.unexpected }
        requests.append(
          PastRequest(
            fingerprint: Fingerprint(try row.digest(0)), model: try row.text(1),
            state: forgetsOpen && state.isOpen ? .forgotten : state,
            reason: try row.optionalText(3), cost: try row.ticks(4), worstCost: try row.ticks(5),
            begun: try row.integer(6), settled: try row.optionalInteger(7),
            refusalMayBeBilled: try row.integer(8) != 0))
      }
      return requests
    }
  }
}
