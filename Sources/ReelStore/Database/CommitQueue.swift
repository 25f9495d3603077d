import ReelBasics

/// What a change to the records works with. It is of use only while the change runs.
struct RecordChange {
  let connection: SQLiteConnection
  /// When it is, in seconds since 1970.
  let now: Int64
  fileprivate(set) var journal: [JSONValue] = []

  /// Adds a line to the journal, which is durable before the change is.
  mutating func note(_ kind: String, _ fields: [String: JSONValue]) {
    let common: [String: JSONValue] = ["v": 1, "kind": .string(kind), "at": .int(now)]
    journal.append(.object(common.merging(fields) { first, _ in first }))
  }
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

  private let queue = Locked(Queue())
  private let wakeUp = ThreadSemaphore()
  private let clock: @Sendable () -> Int64

  private let journal: @Sendable ([JSONValue]) throws(StoreError) -> Void

  /// Starts the thread, which owns the connection from now on. `journal` makes the lines of a group
  /// durable, which is then committed.
  init(
    connection: SQLiteConnection, clock: @escaping @Sendable () -> Int64,
    journal: @escaping @Sendable ([JSONValue]) throws(StoreError) -> Void
  ) {
    self.clock = clock
    self.journal = journal
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
    while let connection {
      wakeUp.wait()
      let (entries, closing) = queue.withLock { queue in
        defer { queue.entries = [] }
        return (queue.entries, queue.isClosed ? queue.closing : nil)
      }
      if !entries.isEmpty { commit(entries, connection) }
      if let closing { return closing }
    }
    return []
  }

  private func commit(_ entries: [Entry], _ connection: SQLiteConnection) {
    var waiting = entries[...]
    var done: [Completion] = []
    var lines: [JSONValue] = []
    do {
      try connection.run("BEGIN IMMEDIATE")
      while let entry = waiting.first {
        if let completion = try perform(entry, connection, &lines) { done.append(completion) }
        waiting.removeFirst()
      }
      try journal(lines)
      try connection.run("COMMIT")
      queue.withLock { $0.commits += 1 }
      for completion in done { completion(nil) }
    } catch {
      if connection.isInTransaction { try? connection.run("ROLLBACK") }
      for completion in done { completion(error) }
      for entry in waiting { entry.fail(error) }
    }
  }

  /// Makes one change; `nil` where it failed alone and its owner was told.
  ///
  /// - Throws: where the whole transaction is lost, as it is on a full disk; nobody was told.
  private func perform(
    _ entry: Entry, _ connection: SQLiteConnection, _ lines: inout [JSONValue]
  ) throws(StoreError) -> Completion? {
    var change = RecordChange(connection: connection, now: clock())
    try connection.run("SAVEPOINT change")
    do {
      let completion = try entry.perform(&change)
      try connection.run("RELEASE change")
      lines += change.journal
      return completion
    } catch {
      guard connection.isInTransaction else { throw error }
      try connection.run("ROLLBACK TO change")
      try connection.run("RELEASE change")
      entry.fail(error)
      return nil
    }
  }
}
