/// The pace of a model that the provider found too fast: lowered by 429s, and rising again while none
/// comes.
///
/// It begins at what the provider took in the last second and rises quickly until it is too fast
/// again; from then on it swings just below what is taken.
struct Brake: Sendable {
  /// What a second without a 429 makes of the pace: while it is being found, and then.
  private static let search = 2.5
  private static let rise = 1.02
  /// What a 429 leaves of the pace.
  private static let cut = 0.92
  /// 429s of one burst are one.
  private static let burst: Duration = .seconds(1)
  /// A pause that is asked for and is longer than this holds the whole model, not the one request.
  private static let shortPause: Duration = .seconds(2)
  /// No model is held longer, whatever is asked for.
  private static let longestPause: Duration = .seconds(600)
  private static let slowest = 1.0 / 60
  /// Being woken a little late does not slow the pace down.
  private static let lateness: Duration = .milliseconds(20)

  private var rate: Double
  private var isSearching = true
  private var risen: Duration
  private var lowered: Duration
  private var next: Duration

  /// `taken` is how many requests the provider took in the last second, `pause` what it asks for.
  init(taken: Int, at now: Duration, pause: Duration) {
    rate = Double(max(1, taken))
    risen = now
    lowered = now
    next = now
    hold(pause, at: now)
  }

  /// When the next start may be.
  var nextStart: Duration { next }

  /// Whether one may start now.
  func allows(at now: Duration) -> Bool { next <= now }

  /// Takes a start.
  mutating func take(at now: Duration) {
    let quiet = (now - risen) / .seconds(1)
    if quiet >= 0.25 {
      rate *= 1 + ((isSearching ? Self.search : Self.rise) - 1) * min(quiet, 1)
      risen = now
    }
    next = max(next, now - Self.lateness) + .seconds(1 / rate)
  }

  /// Another 429; `taken` as above.
  mutating func slowDown(at now: Duration, taken: Int, pause: Duration) {
    hold(pause, at: now)
    guard now - lowered >= Self.burst else { return }
    rate = max(Self.slowest, isSearching && taken > 0 ? Double(taken) : rate * Self.cut)
    isSearching = isSearching && taken == 0
    risen = now
    lowered = now
  }

  private mutating func hold(_ pause: Duration, at now: Duration) {
    if pause > Self.shortPause { next = max(next, now + min(pause, Self.longestPause)) }
  }
}
