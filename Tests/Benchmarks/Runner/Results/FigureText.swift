/// Numbers as tables have them.
enum FigureText {
  /// A number with so many digits behind the point.
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "–" }
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let whole = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && whole > 0 ? "-" : ""
    let digits = String(whole)
    guard places > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// With three digits that count, for numbers below 1000.
  static func short(_ value: Double) -> String {
    fixed(value, abs(value) < 9.995 ? 2 : abs(value) < 99.95 ? 1 : 0)
  }

  /// Seconds as milliseconds.
  static func milliseconds(_ seconds: Double) -> String { short(seconds * 1000) }

  /// Bytes as millions of them.
  static func megabytes(_ bytes: Int64) -> String { fixed(Double(bytes) / 1e6, 1) }

  /// A size as `1k`.
  static func count(_ count: Int) -> String {
    count >= 1000 && count % 1000 == 0 ? "\(count / 1000)k" : "\(count)"
  }
}
