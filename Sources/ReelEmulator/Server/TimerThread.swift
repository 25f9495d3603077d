import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The real timer: one thread for all that is due later, started with the first of it.
final class TimerThread: EmulatorTimer {
  private struct Due: Sendable {
    let moment: Duration
    let action: @Sendable () -> Void
  }

  private struct State: Sendable {
    /// Sorted, the next one last.
    var due: [Due] = []
    var pipe: (read: Int32, write: Int32)?
    var isStopped = false
  }

  private let state = Locked(State())
  private let start = ContinuousClock.now

  func now() -> Duration { start.duration(to: .now) }

  func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) {
    let starts = state.withLock { state in
      guard !state.isStopped else { return false }
      var low = 0
      var high = state.due.count
      while low < high {
        let middle = (low + high) / 2
        if state.due[middle].moment > moment { low = middle + 1 } else { high = middle }
      }
      state.due.insert(Due(moment: moment, action: action), at: low)
      guard state.pipe == nil else {
        if low == state.due.count - 1 { Self.wake(state) }
        return false
      }
      state.pipe = Self.makePipe()
      return true
    }
    if starts { DetachedThread.start { [self] in run() } }
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.due = []
      Self.wake(state)
    }
  }

  private func run() {
    guard let pipe = state.withLock({ $0.pipe }) else { return }
    while true {
      let now = now()
      let (ready, wait) = state.withLock { state -> ([Due]?, Int32) in
        guard !state.isStopped else { return (nil, 0) }
        var ready: [Due] = []
        while let next = state.due.last, next.moment <= now { ready.append(state.due.removeLast()) }
        return (ready, state.due.last.map { Self.milliseconds($0.moment - now) } ?? -1)
      }
      guard let ready else { break }
      for due in ready { due.action() }
      if ready.isEmpty { Self.sleep(on: pipe.read, milliseconds: wait) }
    }
    state.withLock { $0.pipe = nil }
    close(pipe.read)
    close(pipe.write)
  }

  /// Rounded up, so that nothing is early.
  private static func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue + rest)
  }

  private static func makePipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    precondition(unsafe pipe(&ends) == 0, "the system gives no more file descriptors")
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    return (ends[0], ends[1])
  }

  private static func wake(_ state: State) {
    guard let pipe = state.pipe else { return }
    // A full pipe wakes the thread as well.
    var byte: UInt8 = 0
    _ = unsafe write(pipe.write, &byte, 1)
  }

  private static func sleep(on descriptor: Int32, milliseconds: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&entry, 1, milliseconds) > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 64)
    while unsafe read(descriptor, &bytes, bytes.count) == bytes.count {}
  }
}
