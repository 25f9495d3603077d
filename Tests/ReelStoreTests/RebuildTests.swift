import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the journal brings back where the database is lost, and the other way round.
@Suite(.timeLimit(.minutes(10)))
struct RebuildTests {
  let folder: TemporaryFolder
  let state: StateDirectory

  init() throws {
    folder = try TemporaryFolder()
    state = try folder.state()
  }

  private func removeDatabase() throws {
    for name in ["", "-wal", "-shm"] { try folder.remove("state/state.sqlite" + name) }
  }

  private func tables(timed: Bool = true) async throws -> (RecordTables, RecordRepair?) {
    let database = try RecordDatabase.open(state) { 99 }
    let tables = try RecordTables(database, timed: timed)
    await database.close()
    return (tables, database.repair)
  }

  /// A clock that a test sets.
  private func write(clock: @escaping @Sendable () -> Int64 = { 7 }) async throws {
    let database = try RecordDatabase.open(state, clock: clock)
    try await SampleRecords.write(to: database)
    await database.close()
  }

  @Test func theJournalBringsBackAllRequestsAndResults() async throws {
    try await write()
    let (before, none) = try await tables()
    #expect(none == nil)
    #expect(before.requests.count == 12)
    try removeDatabase()
    let reading = try RecordDatabase.openReadOnly(state)
    #expect(try RecordTables(reading) == before)
    let (after, repair) = try await tables()
    #expect(after == before)
    #expect(repair == reading.repair)
    #expect(repair?.cause == .missing)
    #expect(repair?.movedTo == nil)
    #expect(repair?.requests == 12)
    #expect(repair?.results == 3)
    #expect(repair?.unsettled == 2)
    #expect(repair?.unknown == 0)
    // Again, from a journal that tells of the first time.
    try removeDatabase()
    #expect(try await tables().0 == before)
    #expect(try await tables().1 == nil)
  }

  /// Neither the journal alone nor the database alone takes a job that was refused for unpaid.
  @Test func whatARefusedJobMayHaveCostIsNotForgotten() async throws {
    func possiblySpent() async throws -> Ticks {
      let database = try RecordDatabase.open(state) { 9 }
      let spending = try database.spending()
      await database.close()
      return spending.possiblySpent
    }
    let database = try RecordDatabase.open(state) { 7 }
    let id = try await database.begin(Sample.intent(worstCost: Ticks(100)))
    try await database.settle(id, as: .job(id: "j"))
    try await database.settle(id, as: .refused(Refusal(kind: .rejected, message: "no")))
    await database.close()
    #expect(try await possiblySpent() == Ticks(100))
    for _ in 1...2 {
      try removeDatabase()
      #expect(try await possiblySpent() == Ticks(100))
      try folder.remove("state/journal.ndjson")
      #expect(try await possiblySpent() == Ticks(100))
    }
  }

  @Test func numbersAreNeverUsedAgain() async throws {
    try await write()
    try removeDatabase()
    let database = try RecordDatabase.open(state) { 1 }
    #expect(try await database.begin(Sample.intent()) == 13)
    await database.close()
  }

  @Test(arguments: [false, true])
  func theDatabaseBringsBackTheJournal(_ isCut: Bool) async throws {
    try await write()
    let (before, _) = try await tables(timed: false)
    let journal = try folder.read("state/journal.ndjson")
    try folder.remove("state/journal.ndjson")
    if isCut { try folder.write(String(journal.prefix(3000)), to: "state/journal.ndjson") }
    let (same, repair) = try await tables(timed: false)
    #expect(same == before)
    #expect(repair?.cause == .journal)
    #expect((repair?.movedTo != nil) == isCut)
    if isCut {
      #expect(
        try folder.read("state/journal.ndjson.damaged-1") == String(journal.prefix(3000)))
    }
    #expect(try await tables().1 == nil)
    // It is as good as the first one.
    try removeDatabase()
    let (rebuilt, again) = try await tables(timed: false)
    #expect(rebuilt == before)
    #expect(again?.unknown == 0)
  }

  /// The variants of a request are text to SQLite: what cannot be read is not none.
  @Test(arguments: ["", "[1", "{}", "[\"1\"]", "[1.5]", "null"])
  func variantsThatCannotBeReadAreDamage(_ text: String) async throws {
    try await write()
    let (before, _) = try await tables()
    // Of one that has ended, and of one that goes on.
    for condition: StaticString in [
      "UPDATE request SET slots = ? WHERE state = 'failed'",
      "UPDATE request SET slots = ? WHERE state = 'job'",
    ] {
      try SQLiteConnection(path: state.databasePath, access: .write)
        .run(condition, [.text(text)])
      let (after, repair) = try await tables()
      #expect(repair?.cause == .damaged)
      #expect(after == before)
    }
  }

  /// As long as the old journal stands in its place, the database must not say that a shorter one does.
  @Test func theOldJournalGoesBeforeANewOneIsNoted() async throws {
    try await write()
    let (before, _) = try await tables(timed: false)
    let journal = try folder.read("state/journal.ndjson")
    try folder.write(String(journal.prefix(3000)), to: "state/journal.ndjson")
    do {
      let writer = try SQLiteConnection(path: state.databasePath, access: .write)
      try writer.runScript(
        """
        CREATE TRIGGER stop BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'a crash'); END;
        """)
    }
    #expect(throws: StoreError.self) { try RecordDatabase.open(state) { 99 } }
    #expect(
      try folder.read("state/journal.ndjson.damaged-1") == String(journal.prefix(3000)))
    #expect(!(try folder.everything().contains("state/journal.ndjson")))
    do {
      let writer = try SQLiteConnection(path: state.databasePath, access: .write)
      try writer.runScript("DROP TRIGGER stop;")
    }
    #expect(try await tables(timed: false).0 == before)
    try removeDatabase()
    #expect(try await tables(timed: false).0 == before)
  }

  @Test func aNewStateHasNothingToRepair() async throws {
    #expect(try await tables().1 == nil)
    #expect(try folder.read("state/journal.ndjson").isEmpty)
    #expect(try await tables().1 == nil)
  }

  @Test func linesThatWereNeverCommittedAreMade() async throws {
    try await write()
    let end = try folder.read("state/journal.ndjson").utf8.count
    // As after a crash between journal and database; the last line was being written.
    let job = JournalEntry.settled(
      id: 11, .job(id: "j-9"), subject: RequestSubject(SampleRecords.begun, slots: [1]))
    let next = JournalEntry.intent(id: 13, Sample.intent(), replacing: [9])
    let lines = [job, next].flatMap { JournalLine.written($0.kind, $0.fields, at: 8) }
    let journal = try folder.read("state/journal.ndjson") + String(decoding: lines, as: UTF8.self)
    try folder.write(journal + "{\"at\":1,\"att", to: "state/journal.ndjson")
    let reading = try RecordDatabase.openReadOnly(state)
    let database = try RecordDatabase.open(state) { 99 }
    #expect(try RecordTables(database) == RecordTables(reading))
    #expect(database.repair?.cause == .behind)
    #expect(database.repair == reading.repair)
    #expect(try database.work(SampleRecords.begun)?.open.map(\.state) == [.job(id: "j-9")])
    #expect(try database.work(Sample.fingerprint)?.open.map(\.id) == [13])
    #expect(database.repair?.unknown == 0)
    await database.close()
    #expect(try folder.read("state/journal.ndjson").utf8.count > end)
    let (before, none) = try await tables()
    #expect(none == nil)
    try removeDatabase()
    #expect(try await tables().0 == before)
  }

  @Test func aJournalOfANewerReelIsLeftAlone() async throws {
    try await write()
    try removeDatabase()
    let journal = try folder.read("state/journal.ndjson")
    try folder.write(
      journal + "{\"at\":1,\"kind\":\"intent\",\"v\":2}\n", to: "state/journal.ndjson")
    let before = try folder.contents()
    for open in [
      { try RecordDatabase.open(state) { 1 } }, { try RecordDatabase.openReadOnly(state) },
    ] {
      let error = #expect(throws: StoreError.self) { _ = try open() }
      #expect(error?.code == .newerVersion)
    }
    #expect(try folder.contents() == before)
  }

  /// A group that fails before it is written, and one that fails after.
  @Test(arguments: [false, true])
  func groupsThatFailLeaveTheJournalAsItWas(_ isWritten: Bool) async throws {
    let database = try RecordDatabase.open(state) { 7 }
    _ = try await database.begin(Sample.intent())
    let before = try folder.read("state/journal.ndjson")
    await #expect(throws: StoreError.self) {
      try await database.write { (change) throws(StoreError) in
        change.note("test", [:])
        guard isWritten else {
          try change.connection.run("ROLLBACK")
          throw StoreError(.io, "lost")
        }
        // Found only when it is to be committed.
        try change.connection.run("PRAGMA defer_foreign_keys = ON")
        try change.connection.run(
          "UPDATE request SET fingerprint = ?", [SQLValue(SHA256.digest("none"))])
      }
    }
    #expect(try folder.read("state/journal.ndjson") == before)
    #expect(try await database.begin(Sample.intent()) == 2)
    await database.close()
    #expect(try await tables().1 == nil)
    let after = try await tables().0
    try removeDatabase()
    #expect(try await tables().0 == after)
  }

  @Test func aRebuildThatWasKilledIsMadeAgain() async throws {
    try await write()
    let (before, _) = try await tables()
    try removeDatabase()
    for ending in ["", "-journal", "-wal"] {
      try folder.write("half written", to: "state/state.sqlite.new" + ending)
    }
    #expect(try await tables().0 == before)
    #expect(try folder.everything().allSatisfy { !$0.contains(".new") })
    try folder.remove("state/journal.ndjson")
    try folder.write("half written", to: "state/journal.ndjson.new")
    #expect(try await tables().0 == before)
    try removeDatabase()
    #expect(try await tables(timed: false).0.requests.count == before.requests.count)
  }

  /// A line that a crash cut short was never told to be durable. Ended with a line break, and the
  /// machine killed again before more could be written, it would look like one that was damaged.
  @Test(arguments: [1, 200_000])
  func whatIsLeftOfALineGoes(_ length: Int) async throws {
    try await write()
    let (before, _) = try await tables()
    let journal = try folder.read("state/journal.ndjson")
    let rest = #"{"at":7,"a":""# + String(repeating: "x", count: length)
    try folder.write(journal + rest, to: "state/journal.ndjson")
    #expect(try await tables().1?.cause == .behind)
    let after = try folder.read("state/journal.ndjson")
    #expect(after.hasPrefix(journal) && after.dropFirst(journal.count).hasPrefix(#"{"at":99,"#))
    #expect(try await tables() == (before, nil))
    try removeDatabase()
    #expect(try await tables().0 == before)
    #expect(try RecordDatabase.openReadOnly(state).repair == nil)
  }

  /// Without the database, a line that a crash cuts short could as well be what is left of an intent.
  @Test func aRebuildDoesNotWriteIntoTheJournalThatItReads() async throws {
    try await write()
    let journal = try folder.read("state/journal.ndjson")
    let old = try OpenFile.open(state.journalPath, flags: O_RDONLY)
    try removeDatabase()
    #expect(try await tables().1?.cause == .missing)
    var kept: [UInt8] = []
    try old.readPieces { kept += $0 }
    #expect(kept == Array(journal.utf8))
    #expect(try folder.read("state/journal.ndjson").hasPrefix(journal))
    #expect(try folder.read("state/journal.ndjson").count > journal.count)
  }

  @Test func linesOfOtherKindsAreNoDamage() async throws {
    try await write()
    let (before, _) = try await tables()
    let database = try RecordDatabase.open(state) { 1 }
    try await database.write { (change) throws(StoreError) in change.note("later", ["asset": "a"]) }
    await database.close()
    try removeDatabase()
    let (after, repair) = try await tables()
    #expect(after == before)
    #expect(repair?.damagedLines == 0)
  }

  /// A clock that stands still, runs backwards, or is far from here.
  @Test(arguments: [0, -400_000, 1_600_000_000, -1])
  func clocksMayJump(_ step: Int64) async throws {
    let now = Locked<Int64>(1_700_000_000)
    try await write {
      now.withLock { now in
        now += step
        return now
      }
    }
    let (before, _) = try await tables(timed: false)
    #expect(before.requests.count == 12)
    try removeDatabase()
    let (after, repair) = try await tables(timed: false)
    #expect(after == before)
    #expect(repair?.unknown == 0)
    let database = try RecordDatabase.open(state) { -5 }
    #expect(try SampleRecords.unpaid(database).isEmpty)
    await database.close()
  }

  // MARK: A journal that lacks its end

  /// Cut exactly between two lines, together with the database: what followed is nobody's guess, and
  /// nothing counts as unpaid because of it.
  @Test func aJournalCutBetweenTwoLinesShows() async throws {
    try await write()
    let lines = try folder.read("state/journal.ndjson").split(separator: "\n")
    let mark = try folder.read("state/journal.end")
    try removeDatabase()
    for count in lines.indices {
      try folder.write(mark, to: "state/journal.end")
      let cut = lines[..<count].map { $0 + "\n" }.joined()
      try folder.write(cut, to: "state/journal.ndjson")
      let reading = try RecordDatabase.openReadOnly(state)
      #expect(try SampleRecords.unpaid(reading).isEmpty, "\(count) lines")
      guard count % 5 == 0 else { continue }
      let database = try RecordDatabase.open(state) { 99 }
      #expect(try SampleRecords.unpaid(database).isEmpty, "\(count) lines")
      #expect(database.repair == reading.repair)
      #expect((database.repair?.unknown ?? 0) > 0)
      #expect(database.repair?.words(isDone: true).contains("its end is missing") == (count > 0))
      // A person decides, once.
      #expect(try await database.resendUnknown() > 0)
      await database.close()
      try removeDatabase()
      #expect(try await tables().1?.unknown == 0)
      try removeDatabase()
    }
  }

  /// The mark says no more than what was durable before it.
  @Test(arguments: ["", "0", "17", "x", String(repeating: "9", count: 20) + "\n", "-1"])
  func aMarkThatSaysNothingIsNoWitness(_ text: String) async throws {
    try await write()
    let (before, _) = try await tables()
    try removeDatabase()
    try folder.write(text, to: "state/journal.end")
    let (after, repair) = try await tables()
    #expect(after == before && repair?.unknown == 0, "\(text)")
  }

  @Test func aMarkAloneTellsOfRequests() async throws {
    let database = try RecordDatabase.open(state) { 7 }
    _ = try await database.begin(Sample.intent())
    await database.close()
    try removeDatabase()
    try folder.remove("state/journal.ndjson")
    let (_, repair) = try await tables()
    #expect(repair?.unknown == 1)
    // A journal that is made anew from the records ends where it ends.
    try folder.remove("state/journal.ndjson")
    #expect(try await tables().1?.cause == .journal)
    try removeDatabase()
    #expect(try await tables().1?.unknown == 1)
  }
}
