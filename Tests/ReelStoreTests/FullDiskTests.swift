import ReelBasics
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A disk that is full, in play and in earnest.
@Suite(.timeLimit(.minutes(10)))
struct FullDiskTests {
  /// A journal that finds the disk full so many times.
  private func journal(full times: Int) -> FakeJournal {
    let left = Locked(times)
    return FakeJournal { (lines) throws(StoreError) in
      let isFull = left.withLock { left in
        left -= 1
        return left >= 0
      }
      if isFull { throw StoreError(.full, "full") }
    }
  }

  @Test(arguments: [(0, true, true), (1, true, true), (1, false, false), (2, true, false)])
  func theBallastIsGivenUpOnce(_ times: Int, _ isReserved: Bool, _ isKept: Bool) async throws {
    let folder = try TemporaryFolder()
    let state = try folder.state()
    await (try RecordDatabase.open(state) { 1 }).close()
    let ballast = Ballast(state)
    if isReserved { try ballast.reserve() }
    let queue = CommitQueue(
      connection: try SQLiteConnection(path: state.databasePath, access: .write), clock: { 1 },
      journal: journal(full: times), ballast: ballast)
    do {
      try await queue.write { (change) throws(StoreError) in
        try change.keepForm("form", of: Sample.fingerprint)
        change.note("test", [:])
      }
      #expect(isKept)
    } catch {
      #expect(!isKept)
      #expect(error.code == .full)
    }
    #expect(try folder.everything().contains("state/ballast") == (isReserved && times == 0))
    await queue.close()
    let reading = try RecordDatabase.openReadOnly(state)
    #expect(try (reading.work(Sample.fingerprint) != nil) == isKept)
  }

  /// Those that failed alone are told once, and are not tried again.
  @Test func aGroupIsTriedAgainWithoutThoseThatFailed() async throws {
    let folder = try TemporaryFolder()
    let state = try folder.state()
    await (try RecordDatabase.open(state) { 1 }).close()
    let ballast = Ballast(state)
    try ballast.reserve()
    let queue = CommitQueue(
      connection: try SQLiteConnection(path: state.databasePath, access: .write), clock: { 1 },
      journal: journal(full: 1), ballast: ballast)
    let gate = ThreadSemaphore()
    let started = AsyncStream<Void>.makeStream()
    let held = Task {
      try await queue.write { (_) throws(StoreError) in
        started.continuation.finish()
        gate.wait()
      }
    }
    for await _ in started.stream {}
    let failing = Task {
      try await queue.write { (_) throws(StoreError) in throw StoreError(.conflict, "alone") }
    }
    let kept = Task {
      try await queue.write { (change) throws(StoreError) in
        try change.keepForm("form", of: Sample.fingerprint)
      }
    }
    while queue.waiting < 2 { await Task.yield() }
    // Twice: the first group is tried again, too.
    gate.signal()
    gate.signal()
    try await held.value
    await #expect(throws: StoreError.self) { try await failing.value }
    try await kept.value
    await queue.close()
  }

  /// What waits to be put on record as the disk is found full is not sent.
  @Test func noRequestBeginsOnceTheBallastIsGivenUp() async throws {
    let folder = try TemporaryFolder()
    let state = try folder.state()
    let ballast = Ballast(state)
    try ballast.reserve()
    let database = try RecordDatabase.open(state, ballast: ballast) { 1 }
    let gate = ThreadSemaphore()
    let started = AsyncStream<Void>.makeStream()
    let held = Task {
      try await database.write { (_) throws(StoreError) in
        started.continuation.finish()
        gate.wait()
      }
    }
    for await _ in started.stream {}
    let begun = Task { try await database.begin(Sample.intent()) }
    while database.waiting < 1 { await Task.yield() }
    #expect(ballast.free(for: .records))
    gate.signal()
    try await held.value
    let error = await #expect(throws: StoreError.self) { try await begun.value }
    #expect(error?.code == .full)
    await database.close()
  }

  @Test func theBallastTakesItsRoomOnce() throws {
    let folder = try TemporaryFolder()
    let ballast = Ballast(try folder.state())
    try ballast.reserve()
    try ballast.reserve()
    var status = stat()
    #expect(lstat(folder.path + "/state/ballast", &status) == 0)
    #expect(Int64(status.st_blocks) * 512 >= Ballast.size)
    #expect(folder.permissions("state/ballast") == 0o600)
  }

  @Test func whoNeedsRoomIsToldWhetherThereWasAny() throws {
    let folder = try TemporaryFolder()
    let state = try folder.state()
    #expect(!Ballast(state).free(for: .results) && !Ballast(state).free(for: .records))
    let ballast = Ballast(state)
    try ballast.reserve()
    try ballast.refuseIfFreed()
    // Two writes may find the disk full at once.
    #expect(ballast.free(for: .results) && ballast.free(for: .results))
    #expect(throws: StoreError.self) { try ballast.refuseIfFreed() }
    var status = stat()
    #expect(lstat(folder.path + "/state/ballast", &status) == 0)
    #expect(Int64(status.st_size) == Ballast.recordsSize)
    #expect(ballast.free(for: .records) && ballast.free(for: .records))
    #expect(lstat(folder.path + "/state/ballast", &status) != 0)
    // What a run left of it is filled up by the next.
    let next = Ballast(state)
    try next.reserve()
    #expect(next.free(for: .records) && next.free(for: .results))
  }

  #if canImport(Glibc)
    /// What results take does not take the room that records need.
    @Test(.enabled(if: SmallDisk.isPossible, "mounting a tmpfs takes rights that we lack"))
    func resultsLeaveRoomForRecords() async throws {
      let folder = try TemporaryFolder()
      let disk = try #require(SmallDisk(folder.path + "/disk", megabytes: 10))
      let state = StateDirectory(disk.path + "/state")
      try state.create()
      let ballast = Ballast(state)
      let database = try RecordDatabase.open(state, ballast: ballast) { 1 }
      try ballast.reserve()
      let objects = ObjectStore(state, ballast: ballast)
      var requests: [Int64] = []
      for number in 0..<20 {
        requests.append(
          try await database.begin(Sample.intent(Fingerprint(SHA256.digest("work \(number)")))))
      }
      try disk.fill()
      // One fits, the next does not.
      let results = Int(Ballast.size - Ballast.recordsSize)
      let kept = try objects.keep([UInt8](repeating: 1, count: results - 300_000))
      #expect(try objects.verify(kept))
      let error = #expect(throws: StoreError.self) {
        try objects.keep([UInt8](repeating: 2, count: results))
      }
      #expect(error?.code == .full)
      try disk.fill()
      for request in requests {
        try await database.settle(request, as: .answered(Sample.answer))
      }
      #expect(try Folders.status(state.path + "/ballast") == nil)
      await database.close()
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounting a tmpfs takes rights that we lack"))
    func answersUnderWayAreKept() async throws {
      let folder = try TemporaryFolder()
      let disk = try #require(SmallDisk(folder.path + "/disk", megabytes: 10))
      let state = StateDirectory(disk.path + "/state")
      try state.create()
      let ballast = Ballast(state)
      let database = try RecordDatabase.open(state, ballast: ballast) { 1 }
      try ballast.reserve()
      let objects = ObjectStore(state, ballast: ballast)
      var requests: [Int64] = []
      for number in 0..<20 {
        requests.append(
          try await database.begin(Sample.intent(Fingerprint(SHA256.digest("work \(number)")))))
      }
      try disk.fill()
      for (number, request) in requests.enumerated() {
        try await database.settle(request, as: .answered(Sample.answer))
        let digest = try objects.keep([UInt8](repeating: UInt8(number), count: 50_000))
        #expect(try objects.verify(digest))
        try await database.keep(
          Fingerprint(SHA256.digest("work \(number)")), form: Sample.form,
          slots: [1: .kept(Sample.media("a"), ServedBy())], request: request, collects: true)
      }
      let error = await #expect(throws: StoreError.self) {
        try await database.begin(Sample.intent())
      }
      #expect(error?.code == .full)
      await database.close()
      try disk.fill()
      // The next run has no room for its answers, and says so before it sends anything.
      let again = try RecordDatabase.open(state) { 1 }
      #expect(try again.openJobs().isEmpty)
      let refused = #expect(throws: StoreError.self) { try Ballast(state).reserve() }
      #expect(refused?.code == .full)
      #expect(refused?.message.contains("are needed for the answers") == true)
      await again.close()
      #expect(try Folders.status(state.path + "/ballast") == nil)
    }
  #endif
}
