extension JSONValue {
  /// The value on one line, for terminals and logs.
  package var line: String { Self.printable(canonical) }

  /// A JSON text with escapes for what a terminal would obey and YAML does not take: C1 controls, line
  /// separators, marks that turn the direction of writing, byte order marks. It says the same, as all
  /// of these can only stand inside its strings.
  package static func printable(_ json: String) -> String {
    guard !json.hasOnlyBytes(where: { $0 < 0x80 }), json.unicodeScalars.contains(where: isHidden)
    else { return json }
    var text = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      guard isHidden(scalar) else {
        text.append(scalar)
        continue
      }
      let hex = String(scalar.value, radix: 16)
      text += "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".unicodeScalars
    }
    return String(text)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80...0x9F, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE...0xFFFF:
      true
    default: false
    }
  }
}
