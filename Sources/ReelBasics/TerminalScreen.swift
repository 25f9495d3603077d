/// The foot of a terminal: lines that are painted over and over, below all that scrolls by. It gives
/// the bytes to be written, and knows what stands there.
///
/// Lines are written over as they stand, and a frame is one text: nothing flickers. The cursor
/// rests in the row below the lines.
package struct TerminalScreen: Sendable {
  /// A window, in columns and rows.
  package struct Size: Sendable, Hashable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// What puts a terminal in order that was left in the middle of a frame: autowrap on, cursor
  /// visible, no frame under way.
  package static let restoring: StaticString = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?2026l"

  // DEC private modes: 2026 begins and ends a frame (most terminals without it do not mind), 25 is the
  // cursor, 7 is autowrap.
  private static let beginning = "\u{1B}[?2026h\u{1B}[?25l"
  private static let wrapping = "\u{1B}[?7h"
  private static let notWrapping = "\u{1B}[?7l"
  private static let erasingLine = "\u{1B}[K"
  private static let erasingBelow = "\u{1B}[J"

  /// What stands there.
  private var lines: [String] = []
  /// How wide the window was when it was written.
  private var columns = 0

  package init() {}

  /// Whether anything stands there.
  package var isLive: Bool { !lines.isEmpty }

  /// What shows these lines in the place of those that stand there, and above them new whole lines of
  /// text, which scroll; without lines, what leaves the cursor where they stood. Empty where nothing is
  /// to be changed.
  ///
  /// The lines must be narrower than the window and at least one fewer than its rows.
  package mutating func paint(
    _ new: [String], above text: String = "", columns newColumns: Int
  ) -> String {
    guard isLive || !new.isEmpty else { return text }
    guard new != lines || !text.isEmpty || newColumns != columns else { return "" }
    var bytes = Self.beginning + toTheTop(newColumns)
    let above = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let widths = above.map { Self.plainWidth(of: String($0)) }
    // Where a wide letter goes to the next row, a cell is left over; and a row that a narrower window
    // broke stays tied to the next one until it is cleared.
    if newColumns != columns || widths.contains(nil) { bytes += Self.erasingBelow }
    for (line, width) in zip(above, widths) {
      bytes += line
      // In the last column, erasing would take the last letter.
      if let width, width == 0 || width % newColumns != 0 { bytes += Self.erasingLine }
      bytes += "\r\n"
    }
    bytes += Self.notWrapping
    for line in new { bytes += line + Self.erasingLine + "\r\n" }
    bytes += Self.erasingBelow
    bytes += new.isEmpty ? Self.restoring.description : Self.wrapping + "\u{1B}[?2026l"
    lines = new
    columns = newColumns
    return bytes
  }

  /// The same lines again with text above them.
  package mutating func insert(_ text: String, columns: Int) -> String {
    paint(lines, above: text.hasSuffix("\n") ? text : text + "\n", columns: columns)
  }

  /// Takes note that others have written since: what stood there stays as it is.
  package mutating func forget() { lines = [] }

  /// How many columns a line takes, where each of its letters takes one.
  private static func plainWidth(of line: String) -> Int? {
    let plain = TerminalText.unpainted(line)
    return TerminalText.isPlain(plain) ? plain.utf8.count : nil
  }

  /// A window that became narrower has broken the lines that do not fit any more.
  private func toTheTop(_ newColumns: Int) -> String {
    let isNarrower = newColumns < columns
    let rows = lines.reduce(0) { $0 + (isNarrower ? Self.rows(of: $1, newColumns) : 1) }
    return rows == 0 ? "" : "\r\u{1B}[\(rows)A"
  }

  /// How many rows a line takes; a wide letter is not broken.
  private static func rows(of line: String, _ columns: Int) -> Int {
    var (rows, used) = (1, 0)
    for letter in TerminalText.unpainted(line) {
      let width = TerminalText.width(of: letter)
      if used + width > columns { (rows, used) = (rows + 1, 0) }
      used += width
    }
    return rows
  }
}
