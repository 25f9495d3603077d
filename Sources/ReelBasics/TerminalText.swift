/// Makes texts of others safe and straight on a terminal.
package enum TerminalText {
  /// The text without control characters, which could move the cursor or worse.
  package static func safe(_ text: String) -> String { marked(text, where: isControl) }

  /// The same of a text of several lines, which it keeps, and its tabs: to be read on a page.
  package static func safeLines(_ text: String) -> String {
    marked(text) { isControl($0) && $0 != "\t" && $0 != "\n" && $0 != "\r" }
  }

  private static func marked(
    _ text: String, where isBad: (Unicode.Scalar) -> Bool
  ) -> String {
    guard !isPlain(text), text.unicodeScalars.contains(where: isBad) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { isBad($0) ? "\u{FFFD}" : $0 }))
  }

  /// Whether the text is of printable ASCII only, as most are: nothing more needs to be asked of it.
  package static func isPlain(_ text: String) -> Bool {
    text.hasOnlyBytes { (0x20..<0x7F).contains($0) }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Marks that turn the direction of writing can make a line read as another.
    case .format:
      (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    default: false
    }
  }

  /// How many columns a text takes.
  package static func width(of text: String) -> Int {
    isPlain(text) ? text.utf8.count : text.reduce(0) { $0 + width(of: $1) }
  }

  /// How many columns a text takes that has colours, or moves the cursor within its line.
  package static func width(ofPainted text: String) -> Int { width(of: unpainted(text)) }

  /// The text without control sequences.
  static func unpainted(_ text: String) -> String {
    guard text.utf8.contains(0x1B) else { return text }
    var plain = String.UnicodeScalarView()
    var isSequence = false
    for scalar in text.unicodeScalars {
      if scalar == "\u{1B}" {
        isSequence = true
      } else if !isSequence {
        plain.append(scalar)
      } else if ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar) {
        isSequence = false
      }
    }
    return String(plain)
  }

  /// The text, no wider than so many columns: where it was, its end is an ellipsis.
  package static func cut(_ text: String, to columns: Int) -> String {
    guard width(of: text) > columns else { return text }
    return columns > 0 ? start(of: text, columns - 1) + "…" : ""
  }

  /// The same for names, whose last words tell them apart: the ellipsis is in the middle.
  package static func cutInside(_ text: String, to columns: Int) -> String {
    guard columns >= 5, width(of: text) > columns else { return cut(text, to: columns) }
    let end = String(start(of: text.reversed(), (columns - 1) / 2).reversed())
    return start(of: text, columns - 1 - width(of: end)) + "…" + end
  }

  /// As many of the first characters as there are columns for.
  private static func start(of text: some Sequence<Character>, _ columns: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += width(of: character)
        return used <= columns
      })
  }
}
