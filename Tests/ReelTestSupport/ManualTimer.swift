import ReelBasics
import ReelEmulator

/// Time that stands still until a test moves it.
package final class ManualTimer: EmulatorTimer {
  private struct State: Sendable {
    var now = Duration.zero
    var due: [(moment: Duration, action: @Sendable () -> Void)] = []
    var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Locked(State())

  package init() {}

  package func now() -> Duration { state.withLock { $0.now } }

  package func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) {
    let woken = state.withLock { state in
      state.due.append((moment, action))
      let count = state.due.count
      defer { state.waiters.removeAll { $0.count <= count } }
      return state.waiters.filter { $0.count <= count }
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  package func stop() { state.withLock { $0.due = [] } }

  /// Returns when so many actions are due later.
  package func waitForScheduled(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.due.count < count { state.waiters.append((count, continuation)) }
        return state.due.count >= count
      }
      if isThere { continuation.resume() }
    }
  }

  /// Moves time and does what is due by then, in order.
  package func advance(by step: Duration) {
    let ready = state.withLock { state in
      state.now += step
      let now = state.now
      defer { state.due.removeAll { $0.moment <= now } }
      return state.due.filter { $0.moment <= now }.sorted { $0.moment < $1.moment }
    }
    for due in ready { due.action() }
  }
}
