import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The part that changes files.
extension RecordRecovery {
  /// Opens the records for writing, under the run's lock; makes or migrates them.
  func write() throws(StoreError) -> (SQLiteConnection, Journal, RecordRepair?) {
    var repair: RecordRepair?
    switch try find(checks: true) {
    case .none: try makeFirst()
    case .lost(let cause): repair = try rebuild(cause)
    case .sound: break
    }
    let writer = try SQLiteConnection(path: state.databasePath, access: .write)
    let version = try DatabaseSchema.version(of: writer)
    try writer.run("PRAGMA journal_mode = WAL")
    if version < DatabaseSchema.version { try DatabaseSchema.migrate(writer) }
    try writer.runScript(
      """
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA foreign_keys = ON;
      PRAGMA journal_size_limit = 16777216;
      """)
    if repair == nil { repair = try reconcile(writer) }
    let journal = try Journal(state)
    journal.committed()
    return (writer, journal, repair)
  }

  /// Brings database and journal together.
  private func reconcile(_ writer: SQLiteConnection) throws(StoreError) -> RecordRepair? {
    let noted = try DatabaseSchema.journalEnd(in: writer)
    let size = try journal.size()
    if let noted, let size, size > noted {
      var repair = RecordRepair(.behind, file: state.databasePath)
      try transact(writer) { () throws(StoreError) in
        let line = try endLine(try replayRest(into: writer, &repair), in: writer)
        let journal = try Journal(state)
        try journal.cutTornLine()
        try DatabaseSchema.noteJournal(end: try journal.append(line), in: writer)
      }
      return repair
    }
    if let size, noted ?? size == size {
      if noted == nil { try DatabaseSchema.noteJournal(end: size, in: writer) }
      return nil
    }
    return try remakeJournal(writer)
  }

  /// Makes a database where there never was one: whole or not at all, because one without tables is
  /// the mark of damage.
  private func makeFirst() throws(StoreError) {
    let new = state.databasePath + ".new"
    removeAll(new)
    do {
      try DatabaseSchema.migrate(SQLiteConnection(path: new, access: .write))
    } catch {
      removeAll(new)
      throw error
    }
    removeAll(state.databasePath)
    try Folders.rename(new, to: state.databasePath)
  }

  private func rebuild(_ cause: RecordRepair.Cause) throws(StoreError) -> RecordRepair {
    let new = state.databasePath + ".new"
    removeAll(new)
    var repair = RecordRepair(cause, file: state.databasePath)
    do {
      let built = try SQLiteConnection(path: new, access: .write)
      try DatabaseSchema.migrate(built)
      try transact(built) { () throws(StoreError) in
        let line = try endLine(try replayAll(into: built, &repair), in: built)
        try DatabaseSchema.noteJournal(end: try replaceJournal(adding: line), in: built)
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

  /// The line that says that all is in order up to here.
  private func endLine(
    _ unknown: [Int64], in connection: SQLiteConnection
  ) throws(StoreError) -> [UInt8] {
    let last = try connection.row("SELECT max(id) FROM request")?.optionalInteger(0) ?? 0
    let entry = JournalEntry.repaired(unknown: unknown, last: last)
    return JournalLine.written(entry.kind, entry.fields, at: now)
  }

  /// Puts the journal with one line more in place of the journal; gives where it ends. While there is
  /// no database, a line that a crash cuts short could as well be what is left of an intent.
  private func replaceJournal(adding line: [UInt8]) throws(StoreError) -> Int64 {
    let new = try makeJournal()
    if try journal.size() != nil {
      let old = try OpenFile.open(state.journalPath, flags: O_RDONLY | O_NOFOLLOW)
      try FileCopy.copy(old, to: new)
      if try !old.endsLine() { try new.write([UInt8(ascii: "\n")]) }
    }
    try new.write(line)
    try new.sync()
    try Folders.rename(new.name, to: state.journalPath)
    return try new.regularStamp().size
  }

  /// A journal beside the one there is.
  private func makeJournal() throws(StoreError) -> OpenFile {
    let new = state.journalPath + ".new"
    FileStatus.remove(new)
    return try OpenFile.open(new, flags: O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW)
  }

  private func remakeJournal(_ writer: SQLiteConnection) throws(StoreError) -> RecordRepair? {
    var repair = RecordRepair(.journal, file: state.journalPath)
    try count(writer, &repair)
    let isEmpty = repair.requests + repair.results == 0
    let lines = isEmpty ? [] : try JournalCopy(connection: writer).lines()
    let file = try makeJournal()
    for line in lines { try file.write(line) }
    try file.sync()
    // In this order: a journal that is not there is made again. One that seems longer than was noted
    // is not: its rest, or what is none of it, is taken for changes that are not made yet.
    repair.movedTo = try DamagedFiles(state: state).move(state.journalPath)
    try DatabaseSchema.noteJournal(end: try file.regularStamp().size, in: writer)
    JournalMark(state).remove()
    try Folders.rename(file.name, to: state.journalPath)
    return isEmpty && repair.movedTo == nil ? nil : repair
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
