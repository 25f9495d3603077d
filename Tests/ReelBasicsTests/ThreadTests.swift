import ReelBasics
import Testing

@Suite(.timeLimit(.minutes(10))) struct ThreadTests {
  @Test func `threads count together under a lock`() {
    let count = Locked(0)
    let done = ThreadSemaphore()
    for _ in 0..<8 {
      DetachedThread.start {
        for _ in 0..<5000 { count.withLock { $0 += 1 } }
        done.signal()
      }
    }
    for _ in 0..<8 { done.wait() }
    #expect(count.withLock { $0 } == 40_000)
  }

  @Test func `a lock gives the result and the error of its body`() {
    struct Failure: Error {}
    let value = Locked([1])
    #expect(value.withLock { $0.count } == 1)
    #expect(throws: Failure.self) { try value.withLock { _ throws(Failure) in throw Failure() } }
    #expect(value.withLock { $0 } == [1], "it is free again")
  }

  @Test func `one worker keeps the order`() async throws {
    let workers = WorkerThreads(width: 1)
    let seen = Locked<[Int]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      // Each call is queued before the next is made.
      for number in 0..<100 {
        try await workers.run { seen.withLock { $0.append(number) } }
        group.addTask { try await workers.run {} }
      }
      try await group.waitForAll()
    }
    #expect(seen.withLock { $0 } == Array(0..<100))
  }

  @Test(arguments: [0, 1, 3]) func `never more at once than the width`(width: Int) async throws {
    let workers = WorkerThreads(width: width)
    let running = Locked((now: 0, most: 0, all: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<500 {
        group.addTask {
          try await workers.run {
            running.withLock {
              $0.now += 1
              $0.most = max($0.most, $0.now)
            }
            running.withLock {
              $0.now -= 1
              $0.all += 1
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let (now, most, all) = running.withLock { $0 }
    #expect(now == 0 && all == 500 && most <= max(1, width))
  }

  @Test func `a worker gives the error of its body, and goes on`() async throws {
    struct Failure: Error {}
    let workers = WorkerThreads(width: 1)
    await #expect(throws: Failure.self) { try await workers.run { throw Failure() } }
    #expect(try await workers.run { 7 } == 7)
  }

  @Test func `workers that wait for each other all run`() async throws {
    let workers = WorkerThreads(width: 3)
    let first = ThreadSemaphore()
    let second = ThreadSemaphore()
    // Each of the two needs the other to be running.
    async let one: Void = workers.run {
      first.signal()
      second.wait()
    }
    async let two: Void = workers.run {
      second.signal()
      first.wait()
    }
    _ = try await (one, two)
  }
}
