import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

@Suite(.timeLimit(.minutes(10)))
struct OpeningTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func readingAMissingStateMakesNothing() async throws {
    let state = StateDirectory(folder.path + "/.reel")
    let database = try RecordDatabase.openReadOnly(state)
    #expect(try database.work(Sample.fingerprint) == nil)
    #expect(try database.openJobs().isEmpty)
    let error = await #expect(throws: StoreError.self) {
      try await database.begin(Sample.intent())
    }
    #expect(error?.code == .denied)
    #expect(try folder.everything().isEmpty)
    try state.create()
    let before = try folder.everything()
    #expect(try RecordDatabase.openReadOnly(state).openJobs().isEmpty)
    #expect(try folder.everything() == before)
  }

  /// A run that dies while it makes its first database has paid for nothing.
  @Test func aDatabaseThatWasBeingMadeTellsOfNoRequest() async throws {
    let state = try folder.state()
    for ending in ["", "-journal"] {
      try folder.write("half", to: "state/state.sqlite.new" + ending)
    }
    #expect(try RecordDatabase.openReadOnly(state).openJobs().isEmpty)
    let database = try RecordDatabase.open(state) { 1 }
    #expect(try database.openJobs().isEmpty)
    _ = try await database.begin(Sample.intent())
    await database.close()
    #expect(try !folder.everything().contains { $0.contains(".new") })
    #expect(try RecordDatabase.openReadOnly(state).openJobs().count == 1)
  }

  @Test func readingChangesNoFile() async throws {
    let state = try folder.state()
    let database = try RecordDatabase.open(state) { 1 }
    _ = try await database.begin(Sample.intent())
    await database.close()
    let before = try folder.everything()
    // All is in the database, and the log stays for those who read.
    #expect(try OutputFolder(root: state.path).stamp(of: "state.sqlite-wal")?.size == 0)
    let bytes = try OutputFolder(root: state.path).digest(of: "state.sqlite")
    for _ in 0..<2 {
      let reading = try RecordDatabase.openReadOnly(state)
      #expect(try reading.openJobs().count == 1)
      await reading.close()
    }
    #expect(try folder.everything() == before)
    #expect(try OutputFolder(root: state.path).digest(of: "state.sqlite") == bytes)
  }

  @Test func readsACopyWithoutItsLog() async throws {
    let state = try folder.state()
    let database = try RecordDatabase.open(state) { 1 }
    _ = try await database.begin(Sample.intent())
    await database.close()
    for name in ["-wal", "-shm"] { try? folder.remove("state/state.sqlite" + name) }
    let before = try folder.everything()
    #expect(try RecordDatabase.openReadOnly(state).openJobs().count == 1)
    #expect(try folder.everything() == before)
  }

  @Test func readsWhileAnotherWrites() async throws {
    let state = try folder.state()
    let writing = try RecordDatabase.open(state) { 1 }
    let reading = try RecordDatabase.openReadOnly(state)
    for count in 1...3 {
      _ = try await writing.begin(Sample.intent())
      #expect(try reading.openJobs().count == count)
    }
  }

  @Test func refusesANewerVersionAndLeavesItAlone() throws {
    let state = try folder.state()
    do {
      let connection = try SQLiteConnection(path: state.databasePath, access: .write)
      try DatabaseSchema.migrate(connection)
      try connection.runScript("PRAGMA user_version = 99")
    }
    try folder.write("{\"at\":1,\"kind\":\"future\",\"v\":9}\n", to: "state/journal.ndjson")
    let before = try folder.contents()
    for open in [
      { try RecordDatabase.open(state) { 1 } }, { try RecordDatabase.openReadOnly(state) },
    ] {
      let error = #expect(throws: StoreError.self) { _ = try open() }
      #expect(error?.code == .newerVersion)
      #expect(error?.message.contains("99") == true)
    }
    // Not a byte.
    #expect(try folder.contents() == before)
  }

  /// Records as the version before wrote them; gives what its requests say.
  private static func writeVersion3(_ path: String) throws -> [[SQLValue]] {
    let old = try SQLiteConnection(path: path, access: .write)
    try DatabaseSchema.migrate(old, to: 3)
    let key = SQLValue(Sample.fingerprint.digest)
    try old.run("INSERT INTO work VALUES (?, 'form')", [key])
    for (number, state) in RequestState.allCases.enumerated() {
      let text = SQLValue.text("\(number)")
      try old.run(
        """
        INSERT INTO request (fingerprint, part, slots, attempt, operation, model, host, body_digest,
          worst_cost, begun_at, state, job_id, answer, reason, cost, settled_at)
        VALUES (?, 1, '[1,2]', 3, 'image', 'model', 'host', ?, 4, 5, ?, ?, '{"items":[]}', ?, 6, ?)
        """,
        [
          key, SQLValue(SHA256.digest("\(number)")), .text(state.rawValue), text, text,
          number.isMultiple(of: 2) ? .null : SQLValue(number),
        ])
    }
    try old.run(
      "INSERT INTO slot (fingerprint, slot, moderated, request, kept_at) VALUES (?, 1, 1, 1, 8)",
      [key])
    let rows = try old.rows("SELECT * FROM request ORDER BY id").map(\.values)
    // Its number is not given away again.
    try old.run("DELETE FROM request WHERE id = ?", [SQLValue(rows.count)])
    return rows.dropLast()
  }

  @Test func migratesRequestsAndWhatRefersToThem() async throws {
    let state = try folder.state()
    let before = try Self.writeVersion3(state.databasePath)
    #expect(
      try RecordDatabase.openReadOnly(state).read { (connection) throws(StoreError) in
        try connection.rows("SELECT * FROM request ORDER BY id").map(\.values)
      } == before)
    let database = try RecordDatabase.open(state) { 9 }
    let reading = try SQLiteConnection(path: state.databasePath, access: .read)
    #expect(try reading.rows("SELECT * FROM request ORDER BY id").map(\.values) == before)
    #expect(try reading.rows("PRAGMA foreign_key_check").isEmpty)
    #expect(try reading.row("PRAGMA user_version")?.integer(0) == Int64(DatabaseSchema.version))
    #expect(try await database.begin(Sample.intent()) == Int64(before.count) + 2)
    await #expect(throws: StoreError.self, "a result refers to it") {
      try await database.write { (change) throws(StoreError) in
        try change.connection.run("DELETE FROM request WHERE id = 1")
      }
    }
  }

  @Test func readsWhatTheJournalAloneTellsOfOlderRecords() throws {
    let state = try folder.state()
    _ = try Self.writeVersion3(state.databasePath)
    do {
      let old = try SQLiteConnection(path: state.databasePath, access: .write)
      try old.run("INSERT INTO journal VALUES (1, 0)")
    }
    // As after a crash before the commit.
    let entry = JournalEntry.intent(id: 40, Sample.intent(), replacing: [])
    let line = JournalLine.written(entry.kind, entry.fields, at: 8)
    try folder.write(String(decoding: line, as: UTF8.self), to: "state/journal.ndjson")
    let reading = try RecordDatabase.openReadOnly(state)
    #expect(reading.repair?.cause == .behind)
    #expect(try reading.openJobs().contains { $0.request.id == 40 })
    // While a run writes, the one is a moment ahead of the other.
    let lock = try RunLock.acquire(state, as: RunLock.Holder(started: 1, command: "reel run"))
    let during = try RecordDatabase.openReadOnly(state)
    withExtendedLifetime(lock) {}
    #expect(during.repair == nil)
    #expect(try during.openJobs().contains { $0.request.id == 40 })
  }

  @Test func changesOfARequestTakeNoTableOfTheirOwn() throws {
    let connection = try SQLiteConnection(path: "memory", access: .memory)
    try DatabaseSchema.migrate(connection)
    for steps in [
      try connection.rows("EXPLAIN UPDATE request SET state = 'collected' WHERE id = 1"),
      try connection.rows(
        """
        EXPLAIN INSERT INTO request (fingerprint, part, slots, attempt, operation, model, host,
          body_digest, begun_at, state)
        VALUES (?, 0, '[1]', 1, 'image', 'model', 'host', ?, 7, 'begun')
        """),
    ] {
      let names = try steps.map { try $0.text(1) }
      #expect(names.contains("IdxInsert"))
      #expect(!names.contains("OpenEphemeral"))
    }
  }

  @Test func openRequestsAreFoundByTheirIndex() throws {
    let connection = try SQLiteConnection(path: "memory", access: .memory)
    try DatabaseSchema.migrate(connection)
    let plans = [
      try connection.rows(
        """
        EXPLAIN QUERY PLAN SELECT fingerprint FROM request WHERE
          state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost'
        """),
      try connection.rows(
        """
        EXPLAIN QUERY PLAN SELECT id FROM request WHERE fingerprint = ? AND (
          state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost')
        """),
    ]
    for plan in plans {
      #expect(try plan.map { try $0.text(3) }.joined().contains("request_open"))
    }
  }

  @Test func migratesAnEmptyDatabaseAndReadsItAsEmpty() throws {
    let state = try folder.state()
    try folder.write("", to: "state/state.sqlite")
    #expect(try RecordDatabase.openReadOnly(state).openJobs().isEmpty)
    #expect(try folder.read("state/state.sqlite").isEmpty)
    #expect(try RecordDatabase.open(state) { 1 }.openJobs().isEmpty)
    #expect(try folder.read("state/state.sqlite").hasPrefix("SQLite format 3"))
  }

  @Test func refusesADatabaseOfAnotherProgram() throws {
    let state = try folder.state()
    do {
      let connection = try SQLiteConnection(path: state.databasePath, access: .write)
      try connection.runScript("CREATE TABLE notes (text TEXT)")
    }
    let before = try folder.contents()
    for open in [
      { try RecordDatabase.open(state) { 1 } }, { try RecordDatabase.openReadOnly(state) },
    ] {
      let error = #expect(throws: StoreError.self) { _ = try open() }
      #expect(error?.code == .denied)
      #expect(error?.message.contains("another program") == true)
    }
    #expect(try folder.contents() == before)
  }

  @Test func saysWhatMayNotBeOpened() throws {
    let state = StateDirectory(folder.path + "/none")
    let error = #expect(throws: StoreError.self) { try RecordDatabase.open(state) { 1 } }
    #expect(error?.code == .denied)
  }

  @Test func isDurableByItsSettings() throws {
    let state = try folder.state()
    _ = try RecordDatabase.open(state) { 1 }
    let reading = try SQLiteConnection(path: state.databasePath, access: .read)
    #expect(try reading.row("PRAGMA journal_mode")?.text(0) == "wal")
    #expect(try reading.row("PRAGMA application_id")?.integer(0) == DatabaseSchema.applicationID)
    #expect(try reading.row("PRAGMA user_version")?.integer(0) == Int64(DatabaseSchema.version))
  }
}
