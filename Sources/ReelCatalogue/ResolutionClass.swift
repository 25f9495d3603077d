/// The size class that a `resolution` names.
package enum ResolutionClass: String, Sendable, CaseIterable {
  /// About a megapixel.
  case oneK = "1k"
  /// At most 2048 pixels a side.
  case twoK = "2k"
  case p480 = "480p"
  case p720 = "720p"
  case p1080 = "1080p"

  /// The pixels that the provider delivers in this class and ratio, as observed: sides in steps of
  /// 16 for pictures and of 8 for films, whose short side names the class.
  package func pixels(_ ratio: AspectRatio) -> PixelSize {
    switch self {
    case .oneK:
      let width = (Double(1024 * 1024) * ratio.value).squareRoot()
      return PixelSize(width: step(width, 16), height: step(width / ratio.value, 16))
    case .twoK:
      return ratio.value >= 1
        ? PixelSize(width: 2048, height: step(2048 / ratio.value, 16))
        : PixelSize(width: step(2048 * ratio.value, 16), height: 2048)
    case .p480, .p720, .p1080:
      let short = self == .p480 ? 480 : self == .p720 ? 720 : 1080
      let long = step(Double(short) * max(ratio.value, 1 / ratio.value), 8, .down)
      return ratio.value >= 1
        ? PixelSize(width: long, height: short) : PixelSize(width: short, height: long)
    }
  }

  private func step(
    _ side: Double, _ step: Int, _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
  ) -> Int {
    max(step, Int((side / Double(step)).rounded(rule)) * step)
  }
}
