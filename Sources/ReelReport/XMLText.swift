/// Writes texts of others into XML 1.0.
enum XMLText {
  /// The text as it stands in quoted attributes, and between tags where `isContent`; what XML cannot
  /// say at all, as control characters, is `U+FFFD`.
  static func escaped(_ text: String, isContent: Bool = false) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n" where isContent: out += "\n"
      // Readers make a space of these in an attribute.
      case "\t", "\n", "\r": out += "&#\(scalar.value);"
      default: out.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return out
  }

  /// `Char` of the XML 1.0 recommendation; the control characters that it discourages are not.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}
