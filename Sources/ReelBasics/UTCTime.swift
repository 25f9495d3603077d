#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A moment by calendar and clock, in UTC.
package struct UTCTime: Sendable, Hashable {
  package let year: Int
  /// From 1.
  package let month: Int
  /// From 1.
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  /// From 0, which is Sunday.
  package let weekday: Int

  /// The moment so many seconds after 1970 began; one that has no year of four digits is the next that
  /// has.
  package init(_ seconds: Int64) {
    var time = time_t(min(max(seconds, Self.first), Self.last))
    var parts = unsafe tm()
    unsafe gmtime_r(&time, &parts)
    year = unsafe Int(parts.tm_year) + 1900
    month = unsafe Int(parts.tm_mon) + 1
    day = unsafe Int(parts.tm_mday)
    hour = unsafe Int(parts.tm_hour)
    minute = unsafe Int(parts.tm_min)
    second = unsafe Int(parts.tm_sec)
    weekday = unsafe Int(parts.tm_wday)
  }

  /// The beginnings of the years 0 and 10,000, and a second less.
  private static var first: Int64 { -62_167_219_200 }
  private static var last: Int64 { 253_402_300_799 }

  /// As `2026-11-21T14:05:09Z` (RFC 3339).
  package var rfc3339: String {
    "\(Self.digits(year, 4))-\(Self.digits(month))-\(Self.digits(day))T\(clock)Z"
  }

  /// As `14:05:09`.
  package var clock: String {
    "\(Self.digits(hour)):\(Self.digits(minute)):\(Self.digits(second))"
  }

  /// A number with zeros before it.
  package static func digits(_ number: Int, _ count: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }

  /// How many seconds after 1970 a day began; `nil` where `text` is no day as `2026-11-21`.
  package static func seconds(ofDay text: String) -> Int64? {
    let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
    guard numbers.count == 3, let year = numbers[0], let month = numbers[1], let day = numbers[2],
      (0...9999).contains(year)
    else { return nil }
    let seconds = seconds(year: year, month: month, day: day)
    // There is no 31 November, which is not taken for 1 December.
    return UTCTime(seconds).rfc3339.hasPrefix(text) ? seconds : nil
  }

  /// How many seconds after 1970 a day began; of a month that has fewer days, one of the next.
  package static func seconds(year: Int32, month: Int32, day: Int32) -> Int64 {
    var parts = unsafe tm()
    unsafe parts.tm_year = year - 1900
    unsafe parts.tm_mon = month - 1
    unsafe parts.tm_mday = day
    return unsafe Int64(timegm(&parts))
  }
}
