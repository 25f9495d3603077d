/// A few threads of our own for calls that block: pictures, files, databases, child processes.
///
/// The cooperative pool is as wide as the machine has cores; a blocking call there stops everything.
/// The threads end with this object, once what was enqueued is done.
package final class WorkerThreads: Sendable {
  private let workshop: Workshop

  /// - Parameter width: how many threads there are at most, from 1. They start when first needed.
  package init(width: Int) { workshop = Workshop(width: max(1, width)) }

  deinit { workshop.close() }

  /// Runs a blocking `body` on one of the threads, in the order of the calls.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      workshop.enqueue { continuation.resume(with: Swift.Result(catching: body)) }
    }
  }
}

/// What the threads share; it lives as long as the last of them.
private final class Workshop: Sendable {
  private struct Queue: Sendable {
    var jobs: [@Sendable () -> Void] = []
    var head = 0
    var threads = 0
    var idle = 0
    var isClosed = false

    var waiting: Int { jobs.count - head }

    mutating func take() -> (@Sendable () -> Void)? {
      guard head < jobs.count else { return nil }
      let job = jobs[head]
      head += 1
      if head == jobs.count {
        jobs.removeAll(keepingCapacity: true)
        head = 0
      }
      return job
    }
  }

  private let width: Int
  private let queue = Locked(Queue())
  /// Signalled once for every job, and once for every thread that is to end.
  private let wakeUp = ThreadSemaphore()

  init(width: Int) { self.width = width }

  func enqueue(_ job: @escaping @Sendable () -> Void) {
    let starts = queue.withLock { queue in
      queue.jobs.append(job)
      guard queue.waiting > queue.idle, queue.threads < width else { return false }
      queue.threads += 1
      return true
    }
    if starts { DetachedThread.start { self.work() } }
    wakeUp.signal()
  }

  func close() {
    let threads = queue.withLock { queue in
      queue.isClosed = true
      return queue.threads
    }
    for _ in 0..<threads { wakeUp.signal() }
  }

  private func work() {
    while true {
      queue.withLock { $0.idle += 1 }
      wakeUp.wait()
      let (job, isOver) = queue.withLock { queue in
        queue.idle -= 1
        let job = queue.take()
        return (job, job == nil && queue.isClosed)
      }
      if isOver { return }
      job?()
    }
  }
}
