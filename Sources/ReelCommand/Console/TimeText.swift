import ReelBasics

/// Writes moments for people.
enum TimeText {
  /// A moment, in seconds since 1970, as `2026-11-21 14:05:09 UTC`.
  static func utc(_ seconds: Int64) -> String {
    rfc3339(seconds).replacing("T", with: " ").replacing("Z", with: " UTC")
  }

  /// A moment, in seconds since 1970, as `2026-11-21T14:05:09Z`.
  static func rfc3339(_ seconds: Int64) -> String {
    UTCTime(seconds).rfc3339
  }
}
