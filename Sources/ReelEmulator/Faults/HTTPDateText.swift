#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes dates as HTTP has them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
enum HTTPDateText {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The date of a number of seconds since 1970, which are not negative.
  static func text(_ seconds: Int64) -> String {
    // `2026-11-20T08:49:37Z`
    let iso = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    let parts = iso.split { "-T:Z".contains($0) }.map(String.init)
    guard parts.count == 6, let month = Int(parts[1]), months.indices.contains(month - 1) else {
      return iso
    }
    // The first day of 1970 was a Thursday.
    let day = days[Int((seconds / 86_400 + 4) % 7)]
    return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0])"
      + " \(parts[3]):\(parts[4]):\(parts[5]) GMT"
  }
}
