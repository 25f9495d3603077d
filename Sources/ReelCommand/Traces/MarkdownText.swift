import ReelBasics

/// Writes texts of others into a table of GitHub's Markdown.
enum MarkdownText {
  /// The text as it is read, on one line: nothing in it means anything.
  static func escaped(_ text: String) -> String {
    var out = ""
    for character in TerminalText.safe(text.replacing("\n", with: " ")) {
      switch character {
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      // A backslash before it would begin a formula.
      case "$": out += "<span>$</span>"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "-", "!", "|", "~", "@",
        ":":
        out += "\\\(character)"
      default: out.append(character)
      }
    }
    return out
  }

  /// A row of a table.
  static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
  }

  /// The head of a table.
  static func head(_ cells: [String]) -> String {
    row(cells) + "|" + String(repeating: " --- |", count: cells.count) + "\n"
  }
}
