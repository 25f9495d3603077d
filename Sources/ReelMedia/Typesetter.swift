import ReelBasics


/// Sets untrusted text with Pango, so that it fits.
///
/// A text without any ink (blanks, or no font on the machine) is left out: pictures must not fail
/// for what they say.
struct Typesetter {
  /// The width of the column, in pixels.
  let room: Int

  /// Longer texts could not be read in any picture, and cost time.
  private static let lengthLimit = 1200

  /// A single line, shortened to the column.
  func line(_ text: String, size: Double, bold: Bool) throws(MediaError) -> Raster? {
    var text = Typesetter.clean(text)
    for _ in 0..<6 {
      guard let ink = set(text, size: size, bold: bold, width: room * 8) else { return nil }
      if ink.width <= room { return ink }
      let part = Double(room) / Double(ink.width) * 0.96
      text = Typesetter.shortened(text, to: Int(Double(text.count) * part))
    }
    return nil
  }

  /// Several lines: as large as fits into `height`, from `size` down to `smallest`, then shortened.
  func paragraph(
    _ text: String, size: Double, smallest: Double, height: Int
  ) throws(MediaError) -> Raster? {
    var text = Typesetter.clean(text)
    var size = size
    for _ in 0..<24 {
      guard let ink = set(text, size: size, bold: false, width: room) else { return nil }
      if ink.height <= height, ink.width <= room { return ink }
      if size > smallest {
        let factor = (Double(height) / Double(ink.height)).squareRoot()
        size = max(smallest, size * min(0.94, max(0.5, factor)))
      } else {
        let part = min(0.97, Double(height) / Double(ink.height))
        text = Typesetter.shortened(text, to: Int(Double(text.count) * part))
      }
    }
    return nil
  }

  private func set(_ text: String, size: Double, bold: Bool, width: Int) -> Raster? {
    guard !text.isEmpty else { return nil }
    let pixels = max(6, Int(size))
    return try? Raster.text(
      markup: XMLText.escaped(text), font: "DejaVu Sans \(bold ? "Bold " : "")\(pixels)",
      width: width, spacing: pixels / 5
    ).inMemory()
  }

  /// Without controls, with single blanks.
  private static func clean(_ text: String) -> String {
    let words = text.unicodeScalars.prefix(lengthLimit * 4).split { scalar in
      switch scalar.properties.generalCategory {
      case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate,
        .privateUse:
        true
      default: false
      }
    }
    let joined = words.map { String($0) }.joined(separator: " ")
    return joined.count > lengthLimit ? shortened(joined, to: lengthLimit) : joined
  }

  private static func shortened(_ text: String, to count: Int) -> String {
    var kept = text.prefix(max(1, count))
    while let last = kept.last, last == "…" || last == " " || last == "," { kept.removeLast() }
    return kept + "…"
  }
}
