/// How many pixels a picture may have, or each of a film's: decoded, all of them are in memory.
package struct PixelLimit: Sendable {
  package static let usual = PixelLimit(100_000_000)

  let count: Int

  package init(_ count: Int) { self.count = count }

  /// Why a picture of that size is not decoded; `nil` where it is.
  func objection(width: Int, height: Int) -> MediaError? {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard overflow || pixels > count else { return nil }
    return MediaError(
      .tooLarge, "\(width)x\(height) pixels are more than the \(count) Reel decodes")
  }
}
