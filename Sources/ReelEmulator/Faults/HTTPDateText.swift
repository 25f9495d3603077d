import ReelBasics

/// Writes dates as HTTP has them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
enum HTTPDateText {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The date of a number of seconds since 1970, which are not negative.
  static func text(_ seconds: Int64) -> String {
    let time = UTCTime(seconds)
    return "\(days[time.weekday]), \(UTCTime.digits(time.day)) \(months[time.month - 1]) "
      + "\(UTCTime.digits(time.year, 4)) \(time.clock) GMT"
  }
}
