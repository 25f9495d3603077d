/// Writes texts of others into XML 1.0, which Pango's markup is, too.
package enum XMLText {
  /// The text as it stands between tags, with what would be taken for tags written otherwise. What XML has no way to say, most
  /// control characters, becomes U+FFFD.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\r": result += "&#13;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result.unicodeScalars.append("\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text as it stands in an attribute in double quotes, where readers make a space of a line break.
  package static func inAttribute(_ text: String) -> String {
    escaped(text).escaped { byte in
      switch byte {
      case UInt8(ascii: "\""): "&quot;"
      case UInt8(ascii: "\t"): "&#9;"
      case UInt8(ascii: "\n"): "&#10;"
      default: nil
      }
    }
  }
}
