import ReelBasics

/// What the fakes of a run were asked to do, in order, and which of it they refuse.
package final class EngineLog: Sendable {
  private struct State: Sendable {
    var calls: [String] = []
    var failing: Set<Int> = []
    var running = 0
    var peak = 0
    var requests: Int64 = 0
  }

  /// A fake's refusal.
  package struct Failure: Error, CustomStringConvertible {
    package let description = "no space"
  }

  private let state = Locked(State())

  /// The calls with the numbers in `failing`, from 0, throw.
  package init(failing: Set<Int> = []) { state.withLock { $0.failing = failing } }

  package var calls: [String] { state.withLock(\.calls) }
  /// The most requests that were on the wire at once.
  package var peak: Int { state.withLock(\.peak) }

  /// Takes note of a call that may be told to fail.
  package func call(_ words: String) throws(Failure) {
    let fails = state.withLock { state in
      state.calls.append(words)
      return state.failing.contains(state.calls.count - 1)
    }
    if fails { throw Failure() }
  }

  /// Takes note of something that cannot fail.
  package func note(_ words: String) { state.withLock { $0.calls.append(words) } }

  package func enter() {
    state.withLock { state in
      state.running += 1
      state.peak = max(state.peak, state.running)
    }
  }

  package func leave() { state.withLock { $0.running -= 1 } }

  package func nextRequest() -> Int64 {
    state.withLock { state in
      state.requests += 1
      return state.requests
    }
  }
}
