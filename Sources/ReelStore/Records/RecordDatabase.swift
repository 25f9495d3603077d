import ReelBasics

/// The records: what was asked for, what came back, what was written where.
///
/// Changes are durable when their call returns. Reads see all that was committed.
package final class RecordDatabase: Sendable {
  private let reader: Locked<SQLiteConnection?>
  // `nil` where the records were opened for reading only.
  private let queue: CommitQueue?
  /// Between `hold()` and `release()`.
  private let held = Locked<Rarities?>(nil)
  let ballast: Ballast?
  /// Whether requests whose end is not on record read as forgotten.
  let forgetsOpen: Bool

  /// What was found wrong when the records were opened: put in order, or, where they were opened for
  /// reading, to be put in order by the next who writes.
  package let repair: RecordRepair?

  private init(
    reader: SQLiteConnection, queue: CommitQueue?, ballast: Ballast?, repair: RecordRepair?,
    forgetsOpen: Bool = false
  ) {
    self.forgetsOpen = forgetsOpen
    self.reader = Locked(reader)
    self.queue = queue
    self.ballast = ballast
    self.repair = repair
  }

  deinit { queue?.closeSoon() }

  /// Opens the records of a state that was made, under its `RunLock`; makes, migrates or rebuilds
  /// them. The clock gives seconds since 1970. Once the ballast was given up no request is begun.
  ///
  /// - Throws: `.newerVersion`, `.denied`, `.full`, `.io`; `.damaged` where a rebuild does not help.
  package static func open(
    _ state: StateDirectory, ballast: Ballast? = nil, clock: @escaping @Sendable () -> Int64
  ) throws(StoreError) -> RecordDatabase {
    SnapshotStore(state).removeAll()
    let (writer, journal, repair) = try RecordRecovery(state: state, now: clock()).write()
    let reader = try SQLiteConnection(path: state.databasePath, access: .read)
    let queue = CommitQueue(connection: writer, clock: clock, journal: journal, ballast: ballast)
    return RecordDatabase(reader: reader, queue: queue, ballast: ballast, repair: repair)
  }

  /// Opens the records for reading; no file is made or changed. Missing ones read as empty, and
  /// damaged ones as they will be rebuilt. `checks` says to look through the database for damage
  /// that would show only later, and `forgetsOpen` to read them as they will be after
  /// `forgetOpenRequests()`.
  ///
  /// - Throws: `.newerVersion`, `.damaged`, `.denied`, `.io`.
  package static func openReadOnly(
    _ state: StateDirectory, checks: Bool = false, forgetsOpen: Bool = false
  ) throws(StoreError) -> RecordDatabase {
    let (reader, repair) = try RecordRecovery(state: state, now: 0).read(checks: checks)
    return RecordDatabase(
      reader: reader, queue: nil, ballast: nil, repair: repair, forgetsOpen: forgetsOpen)
  }

  /// Whether nothing can be changed.
  package var isReadOnly: Bool { queue == nil }

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

  /// From now on all reads see the records as they are, and cost much less, until `release()`: for a
  /// plan, which asks very often. Nobody else may read meanwhile.
  package func hold() throws(StoreError) {
    try read { (connection) throws(StoreError) in
      guard !connection.isInTransaction else { return }
      try connection.run("BEGIN")
      do throws(StoreError) {
        let rarities = try Rarities(connection)
        held.withLock { $0 = rarities }
      } catch {
        try? connection.run("ROLLBACK")
        throw error
      }
    }
  }

  /// Reads are held while `body` runs, see `hold()`.
  package func holding<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try hold()
    defer { try? release() }
    return try body()
  }

  /// What is known of a moment that reads are held at; `nil` where they are not.
  var rarities: Rarities? { held.withLock { $0 } }

  /// Ends what `hold()` began; does nothing where it did not.
  package func release() throws(StoreError) {
    try read { (connection) throws(StoreError) in
      held.withLock { $0 = nil }
      if connection.isInTransaction { try connection.run("COMMIT") }
    }
  }
}
