import ReelBasics
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct UTCTimeTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z", 4), (784_111_777, "1994-11-06T08:49:37Z", 0),
      (951_782_400, "2000-02-29T00:00:00Z", 2), (4_107_542_399, "2100-02-28T23:59:59Z", 0),
      (-1, "1969-12-31T23:59:59Z", 3), (253_402_300_799, "9999-12-31T23:59:59Z", 5),
      (253_402_300_800, "9999-12-31T23:59:59Z", 5), (.max, "9999-12-31T23:59:59Z", 5),
      (-62_167_219_200, "0000-01-01T00:00:00Z", 6), (.min, "0000-01-01T00:00:00Z", 6),
    ] as [(Int64, String, Int)])
  func `moments have a day and a time`(seconds: Int64, text: String, weekday: Int) {
    #expect(UTCTime(seconds).rfc3339 == text)
    #expect(UTCTime(seconds).weekday == weekday)
  }

  @Test func `Foundation writes them alike`() {
    for seconds in stride(from: Int64(0), to: 4_102_444_800, by: 86_399 * 37) {
      #expect(
        UTCTime(seconds).rfc3339
          == Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601))
    }
  }

  @Test(
    arguments: [
      ("1970-01-01", 0), ("2026-11-20", 1_795_132_800), ("2000-02-29", 951_782_400),
      ("2026-02-29", nil), ("2026-11-31", nil), ("2026-13-01", nil), ("2026-11", nil),
      ("2026-11-20T", nil), ("26-11-20", nil), ("2026-1-1", nil), ("", nil), ("--", nil),
      ("99999-01-01", nil), ("2026-11-2147483648", nil),
    ] as [(String, Int64?)])
  func `days are read as they are written`(text: String, seconds: Int64?) {
    #expect(UTCTime.seconds(ofDay: text) == seconds)
  }
}
