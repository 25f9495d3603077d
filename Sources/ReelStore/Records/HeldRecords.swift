/// What is known of the records as a whole while they cannot change: whoever asks of very many works
/// need not look for what none of them has.
struct HeldRecords: Sendable {
  let haveRefusals: Bool
  let haveOpenRequests: Bool

  /// Looks into a database of which a transaction sees one state.
  init(_ connection: SQLiteConnection) throws(StoreError) {
    haveRefusals = try connection.row("SELECT 1 FROM refusal LIMIT 1") != nil
    haveOpenRequests =
      try connection.row(
        """
        SELECT 1 FROM request INDEXED BY request_open
        WHERE state IN ('begun', 'job', 'answered', 'unsettled', 'lost') LIMIT 1
        """) != nil
  }
}
