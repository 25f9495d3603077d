/// How long to wait before something is tried again.
package struct RetryPolicy: Sendable {
  /// The most that the first wait lasts; each further one may last twice as long.
  package var base: Duration = .seconds(1)
  /// The most that any wait lasts, unless the provider asks for more.
  package var longest: Duration = .seconds(60)
  /// Waits between polls of a job: the first, and the longest.
  package var firstPoll: Duration = .seconds(2)
  package var longestPoll: Duration = .seconds(5)
  /// No poll comes sooner, whatever the provider asks for.
  package var leastPoll: Duration = .seconds(1)
  /// How often in a row a poll or a download may be in vain.
  package var vainTries = 12
  /// How often it has to be said that a job or a result is gone, and the wait after the first time;
  /// each further one is twice as long. Just after a request not all servers know what came of it.
  package var goneTries = 3
  package var goneWait: Duration = .seconds(2)

  package init() {}

  /// The wait before an attempt (from 2): exponential with full jitter, never less than what the
  /// provider asks for. `random` is from 0 to 1.
  func delay(beforeAttempt attempt: Int, asked: Duration?, random: Double) -> Duration {
    let doubled = base * Double(1 << min(max(attempt - 2, 0), 16))
    let jittered = min(longest, doubled) * random
    return max(jittered, asked ?? .zero)
  }

  /// The wait before it is asked again after what was said to be gone (`times` times, from 1).
  func goneDelay(times: Int, asked: Duration?) -> Duration {
    max(goneWait * Double(1 << min(max(times - 1, 0), 16)), asked ?? .zero)
  }

  /// The wait before a poll (from 1): rising, spread by a fifth; what the provider asks for counts.
  func pollDelay(poll: Int, asked: Duration?, random: Double) -> Duration {
    if let asked { return max(asked, leastPoll) }
    let rising = firstPoll + .seconds(1) * Double(max(poll - 1, 0))
    return min(longestPoll, rising) * (0.9 + 0.2 * random)
  }
}
