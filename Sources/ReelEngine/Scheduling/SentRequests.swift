/// When a model's requests were sent that the provider did not find too fast: the pace that it takes.
///
/// A 429 comes at once and an answer after seconds. What was sent a moment ago and not refused counts
/// as taken, so that long answers do not make a pace look slow.
struct SentRequests: Sendable {
  /// Fewer say nothing about a pace.
  private static let fewest = 4
  /// More are not needed.
  private static let most = 1024
  /// The shortest that has enough requests counts.
  private static let windows: [Duration] = [.seconds(1), .seconds(10), .seconds(60)]

  /// In their order.
  private var moments: [Duration] = []

  mutating func add(at now: Duration) {
    // Half at a time: taking out one by one would cost the length of it at every request.
    if moments.count >= Self.most { moments.removeFirst(Self.most / 2) }
    moments.append(now)
  }

  /// One that was sent then was refused as too fast.
  mutating func remove(sentAt moment: Duration) {
    if let index = moments.lastIndex(of: moment) { moments.remove(at: index) }
  }

  /// How many a second were taken up to a moment; `nil` where too few were to tell.
  func pace(at moment: Duration) -> Double? {
    for window in Self.windows {
      let within = moments.lazy.reversed().drop { $0 > moment }.prefix { $0 > moment - window }
      var (count, oldest) = (0, moment)
      for sent in within { (count, oldest) = (count + 1, sent) }
      guard count >= Self.fewest else { continue }
      // A run may be younger than the window.
      return Double(count) / max(1, (moment - oldest) / .seconds(1))
    }
    return nil
  }
}
