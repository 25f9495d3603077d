import ReelBasics

/// The records: what was asked for, what came back, what was written where.
///
/// Changes are durable when their call returns. Reads see all that was committed.
package final class RecordDatabase: Sendable {
  private let reader: Locked<SQLiteConnection?>
  // `nil` where the records were opened for reading only.
  private let queue: CommitQueue?

  private init(reader: SQLiteConnection, queue: CommitQueue?) {
    self.reader = Locked(reader)
    self.queue = queue
  }

  deinit { queue?.closeSoon() }

  /// Opens the records of a state that was made, under its `RunLock`; makes or migrates them. The
  /// clock gives seconds since 1970.
  ///
  /// - Throws: `.newerVersion`, `.damaged`, `.denied`, `.full`, `.io`.
  package static func open(
    _ state: StateDirectory, clock: @escaping @Sendable () -> Int64
  ) throws(StoreError) -> RecordDatabase {
    let writer = try SQLiteConnection(path: state.databasePath, access: .write)
    // The version first: nothing of a newer one may be touched.
    let version = try DatabaseSchema.version(of: writer)
    try writer.run("PRAGMA journal_mode = WAL")
    try writer.runScript(
      """
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA foreign_keys = ON;
      PRAGMA journal_size_limit = 16777216;
      """)
    if version < DatabaseSchema.version { try DatabaseSchema.migrate(writer) }
    let journal = try Journal(state)
    let reader = try SQLiteConnection(path: state.databasePath, access: .read)
    let queue = CommitQueue(connection: writer, clock: clock) { (lines) throws(StoreError) in
      try journal.append(lines)
    }
    return RecordDatabase(reader: reader, queue: queue)
  }

  /// Opens the records for reading; no file is made or migrated. Missing ones read as empty.
  ///
  /// - Throws: `.newerVersion`, `.damaged`, `.denied`, `.io`.
  package static func openReadOnly(
    _ state: StateDirectory
  ) throws(StoreError) -> RecordDatabase {
    guard try state.check(), try Folders.status(state.databasePath) != nil else {
      return RecordDatabase(reader: try copyInMemory(nil, state), queue: nil)
    }
    // Those who write leave the log in place. Where it is missing nobody writes, and reading the
    // usual way would make one.
    let hasLog = try Folders.status(state.databasePath + "-wal") != nil
    let reader = try SQLiteConnection(
      path: state.databasePath, access: hasLog ? .read : .immutable)
    guard try DatabaseSchema.version(of: reader) < DatabaseSchema.version else {
      return RecordDatabase(reader: reader, queue: nil)
    }
    return RecordDatabase(reader: try copyInMemory(reader, state), queue: nil)
  }

  /// Ends the writing; what was begun is made durable first.
  package func close() async {
    // Before the writer, which as the last connection writes the log back.
    reader.withLock { $0 = nil }
    await queue?.close()
  }

  /// How many transactions were committed since the records were opened.
  package var commits: Int { queue?.commits ?? 0 }

  /// How many changes wait to become part of a transaction.
  package var waiting: Int { queue?.waiting ?? 0 }

  /// Makes a change, durable when this returns. One that throws undoes only itself.
  func write<Result: Sendable>(
    _ change: @escaping @Sendable (inout RecordChange) throws(StoreError) -> Result
  ) async throws(StoreError) -> Result {
    guard let queue else { throw StoreError(.denied, "the records were opened for reading only") }
    return try await queue.write(change)
  }

  /// Reads, alone on the reading connection.
  func read<Result>(
    _ body: (SQLiteConnection) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try reader.withLock { (reader) throws(StoreError) in
      guard let reader else { throw StoreError(.conflict, "the records are closed") }
      return try body(reader)
    }
  }

  /// The records as the present version has them, of an older file or of none.
  private static func copyInMemory(
    _ source: SQLiteConnection?, _ state: StateDirectory
  ) throws(StoreError) -> SQLiteConnection {
    let copy = try SQLiteConnection(path: state.databasePath, access: .memory)
    if let source { try copy.copyAll(from: source) }
    try DatabaseSchema.migrate(copy)
    return copy
  }
}
