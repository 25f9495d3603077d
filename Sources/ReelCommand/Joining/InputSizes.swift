import ReelBasics
import ReelCatalogue

/// Holds input files against what the provider takes at most.
enum InputSizes {
  /// Why a file cannot be sent; `nil` where it can.
  static func objection(
    to byteCount: Int64, of medium: Medium, _ written: String, limits: [Medium: FileLimits]
  ) -> String? {
    guard let most = limits[medium]?.maximum, byteCount > most else { return nil }
    return
      "the \(medium.rawValue) '\(written)' has \(megabytes(byteCount)), and the provider takes at "
      + "most \(megabytes(most))"
  }

  /// Rounded up, so that what is too large looks so.
  private static func megabytes(_ count: Int64) -> String {
    let tenths = (count + 99_999) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }
}
