import ReelBasics
import ReelEngine

/// A clock that a test turns by hand, once as many wait as it expects.
package final class ManualClock: EngineClock {
  private struct Sleeper: Sendable {
    let id: Int
    let due: Duration
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State: Sendable {
    var now: Duration = .zero
    var sleepers: [Sleeper] = []
    var cancelled: Set<Int> = []
    var ids = 0
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Locked(State())

  package init() {}

  package var now: Duration { state.withLock(\.now) }
  /// When those who sleep want to wake.
  package var moments: [Duration] { state.withLock { $0.sleepers.map(\.due).sorted() } }

  package func sleep(until moment: Duration) async throws {
    let id = state.withLock { state in
      state.ids += 1
      return state.ids
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enter(Sleeper(id: id, due: moment, continuation: continuation))
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        state.cancelled.insert(id)
        return state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  private func enter(_ sleeper: Sleeper) {
    enum Entry { case asleep([CheckedContinuation<Void, Never>]), awake, cancelled }
    let entry = state.withLock { state -> Entry in
      if state.cancelled.contains(sleeper.id) { return .cancelled }
      if sleeper.due <= state.now { return .awake }
      state.sleepers.append(sleeper)
      let count = state.sleepers.count
      let content = state.watchers.filter { $0.count <= count }.map(\.continuation)
      state.watchers.removeAll { $0.count <= count }
      return .asleep(content)
    }
    switch entry {
    case .asleep(let watchers): for watcher in watchers { watcher.resume() }
    case .awake: sleeper.continuation.resume()
    case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
    }
  }

  /// Returns when at least so many sleep.
  package func sleepers(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        guard state.sleepers.count < count else { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  /// Lets time pass, and wakes those whose moment has come.
  package func advance(by time: Duration) {
    let due = state.withLock { state in
      state.now += time
      let now = state.now
      let due = state.sleepers.filter { $0.due <= now }
      state.sleepers.removeAll { $0.due <= now }
      return due
    }
    for sleeper in due { sleeper.continuation.resume() }
  }
}

/// A clock on which nobody waits: who sleeps makes it jump.
package final class JumpingClock: EngineClock {
  private let moment = Locked(Duration.zero)

  package init() {}

  package var now: Duration { moment.withLock { $0 } }

  package func sleep(until due: Duration) async throws {
    try Task.checkCancellation()
    moment.withLock { $0 = max($0, due) }
  }
}
