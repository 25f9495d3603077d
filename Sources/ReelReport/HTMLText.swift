import ReelBasics

/// Writes texts of others into HTML and SVG.
enum HTMLText {
  /// The text as it stands between tags and in quoted attributes, without control characters and marks that
  /// turn the direction of writing.
  static func escaped(_ text: String) -> String {
    // Most have nothing of it, and a page is long: looked through here, where nothing is called for
    // each byte.
    let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
          UInt8(ascii: "'"):
          false
        case UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        // Controls, and the first bytes of those and of marks beyond ASCII.
        case 0..<0x20, 0x7F, 0xC2, 0xE2: false
        default: true
        }
      }
    }
    return isPlain == true ? text : TerminalText.safeLines(text).escaped(replacement)
  }

  private static func replacement(for byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }
}
