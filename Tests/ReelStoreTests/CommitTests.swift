import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

@Suite(.timeLimit(.minutes(10)))
struct CommitTests {
  let folder: TemporaryFolder
  let state: StateDirectory
  let database: RecordDatabase

  init() throws {
    folder = try TemporaryFolder()
    state = try folder.state()
    database = try RecordDatabase.open(state) { 1 }
  }

  private func fingerprint(_ number: Int) -> Fingerprint {
    Fingerprint(SHA256.digest("work \(number)"))
  }

  /// Starts a change that holds the writer's thread until the gate opens.
  private func hold(_ gate: ThreadSemaphore) async -> Task<Void, any Error> {
    let started = AsyncStream<Void>.makeStream()
    let task = Task { [database] in
      try await database.write { (_) throws(StoreError) in
        started.continuation.finish()
        gate.wait()
      }
    }
    for await _ in started.stream {}
    return task
  }

  /// Lets others run until so many changes wait for the writer.
  private func waitForWriters(_ count: Int) async {
    while database.waiting < count { await Task.yield() }
  }

  @Test func manyWritersShareFewCommits() async throws {
    let gate = ThreadSemaphore()
    let held = await hold(gate)
    try await withThrowingTaskGroup(of: Int64.self) { group in
      for number in 0..<200 {
        group.addTask { [database] in
          try await database.begin(Sample.intent(fingerprint(number)))
        }
      }
      await waitForWriters(200)
      gate.signal()
      var ids: Set<Int64> = []
      for try await id in group { ids.insert(id) }
      #expect(ids == Set(1...200))
    }
    try await held.value
    #expect(try database.openJobs().count == 200)
    #expect(database.commits == 2)
    #expect(try folder.read("state/journal.ndjson").split(separator: "\n").count == 200)
  }

  @Test func aFailingChangeUndoesOnlyItself() async throws {
    let gate = ThreadSemaphore()
    let held = await hold(gate)
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<20 {
        group.addTask { [database] in
          do throws(StoreError) {
            try await database.write { (change) throws(StoreError) in
              try change.keepForm("form", of: fingerprint(number))
              change.note("test", ["number": .int(Int64(number))])
              if number % 5 == 0 { throw StoreError(.conflict, "not this one") }
            }
            return true
          } catch {
            return error.code != .conflict
          }
        }
      }
      await waitForWriters(20)
      gate.signal()
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    try await held.value
    #expect(outcomes.filter(\.self).count == 16)
    for number in 0..<20 {
      #expect(try (database.work(fingerprint(number)) != nil) == (number % 5 != 0))
    }
    let lines = try folder.read("state/journal.ndjson").split(separator: "\n")
    #expect(lines.count == 16)
  }

  @Test func constraintsHoldAndHurtNobody() async throws {
    let error = await #expect(throws: StoreError.self) {
      try await database.keep(
        Sample.fingerprint, form: "", slots: [0: .moderated], request: nil)
    }
    #expect(error?.code == .conflict)
    #expect(try database.work(Sample.fingerprint) == nil)
    await #expect(throws: StoreError.self) {
      try await database.keep(
        Sample.fingerprint, form: "", slots: [1: .moderated], request: 99)
    }
    _ = try await database.begin(Sample.intent())
    #expect(try database.openJobs().count == 1)
  }

  @Test func aChangeThatLosesTheTransactionFailsItsWholeGroup() async throws {
    let gate = ThreadSemaphore()
    let held = await hold(gate)
    let lost = Task { [database] in
      try await database.write { (change) throws(StoreError) in
        // What a full disk does.
        try change.connection.run("ROLLBACK")
        throw StoreError(.full, "full")
      }
    }
    await waitForWriters(1)
    let kept = Task { [database] in
      try await database.keep(Sample.fingerprint, form: "", slots: [:], request: nil)
    }
    await waitForWriters(2)
    gate.signal()
    for task in [lost, kept] {
      let error = await #expect(throws: StoreError.self) { try await task.value }
      #expect(error?.code == .full)
    }
    #expect(try database.work(Sample.fingerprint) == nil)
    try await held.value
    _ = try await database.begin(Sample.intent())
  }

  @Test func theJournalIsDurableBeforeTheCommit() async throws {
    let reading = try RecordDatabase.openReadOnly(state)
    let seen = Locked<[[UInt8]]>([])
    let journal = FakeJournal { (lines) throws(StoreError) in
      let committed = try reading.work(Sample.fingerprint) != nil
      seen.withLock { $0.append(committed ? [] : lines) }
      throw StoreError(.full, "no room for the journal")
    }
    let queue = CommitQueue(
      connection: try SQLiteConnection(path: state.databasePath, access: .write), clock: { 1 },
      journal: journal)
    let error = await #expect(throws: StoreError.self) {
      try await queue.write { (change) throws(StoreError) in
        try change.keepForm("form", of: Sample.fingerprint)
        change.note("test", [:])
      }
    }
    #expect(error?.code == .full)
    #expect(seen.withLock { $0 } == [JournalLine.written("test", [:], at: 1)])
    #expect(try reading.work(Sample.fingerprint) == nil)
    await queue.close()
  }

  @Test func closedRecordsTakeNothing() async throws {
    _ = try await database.begin(Sample.intent())
    await database.close()
    await database.close()
    await #expect(throws: StoreError.self) { try await database.begin(Sample.intent()) }
    #expect(throws: StoreError.self) { try database.openJobs() }
    let again = try RecordDatabase.open(state) { 2 }
    #expect(try again.openJobs().count == 1)
    await again.close()
  }
}

/// A journal that a test watches, or makes fail.
struct FakeJournal: GroupJournal {
  let lines: @Sendable ([UInt8]) throws(StoreError) -> Void

  func append(_ lines: [UInt8]) throws(StoreError) -> Int64? {
    try self.lines(lines)
    return nil
  }

  func committed() {}
  func takeBack() {}
}
