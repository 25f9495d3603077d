import ReelBasics

/// Looks through a database for damage before a run relies on it.
enum RecordCheck {
  /// Checks the structure of all pages, what the schema asks of every row, and that what is
  /// read of it later can be read: SQLite knows nothing of what stands in an answer.
  ///
  /// It reads the whole file and takes some 30 ms for 10,000 works.
  ///
  /// - Throws: `.damaged`.
  static func check(_ connection: SQLiteConnection) throws(StoreError) {
    guard let found = try connection.row("PRAGMA quick_check(1)")?.text(0), found == "ok" else {
      throw StoreError(.damaged, "the records in '\(connection.name)' are damaged")
    }
    guard try connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'request'") != nil else {
      throw StoreError(.damaged, "the records in '\(connection.name)' lack a table")
    }
    _ = try RecordDatabase.openJobs(in: connection)
    let bad = try connection.row(
      """
      SELECT 1 FROM slot WHERE moderated = 0 AND (media_type IS NULL OR byte_count IS NULL
        OR width IS NULL OR height IS NULL)
      UNION ALL SELECT 1 FROM refusal WHERE kind NOT IN ('moderated', 'rejected', 'account')
      LIMIT 1
      """)
    guard bad == nil else { throw SQLRow.unexpected }
    // One of many texts, as most requests ask for the same variants.
    for row in try connection.rows("SELECT DISTINCT slots FROM request") { _ = try row.slots(0) }
  }
}
