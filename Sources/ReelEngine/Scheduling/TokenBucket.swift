/// A pace: so many starts in a time, evenly.
///
/// A 429 halves it for its own, and it comes back by a tenth of the full pace with every ten
/// seconds without another.
struct TokenBucket: Sendable {
  private let full: Double
  private var rate: Double
  private var next: Duration = .zero
  private var changed: Duration = .zero

  /// `perSecond`: starts a second; `nil` for no limit.
  init?(perSecond: Double?) {
    guard let perSecond, perSecond > 0 else { return nil }
    full = perSecond
    rate = perSecond
  }

  /// When the next start may be.
  var nextStart: Duration { next }

  /// Whether one may start now.
  func allows(at now: Duration) -> Bool { next <= now }

  /// Takes a start.
  mutating func take(at now: Duration) {
    recover(at: now)
    next = max(next, now) + .seconds(1 / rate)
  }

  /// The provider says it was too fast.
  mutating func slowDown(at now: Duration, for pause: Duration) {
    rate = max(full / 64, rate / 2)
    changed = now
    next = max(next, now + pause)
  }

  private mutating func recover(at now: Duration) {
    let steps = Int((now - changed) / .seconds(10))
    guard steps > 0, rate < full else { return }
    rate = min(full, rate + full / 10 * Double(steps))
    changed = now
  }
}
