@_spi(_Unicode) import Swift

/// Makes a text of somebody's a safe piece of a file name.
package enum SafeName {
  /// The most bytes of one.
  static let longest = 200

  /// The text without what file systems, shells and other systems trip over.
  ///
  /// `:` becomes `x` between digits and else `-`; `/ \ * ? " < > |` and controls become `-`; letters
  /// are composed; dots at the start go; at most 200 bytes.
  package static func component(_ text: String) -> String {
    let characters = Array(text._nfc)
    var safe = String.UnicodeScalarView()
    for (index, scalar) in characters.enumerated() {
      switch scalar {
      case ":":
        let isRatio =
          index > 0 && isDigit(characters[index - 1]) && index + 1 < characters.count
          && isDigit(characters[index + 1])
        safe.append(isRatio ? "x" : "-")
      case "/", "\\", "*", "?", "\"", "<", ">", "|": safe.append("-")
      default: safe.append(scalar.properties.generalCategory == .control ? "-" : scalar)
      }
    }
    return shortened(String(safe.drop { $0 == "." }))
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func shortened(_ text: String) -> String {
    var text = text
    while text.utf8.count > longest { text.removeLast() }
    return text.isEmpty ? "-" : text
  }
}
