import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a group of changes is written before it is committed.
protocol GroupJournal: Sendable {
  /// Adds the lines of a group; they are durable when it returns, or none is there where it throws.
  ///
  /// - Returns: the size of the journal with them; `nil` where it is as it was.
  func append(_ lines: [UInt8]) throws(StoreError) -> Int64?

  /// Takes note that the last group is committed.
  func committed()

  /// Removes the lines of the last group, which was written and not committed.
  ///
  /// - Throws: where it cannot: nothing more may be written then.
  func takeBack() throws(StoreError)
}

/// The one thread that writes records. All changes that wait are one transaction, made durable once.
final class CommitQueue: Sendable {
  /// A change that waits, and whoever waits for it.
  private struct Entry: Sendable {
    /// Makes the change; gives what tells its owner that the group was made durable, or was not.
    let perform: @Sendable (inout RecordChange) throws(StoreError) -> Completion
    let fail: Completion
  }

  /// Tells an owner the end: `nil` is success.
  private typealias Completion = @Sendable (StoreError?) -> Void

  private struct Queue: Sendable {
    var entries: [Entry] = []
    var isClosed = false
    var closing: [@Sendable () -> Void] = []
    var commits = 0
  }

  /// How long after a group was begun the next one begins at the earliest, unless so many changes wait
  /// when the one before it is done. A change by itself does not wait: that one is long past.
  private static let (pace, crowd) = (Duration.milliseconds(2), 16)

  private let queue = Locked(Queue())
  private let wakeUp = ThreadSemaphore()
  private let clock: @Sendable () -> Int64
  private let journal: any GroupJournal
  private let ballast: Ballast?

  /// Starts the thread, which owns the connection from now on. A group is in the journal before it
  /// is committed. On a full disk the ballast is given up for a group, once.
  init(
    connection: SQLiteConnection, clock: @escaping @Sendable () -> Int64,
    journal: some GroupJournal, ballast: Ballast? = nil
  ) {
    self.clock = clock
    self.journal = journal
    self.ballast = ballast
    // Handed over in a box: at the end nothing may keep the connection open.
    let owned = Locked<SQLiteConnection?>(connection)
    DetachedThread.start { [self] in
      for tell in work(owned) { tell() }
    }
  }

  /// How many transactions were committed.
  var commits: Int { queue.withLock { $0.commits } }

  /// How many changes wait for the thread to take them.
  var waiting: Int { queue.withLock { $0.entries.count } }

  /// Makes a change, durable when this returns. One that throws undoes only itself.
  func write<Result: Sendable>(
    _ change: @escaping @Sendable (inout RecordChange) throws(StoreError) -> Result
  ) async throws(StoreError) -> Result {
    let outcome: Swift.Result<Result, StoreError> = await withCheckedContinuation { waiter in
      let entry = Entry(
        perform: { (record) throws(StoreError) in
          let result = try change(&record)
          return { error in
            waiter.resume(returning: error.map { .failure($0) } ?? .success(result))
          }
        },
        fail: { error in
          waiter.resume(returning: .failure(error ?? Self.closed))
        })
      let accepted = queue.withLock { queue in
        guard !queue.isClosed else { return false }
        queue.entries.append(entry)
        return true
      }
      if accepted { wakeUp.signal() } else { entry.fail(nil) }
    }
    return try outcome.get()
  }

  /// Takes no more changes, and returns when those that wait are done and the thread has let go.
  func close() async {
    await withCheckedContinuation { waiter in
      let isOver = queue.withLock { queue in
        guard !queue.isClosed else { return true }
        queue.isClosed = true
        queue.closing.append { waiter.resume() }
        return false
      }
      if isOver { waiter.resume() } else { wakeUp.signal() }
    }
  }

  /// As `close()`, without waiting.
  func closeSoon() {
    queue.withLock { $0.isClosed = true }
    wakeUp.signal()
  }

  private static var closed: StoreError { StoreError(.conflict, "the records are closed") }
}

extension CommitQueue {
  /// Makes changes until the queue is closed; gives whom to tell.
  private func work(_ owned: Locked<SQLiteConnection?>) -> [@Sendable () -> Void] {
    let connection = owned.withLock { owned in
      defer { owned = nil }
      return owned
    }
    let clock = ContinuousClock()
    var next = clock.now
    while let connection {
      wakeUp.wait()
      let (waiting, isClosed) = queue.withLock { ($0.entries.count, $0.isClosed) }
      if waiting > 0, !isClosed {
        // Changes of many jobs come one by one; a group costs the same however many it has.
        if waiting < Self.crowd { Self.pause(until: next, clock) }
        next = clock.now + Self.pace
      }
      let (entries, closing) = queue.withLock { queue in
        defer { queue.entries = [] }
        return (queue.entries, queue.isClosed ? queue.closing : nil)
      }
      if !entries.isEmpty { commit(entries, connection) }
      if let closing { return closing }
    }
    return []
  }

  private static func pause(until end: ContinuousClock.Instant, _ clock: ContinuousClock) {
    let rest = end - clock.now
    guard rest > .zero else { return }
    usleep(UInt32(rest / .microseconds(1)))
  }

  private func commit(_ entries: [Entry], _ connection: SQLiteConnection) {
    var waiting = entries
    do {
      let done = try Ballast.relieving(ballast, for: .records) { () throws(StoreError) in
        // A place to go back to for each change costs more than the change. Almost never does one fail.
        if let done = try transact(&waiting, connection, isGuarded: false) { return done }
        return try transact(&waiting, connection, isGuarded: true) ?? []
      }
      queue.withLock { $0.commits += 1 }
      for completion in done { completion(nil) }
    } catch {
      for entry in waiting { entry.fail(error) }
    }
  }

  /// Makes one transaction of the changes; gives whom to tell. Those that failed alone are told, and
  /// taken out, where they are guarded; else none is made where one fails, nobody is told, and `nil` is
  /// given.
  ///
  /// - Throws: where none of them was made.
  private func transact(
    _ entries: inout [Entry], _ connection: SQLiteConnection, isGuarded: Bool
  ) throws(StoreError) -> [Completion]? {
    var done: [Completion] = []
    var lines: [UInt8] = []
    var sound: [Entry] = []
    var rest = entries[...]
    var isInJournal = false
    do {
      try connection.run("BEGIN IMMEDIATE")
      while let entry = rest.first {
        let completion = try perform(entry, connection, &lines, isGuarded: isGuarded)
        guard isGuarded || completion != nil else {
          try connection.run("ROLLBACK")
          return nil
        }
        rest.removeFirst()
        guard let completion else { continue }
        done.append(completion)
        sound.append(entry)
      }
      let end = try journal.append(lines)
      isInJournal = true
      try DatabaseSchema.noteJournal(end: end, in: connection)
      try connection.run("COMMIT")
      journal.committed()
      return done
    } catch {
      entries = sound + rest
      if connection.isInTransaction { try? connection.run("ROLLBACK") }
      if isInJournal { try journal.takeBack() }
      throw error
    }
  }

  /// Makes one change; `nil` where it failed. Where it is guarded it then failed alone, and its owner was
  /// told; else there is no way back from it alone.
  ///
  /// - Throws: where the whole transaction is lost, as it is on a full disk; nobody was told.
  private func perform(
    _ entry: Entry, _ connection: SQLiteConnection, _ lines: inout [UInt8], isGuarded: Bool
  ) throws(StoreError) -> Completion? {
    var change = RecordChange(connection: connection, now: clock())
    if isGuarded { try connection.run("SAVEPOINT change") }
    do {
      let completion = try entry.perform(&change)
      if isGuarded { try connection.run("RELEASE change") }
      lines += change.journal
      return completion
    } catch {
      guard connection.isInTransaction else { throw error }
      guard isGuarded else { return nil }
      try connection.run("ROLLBACK TO change")
      try connection.run("RELEASE change")
      entry.fail(error)
      return nil
    }
  }
}
