import ReelBasics

/// So many creates a second, over a sliding window, in the provider's words.
final class RateLimit: Sendable {
  private let limit: Int
  private let window: Duration
  private let recent = Locked<[Duration]>([])

  /// - Parameter rate: creates a second; below 1, one in more than a second.
  init(rate: Double) {
    let rate = min(max(rate, 0.001), EmulatorOptions.mostRequestsPerSecond)
    let seconds = max(1, 1 / rate)
    limit = max(1, Int(rate * seconds))
    window = .seconds(seconds)
  }

  /// Takes a create at a time, or refuses it with 429.
  func admit(model: String, now: Duration) throws(APIError) {
    let wait = recent.withLock { recent -> Duration? in
      recent.removeAll { $0 + window <= now }
      guard let oldest = recent.first, recent.count >= limit else {
        recent.append(now)
        return nil
      }
      return oldest + window - now
    }
    guard let wait else { return }
    let milliseconds = Int((wait / .milliseconds(1)).rounded(.up))
    throw APIError(
      status: 429, code: "resource-exhausted",
      message: "Too many requests for team 00000000-0000-0000-0000-000000000000 and model"
        + " \(model.prefix(100)). Your team's rate limit is — Requests per Second (actual/limit):"
        + " \(limit + 1)/\(limit). Please try again later.",
      headers: [
        ("retry-after", String((milliseconds + 999) / 1000)),
        ("retry-after-ms", String(milliseconds)),
      ])
  }
}
