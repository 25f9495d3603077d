/// A pace: so many starts in a time, evenly.
struct TokenBucket: Sendable {
  private static let lateness: Duration = .milliseconds(20)
  private let interval: Duration
  private var next: Duration = .zero

  /// `perSecond`: starts a second; `nil` for no limit.
  init?(perSecond: Double?) {
    guard let perSecond, perSecond > 0 else { return nil }
    interval = .seconds(1 / perSecond)
  }

  /// When the next start may be.
  var nextStart: Duration { next }

  /// Whether one may start now.
  func allows(at now: Duration) -> Bool { next <= now }

  /// Takes a start.
  mutating func take(at now: Duration) {
    // Being woken a little late does not slow the pace down.
    next = max(next, now - Self.lateness) + interval
  }
}
