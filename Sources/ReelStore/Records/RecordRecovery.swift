import ReelBasics
import ReelPlan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opens the records of a state, and puts in order what is wrong with them.
///
/// Database and journal are changed in one order: first the journal, then the database, which notes
/// where the journal ended. So damage shows, and each makes up for the other:
/// - A database that is damaged, or missing beside a journal or objects, is rebuilt from the journal.
///   It is moved aside, never deleted.
/// - Where the journal is longer than the database noted, the changes are made that its last lines
///   tell of. They may be of one group whose commit a crash prevented, or of many, where the
///   database's own log was lost; that cannot be told, so that a request among them counts as sent.
/// - Where it is shorter, or missing, it is made anew from the database.
///
/// A crash at any moment of this leaves files of which the next opening makes the same.
struct RecordRecovery {
  let state: StateDirectory
  /// In seconds since 1970.
  let now: Int64

  /// https://www.sqlite.org/fileformat.html#pages
  private static let smallestPage = 512

  private var journal: JournalReader { JournalReader(state) }

  /// What there is of a database.
  private enum Finding {
    /// None, and nothing that tells of one.
    case none
    case sound(SQLiteConnection)
    /// It is to be rebuilt.
    case lost(RecordRepair.Cause)
  }

  // MARK: Reading

  /// Opens the records for reading; changes no file. What is wrong with them is put in order in
  /// memory. `checks` says to look through the database first.
  func read(checks: Bool) throws(StoreError) -> (SQLiteConnection, RecordRepair?) {
    guard try state.check() else { return (try memory(), nil) }
    switch try find(checks: checks) {
    case .none: return (try memory(), nil)
    case .lost(let cause):
      let copy = try memory()
      var repair = RecordRepair(cause, file: state.databasePath)
      _ = try replayAll(into: copy, &repair)
      return (copy, repair)
    case .sound(let reader):
      do {
        return try catchUp(reader)
      } catch {
        // Opening sees no more than the first page.
        guard error.code == .damaged, !checks else { throw error }
        return try read(checks: true)
      }
    }
  }

  /// The records with what the journal alone tells of.
  private func catchUp(
    _ reader: SQLiteConnection
  ) throws(StoreError) -> (SQLiteConnection, RecordRepair?) {
    // First the size: who writes meanwhile makes the database catch up with it.
    let size = try journal.size() ?? 0
    guard try DatabaseSchema.version(of: reader) == DatabaseSchema.version else {
      return (try memory(copying: reader), nil)
    }
    guard let end = try DatabaseSchema.journalEnd(in: reader), size > end else {
      return (reader, nil)
    }
    let copy = try memory(copying: reader)
    var repair = RecordRepair(.behind, file: state.databasePath)
    _ = try replayRest(into: copy, &repair)
    return (copy, repair)
  }

  /// A database in memory as the present version has it, with what another has.
  private func memory(
    copying source: SQLiteConnection? = nil
  ) throws(StoreError) -> SQLiteConnection {
    let copy = try SQLiteConnection(path: state.databasePath, access: .memory)
    if let source { try copy.copyAll(from: source) }
    if try DatabaseSchema.version(of: copy) < DatabaseSchema.version {
      try DatabaseSchema.migrate(copy)
    }
    return copy
  }

  // MARK: Writing

  /// Opens the records for writing, under the run's lock; makes or migrates them.
  func write() throws(StoreError) -> (SQLiteConnection, Journal, RecordRepair?) {
    var repair: RecordRepair?
    if case .lost(let cause) = try find(checks: true) { repair = try rebuild(cause) }
    let writer = try SQLiteConnection(path: state.databasePath, access: .write)
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
    if repair == nil { repair = try reconcile(writer) }
    return (writer, try Journal(state), repair)
  }

  /// Brings database and journal together.
  private func reconcile(_ writer: SQLiteConnection) throws(StoreError) -> RecordRepair? {
    let noted = try DatabaseSchema.journalEnd(in: writer)
    let size = try journal.size()
    if let noted, let size, size > noted {
      var repair = RecordRepair(.behind, file: state.databasePath)
      try transact(writer) { () throws(StoreError) in
        try end(try replayRest(into: writer, &repair), in: writer)
      }
      return repair
    }
    if let size, noted ?? size == size {
      if noted == nil { try DatabaseSchema.noteJournal(end: size, in: writer) }
      return nil
    }
    return try remakeJournal(writer)
  }

  private func rebuild(_ cause: RecordRepair.Cause) throws(StoreError) -> RecordRepair {
    let new = state.databasePath + ".new"
    removeAll(new)
    var repair = RecordRepair(cause, file: state.databasePath)
    do {
      let built = try SQLiteConnection(path: new, access: .write)
      try DatabaseSchema.migrate(built)
      try transact(built) { () throws(StoreError) in
        try end(try replayAll(into: built, &repair), in: built)
      }
    } catch {
      removeAll(new)
      throw error
    }
    repair.movedTo = try DamagedFiles(state: state)
      .move(state.databasePath, with: ["-wal", "-shm"])
    try Folders.rename(new, to: state.databasePath)
    return repair
  }

  private func removeAll(_ database: String) {
    for ending in ["", "-journal", "-wal", "-shm"] { FileStatus.remove(database + ending) }
  }

  /// Writes that all is in order up to here, and notes where the journal ends with that.
  private func end(
    _ unknown: [Int64], in connection: SQLiteConnection
  ) throws(StoreError) {
    let last = try connection.row("SELECT max(id) FROM request")?.optionalInteger(0) ?? 0
    let entry = JournalEntry.repaired(unknown: unknown, last: last)
    let journal = try Journal(state)
    try journal.endLine()
    let end = try journal.append([JournalLine.written(entry.kind, entry.fields, at: now)])
    try DatabaseSchema.noteJournal(end: end, in: connection)
  }

  private func remakeJournal(_ writer: SQLiteConnection) throws(StoreError) -> RecordRepair? {
    var repair = RecordRepair(.journal, file: state.journalPath)
    try count(writer, &repair)
    let isEmpty = repair.requests + repair.results == 0
    let lines = isEmpty ? [] : try JournalCopy(connection: writer).lines()
    let new = state.journalPath + ".new"
    FileStatus.remove(new)
    let file = try OpenFile.open(new, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
    for line in lines { try file.write(line.bytes + [UInt8(ascii: "\n")]) }
    try file.sync()
    // In this order: a journal that is not there yet is made again, one that seems too long is not.
    try DatabaseSchema.noteJournal(end: try file.regularStamp().size, in: writer)
    repair.movedTo = try DamagedFiles(state: state).move(state.journalPath)
    try Folders.rename(new, to: state.journalPath)
    return isEmpty && repair.movedTo == nil ? nil : repair
  }

  // MARK: Finding

  private func find(checks: Bool) throws(StoreError) -> Finding {
    guard let status = try Folders.status(state.databasePath) else {
      return try isTracked ? .lost(.missing) : .none
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.denied, "'\(state.databasePath)' is not a regular file")
    }
    // Before SQLite looks: where there is less than a page it removes the log, even as it reads.
    if status.st_size == 0 { return try isTracked ? .lost(.damaged) : .none }
    if status.st_size < Self.smallestPage { return .lost(.damaged) }
    do {
      // Those who write leave the log in place. Where it is missing nobody writes, and reading the
      // usual way would make one.
      let hasLog = try Folders.status(state.databasePath + "-wal") != nil
      let reader = try SQLiteConnection(
        path: state.databasePath, access: hasLog ? .read : .immutable)
      if try DatabaseSchema.version(of: reader) == 0 {
        return try isTracked ? .lost(.damaged) : .none
      }
      if checks { try RecordCheck.check(reader) }
      return .sound(reader)
    } catch {
      guard error.code == .damaged else { throw error }
      return .lost(.damaged)
    }
  }

  /// Whether something besides the database tells of records: who removed them did not mean that
  /// nothing was paid for.
  private var isTracked: Bool {
    get throws(StoreError) {
      if try journal.size() ?? 0 > 0 { return true }
      if let log = try Folders.status(state.databasePath + "-wal"), log.st_size > 0 { return true }
      return try !Folders.names(in: state.objectsPath).isEmpty
    }
  }

  // MARK: Replaying

  /// Makes all changes that the journal tells of; gives the requests for unknown work that are new.
  private func replayAll(
    into connection: SQLiteConnection, _ repair: inout RecordRepair
  ) throws(StoreError) -> [Int64] {
    var replay = JournalReplay(connection)
    try journal.read { (line) throws(StoreError) in try replay.take(line) }
    try replay.finish(at: now)
    // There were records, and nothing is left that tells of them.
    if try journal.size() ?? 0 == 0 { try replay.addUnknown(at: now) }
    repair.damagedLines = replay.damagedLines
    try count(connection, &repair)
    return replay.unknown
  }

  /// Makes the changes that the journal tells of after what the database has.
  private func replayRest(
    into connection: SQLiteConnection, _ repair: inout RecordRepair
  ) throws(StoreError) -> [Int64] {
    var replay = JournalReplay(connection)
    let end = try DatabaseSchema.journalEnd(in: connection) ?? 0
    try journal.read(from: end) { (line) throws(StoreError) in
      // The database is sound, so that this is a crash's: who waited for the line was never told
      // that it is durable, and sent nothing.
      if case .torn = line { return }
      try replay.take(line)
    }
    try replay.finish(at: now)
    repair.damagedLines = replay.damagedLines
    try count(connection, &repair)
    return replay.unknown
  }

  private func count(
    _ connection: SQLiteConnection, _ repair: inout RecordRepair
  ) throws(StoreError) {
    let row = try connection.row(
      """
      SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM slot WHERE moderated = 0),
        (SELECT count(*) FROM request WHERE state IN ('begun', 'unsettled')),
        (SELECT count(*) FROM request WHERE state = 'unsettled' AND fingerprint = ?)
      """, [SQLValue(UnknownWork.fingerprint.digest)])
    guard let row else { return }
    repair.requests = Int(try row.integer(0))
    repair.results = Int(try row.integer(1))
    repair.unsettled = Int(try row.integer(2))
    repair.unknown = Int(try row.integer(3))
  }

  private func transact(
    _ connection: SQLiteConnection, _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    try connection.run("BEGIN IMMEDIATE")
    do {
      try body()
      try connection.run("COMMIT")
    } catch {
      if connection.isInTransaction { try? connection.run("ROLLBACK") }
      throw error
    }
  }
}
