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
/// - Where the database is lost and the journal shorter than it was (`JournalMark`), something may have
///   been sent that nobody knows of.
///
/// A crash at any moment of this leaves files of which the next opening makes the same.
struct RecordRecovery {
  let state: StateDirectory
  /// In seconds since 1970.
  let now: Int64

  /// https://www.sqlite.org/fileformat.html#pages
  private static let smallestPage = 512

  var journal: JournalReader { JournalReader(state) }

  /// What there is of a database.
  enum Finding {
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
    let isPresent = try DatabaseSchema.version(of: reader) == DatabaseSchema.version
    let present = isPresent ? reader : try memory(copying: reader)
    guard let end = try DatabaseSchema.journalEnd(in: present), size > end else {
      return (present, nil)
    }
    let copy = isPresent ? try memory(copying: reader) : present
    var repair = RecordRepair(.behind, file: state.databasePath)
    _ = try replayRest(into: copy, &repair)
    // Who writes was seen between the one and the other: nothing is to be put in order.
    return (copy, RunLock.holder(of: state) == nil ? repair : nil)
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

  // MARK: Finding

  func find(checks: Bool) throws(StoreError) -> Finding {
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
      if try max(journal.size() ?? 0, JournalMark(state).read() ?? 0) > 0 { return true }
      if let log = try Folders.status(state.databasePath + "-wal"), log.st_size > 0 { return true }
      return try !Folders.names(in: state.objectsPath).isEmpty
    }
  }

  // MARK: Replaying

  /// Makes all changes that the journal tells of; gives the requests for unknown work that are new.
  func replayAll(
    into connection: SQLiteConnection, _ repair: inout RecordRepair
  ) throws(StoreError) -> [Int64] {
    var replay = JournalReplay(connection)
    try journal.read { (line) throws(StoreError) in try replay.take(line) }
    try replay.finish(at: now)
    // There were records, and nothing is left that tells of them, or not all of it.
    let size = try journal.size() ?? 0
    repair.isCut = size > 0 && size < JournalMark(state).read() ?? 0
    if size == 0 || (repair.isCut && replay.unknown.isEmpty) { try replay.addUnknown(at: now) }
    repair.damagedLines = replay.damagedLines
    try count(connection, &repair)
    return replay.unknown
  }

  /// Makes the changes that the journal tells of after what the database has.
  func replayRest(
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

  func count(
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
}
