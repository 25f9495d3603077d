import ReelBasics
import ReelCatalogue

/// Values that have a unit, written or not. Each reports what is wrong and gives `nil`.
extension DecodingContext {
  /// Width and height.
  func pixelSize(_ node: YAMLNode, of key: String) -> PixelSize? {
    guard let text = text(node, of: key) else { return nil }
    if let size = PixelSize(text) { return size }
    report(
      .manifestBadValue,
      "'\(key)' takes width and height in pixels such as 1200x628, not '\(text)'",
      at: node, help: "each from 1 to 16384")
    return nil
  }

  /// US dollars.
  func dollars(_ node: YAMLNode, of key: String) -> Ticks? {
    let wanted = "US dollars such as 12.50"
    guard let text = text(node, of: key),
      isClear(text, at: node, of: key, wanted: wanted)
    else { return nil }
    if let ticks = Ticks(dollars: text) { return ticks }
    report(.manifestBadValue, "'\(key)' takes \(wanted), not '\(text)'", at: node)
    return nil
  }

  /// The longest time span, in seconds.
  static let longestTimeSpan = 604_800

  /// A time span: seconds, or a number with a unit.
  func timeSpan(_ node: YAMLNode, of key: String) -> Duration? {
    let wanted = "seconds, or a time such as 90s, 15m or 1h (at most 168h)"
    guard let text = text(node, of: key),
      isClear(text, at: node, of: key, wanted: wanted)
    else { return nil }
    let factors: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let factor = text.last.flatMap { factors[$0] }
    let digits = factor == nil ? text[...] : text.dropLast()
    if !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
      let number = Double(digits)
    {
      let seconds = number * (factor ?? 1)
      if seconds > 0, seconds <= Double(Self.longestTimeSpan) { return .seconds(seconds) }
    }
    report(.manifestBadValue, "'\(key)' takes \(wanted)", at: node)
    return nil
  }
}
