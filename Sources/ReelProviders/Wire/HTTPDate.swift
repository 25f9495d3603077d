import ReelBasics

/// The dates of HTTP headers (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The seconds since 1970 that a date in one of the three forms writes.
  static func seconds(_ text: String) -> Int64? {
    let words = text.split { $0 == " " || $0 == "-" }.map(String.init)
    switch words.count {
    case 6 where words[5] == "GMT":
      // Sun, 06 Nov 1994 08:49:37 GMT and Sunday, 06-Nov-94 08:49:37 GMT
      return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
    case 5:
      // Sun Nov  6 08:49:37 1994
      return seconds(day: words[2], month: words[1], year: words[4], time: words[3])
    default: return nil
    }
  }

  private static func seconds(day: String, month: String, year: String, time: String) -> Int64? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0) }
    guard let day = number(day), (1...31).contains(day),
      let month = months.firstIndex(of: month), var year = number(year),
      clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
      hour < 24, minute < 60, second <= 60
    else { return nil }
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    guard (1970...9999).contains(year) else { return nil }
    let start = UTCTime.seconds(year: Int32(year), month: Int32(month) + 1, day: Int32(day))
    return start + hour * 3600 + minute * 60 + second
  }

  private static func number(_ text: some StringProtocol) -> Int64? {
    guard text.utf8.count <= 4, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int64(text)
  }
}
