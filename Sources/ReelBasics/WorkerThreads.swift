/// A few threads of our own for calls that block: pictures, files, databases, child processes.
///
/// The cooperative pool is as wide as the machine has cores; a blocking call there stops everything.
package final class WorkerThreads: Sendable {
  private struct Queue: Sendable {
    var jobs: [@Sendable () -> Void] = []
    var head = 0
    var threads = 0
    var idle = 0

    mutating func take() -> (@Sendable () -> Void)? {
      guard head < jobs.count else { return nil }
      defer {
        head += 1
        if head == jobs.count {
          jobs.removeAll(keepingCapacity: true)
          head = 0
        }
      }
      return jobs[head]
    }
  }

  private let width: Int
  private let queue = Locked(Queue())
  private let wakeUp = ThreadSemaphore()

  /// - Parameter width: how many threads there are at most, from 1. They start when first needed.
  package init(width: Int) {
    self.width = max(1, width)
  }

  /// Runs a blocking `body` on one of the threads, in the order of the calls.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      enqueue { continuation.resume(with: Swift.Result(catching: body)) }
    }
  }

  private func enqueue(_ job: @escaping @Sendable () -> Void) {
    let starts = queue.withLock { queue in
      queue.jobs.append(job)
      let waiting = queue.jobs.count - queue.head
      guard waiting > queue.idle, queue.threads < width else { return false }
      queue.threads += 1
      return true
    }
    if starts { DetachedThread.start { [self] in work() } }
    wakeUp.signal()
  }

  private func work() {
    while true {
      queue.withLock { $0.idle += 1 }
      wakeUp.wait()
      let job = queue.withLock { queue in
        queue.idle -= 1
        return queue.take()
      }
      job?()
    }
  }
}
