package import ReelHTTP

/// How long a server asks to be left alone.
package enum RetryAfter {
  /// The most that a server is believed: a day.
  static let longest = Duration.seconds(86_400)

  /// What `retry-after-ms`, else `Retry-After` (seconds, or a date) asks for; `now` is in seconds
  /// since 1970.
  package static func read(_ headers: HTTPHeaders, now: Int64) -> Duration? {
    if let milliseconds = headers["retry-after-ms"].flatMap(number) {
      return bounded(milliseconds / 1000)
    }
    guard let text = headers["Retry-After"] else { return nil }
    if let seconds = number(text) { return bounded(seconds) }
    return HTTPDate.seconds(text).map { bounded(Double(max($0 - now, 0))) }
  }

  private static func bounded(_ seconds: Double) -> Duration {
    seconds < 86_400 ? .milliseconds(Int64((seconds * 1000).rounded(.up))) : longest
  }

  // `Double` would read `nan`, `inf` and `0x10` too.
  private static func number(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) else {
      return nil
    }
    return Double(text)
  }
}
