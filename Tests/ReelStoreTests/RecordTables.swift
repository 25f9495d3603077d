import ReelStore

@testable import ReelStore

/// What the tables of a database hold that a journal can bring back.
struct RecordTables: Equatable {
  let work: [[SQLValue]]
  let requests: [[SQLValue]]
  let slots: [[SQLValue]]
  let refusals: [[SQLValue]]
  let picks: [[SQLValue]]

  /// `timed` says that times count, too.
  init(_ database: RecordDatabase, timed: Bool = true) throws {
    func rows(_ sql: StaticString, times: Int) throws -> [[SQLValue]] {
      try database.read { (connection) throws(StoreError) in
        try connection.rows(sql).map { timed ? $0.values : Array($0.values.dropLast(times)) }
      }
    }
    work = try rows("SELECT * FROM work ORDER BY fingerprint", times: 0)
    requests = try rows(
      """
      SELECT id, fingerprint, part, slots, attempt, operation, model, host, body_digest,
        worst_cost, state, job_id, answer, reason, cost, begun_at, settled_at
      FROM request ORDER BY id
      """, times: 2)
    // The last column of these is a time.
    slots = try rows("SELECT * FROM slot ORDER BY fingerprint, slot", times: 1)
    refusals = try rows("SELECT * FROM refusal ORDER BY fingerprint", times: 1)
    picks = try rows("SELECT * FROM pick ORDER BY manifest, asset", times: 1)
  }
}
