/// The tables of the records, by version.
///
/// Times are whole seconds since 1970, money is whole ticks, digests are their 32 bytes.
enum DatabaseSchema {
  /// "Reel" in ASCII: tells that a database is Reel's (`PRAGMA application_id`).
  static let applicationID: Int64 = 0x5265_656C

  /// The version that this Reel reads and writes.
  static var version: Int { migrations.count }

  /// Step `n` makes version `n + 1` out of version `n`. A released step is never changed.
  private static let migrations: [StaticString] = [first, second, third, fourth]

  /// Which version a database has; 0 is an empty one.
  ///
  /// - Throws: `.damaged` where it is no database, `.denied` where it is another program's,
  ///   `.newerVersion` where a newer Reel wrote it.
  static func version(of connection: SQLiteConnection) throws(StoreError) -> Int {
    let application = try connection.row("PRAGMA application_id")?.integer(0) ?? 0
    let version = try connection.row("PRAGMA user_version")?.integer(0) ?? 0
    if application == 0, version == 0,
      try connection.row("SELECT count(*) FROM sqlite_schema")?.integer(0) == 0
    {
      return 0
    }
    guard application == applicationID else {
      throw StoreError(
        .denied,
        "'\(connection.name)' is a database of another program: move it away, or use another "
          + "--state-dir")
    }
    guard version <= Self.version else {
      throw StoreError(
        .newerVersion,
        "a newer Reel wrote these records: they have version \(version), this Reel knows "
          + "\(Self.version); use that Reel, or another --state-dir")
    }
    return Int(version)
  }

  /// Brings a database to the present version, or to an older one, in one transaction. References
  /// between tables are not enforced on this connection from now on.
  static func migrate(
    _ connection: SQLiteConnection, to last: Int = version
  ) throws(StoreError) {
    // Else a table that others refer to could not be put in another's place.
    // https://www.sqlite.org/lang_altertable.html#otheralter
    try connection.run("PRAGMA foreign_keys = OFF")
    try connection.run("BEGIN IMMEDIATE")
    do {
      for step in migrations.prefix(last).dropFirst(try version(of: connection)) {
        try connection.runScript(step)
      }
      try connection.run("COMMIT")
    } catch {
      try? connection.run("ROLLBACK")
      throw error
    }
  }

  /// Where the journal ended when the database was last changed; `nil` where that is not on record.
  static func journalEnd(in connection: SQLiteConnection) throws(StoreError) -> Int64? {
    try connection.row("SELECT size FROM journal")?.integer(0)
  }

  /// Puts on record where the journal ends with the changes of this transaction; `nil` changes
  /// nothing.
  static func noteJournal(
    end: Int64?, in connection: SQLiteConnection
  ) throws(StoreError) {
    guard let end else { return }
    try connection.run("INSERT OR REPLACE INTO journal (only, size) VALUES (1, ?)", [.integer(end)])
  }
}
