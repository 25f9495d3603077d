/// The time of a run, from its start. Tests turn it by hand.
package protocol EngineClock: Sendable {
  /// How long the run has lasted.
  var now: Duration { get }

  /// Returns at a moment, or throws when the task is cancelled.
  func sleep(until moment: Duration) async throws
}

/// The machine's monotonic clock.
package struct SystemClock: EngineClock {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  package init() { start = clock.now }

  package var now: Duration { clock.now - start }

  package func sleep(until moment: Duration) async throws {
    // Without a tolerance the system may be late by a part of the wait.
    try await clock.sleep(until: start.advanced(by: moment), tolerance: .milliseconds(1))
  }
}
