import ReelBasics

/// Writes texts of others into a table of GitHub's Markdown.
enum MarkdownText {
  /// The text as it is read, on one line: nothing in it means anything.
  static func escaped(_ text: String) -> String {
    TerminalText.safe(text.replacing("\n", with: " ")).escaped { byte in
      switch byte {
      case UInt8(ascii: "<"): "&lt;"
      case UInt8(ascii: ">"): "&gt;"
      case UInt8(ascii: "&"): "&amp;"
      // A backslash before it would begin a formula.
      case UInt8(ascii: "$"): "<span>$</span>"
      case let byte where special.contains(byte):
        "\\" + String(decoding: [byte], as: UTF8.self)
      default: nil
      }
    }
  }

  private static let special = Set(#"\`*_{}[]#|~"#.utf8)

  /// A row of a table.
  static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
  }

  /// The head of a table.
  static func head(_ cells: [String]) -> String {
    row(cells) + "|" + String(repeating: " --- |", count: cells.count) + "\n"
  }
}
