/// The pace of a model that the provider found too fast: lowered by 429s, and rising again while none
/// comes.
///
/// It begins at what the provider took in the last second and rises quickly until it is too fast
/// again; from then on it swings just below what is taken. It never rises far above what is really
/// sent, so that a provider that becomes slower is felt at once.
struct Brake: Sendable {
  /// What a second without a 429 makes of the pace: while it is being found, and then.
  private static let search = 2.5
  private static let rise = 1.02
  /// How far the pace rises above what is sent, by then.
  private static let headroom = 1.25
  /// What a 429 leaves of the pace.
  private static let cut = 0.92
  /// 429s of one burst are one.
  private static let burst: Duration = .seconds(1)
  private static let slowest = 1.0 / 60
  /// Being woken a little late does not slow the pace down.
  private static let lateness: Duration = .milliseconds(20)

  private var rate: Double
  private var isSearching = true
  private var risen: Duration
  private var lowered: Duration
  private var next: Duration

  /// `taken` is how many requests a second the provider took of late, where enough were sent to tell.
  init(taken: Double?, at now: Duration) {
    rate = taken ?? 1
    risen = now
    lowered = now
    next = now
  }

  /// When the next start may be.
  var nextStart: Duration { next }

  /// Whether one may start now.
  func allows(at now: Duration) -> Bool { next <= now }

  /// Takes a start; `taken` as above.
  mutating func take(at now: Duration, taken: Double?) {
    let quiet = (now - risen) / .seconds(1)
    if quiet >= 0.25 {
      let risen = rate * (1 + ((isSearching ? Self.search : Self.rise) - 1) * min(quiet, 1))
      let top = max(1, taken ?? 1) * (isSearching ? Self.search : Self.headroom)
      rate = max(rate, min(risen, top))
      self.risen = now
    }
    next = max(next, now - Self.lateness) + .seconds(1 / rate)
  }

  /// Another 429; `taken` as above.
  mutating func slowDown(at now: Duration, taken: Double?) {
    guard now - lowered >= Self.burst else {
      // Each of a burst tells better what was taken of it.
      rate = max(Self.slowest, min(rate, taken ?? rate))
      return
    }
    let before = rate
    rate = max(
      Self.slowest, isSearching ? taken ?? rate * Self.cut : min(rate * Self.cut, taken ?? rate))
    // It was far from what is taken: what is, has to be found anew.
    isSearching = isSearching ? taken == nil : rate < before / 2
    risen = now
    lowered = now
  }
}
