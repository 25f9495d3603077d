package import ReelBasics

/// A terminal's window, with all that scrolled out of it. It knows the sequences that Reel writes, and
/// breaks its lines anew when it is made wider or narrower, as tmux does: rows that were one line are
/// one again, unless they were cleared from their start.
package struct TestTerminal {
  private struct Row {
    /// A cell for each column; the second one of a wide letter is empty.
    var cells: [String] = []
    /// Whether the line goes on in the next row.
    var goesOn = false
  }

  package private(set) var size: TerminalScreen.Size
  package private(set) var isCursorVisible = true
  package private(set) var wraps = true
  /// Whether a frame is under way.
  package private(set) var isInFrame = false
  private var rows = [Row()]
  private var row = 0
  /// Past the last column after a letter in it: the next one begins a new row.
  private var column = 0

  package init(_ size: TerminalScreen.Size) { self.size = size }

  /// All lines that ever were, without spaces at their ends; those that were broken as one.
  package var lines: [String] {
    var lines: [String] = []
    var line = ""
    for row in rows {
      line += row.cells.joined()
      guard !row.goesOn else { continue }
      lines.append(Self.trimmed(line))
      line = ""
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }

  private var top: Int { max(0, rows.count - size.rows) }

  package mutating func resize(columns: Int) {
    let old = rows
    size.columns = columns
    rows = []
    var newRow = 0
    var line: [String] = []
    for (number, entry) in old.enumerated() {
      if number == row { newRow = rows.count }
      line += entry.cells
      guard !entry.goesOn else { continue }
      while let last = line.last, last == " " { line.removeLast() }
      append(line)
      line = []
    }
    row = newRow
    column = min(column, columns - 1)
  }

  /// A whole line, in as many rows as it takes.
  private mutating func append(_ cells: [String]) {
    var rest = cells[...]
    repeat {
      var part = rest.prefix(size.columns)
      // A wide letter is not broken.
      if rest.count > part.count, rest[part.endIndex].isEmpty { part = part.dropLast() }
      rest = rest[part.endIndex...]
      rows.append(Row(cells: Array(part), goesOn: !rest.isEmpty))
    } while !rest.isEmpty
  }

  // MARK: What is written

  package mutating func write(_ text: String) {
    var run = String.UnicodeScalarView()
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar.value < 0x20 else {
        run.append(scalar)
        continue
      }
      put(String(run))
      run = .init()
      switch scalar {
      case "\r": column = 0
      case "\n":
        // The system's driver puts a return before it.
        column = 0
        lineFeed(goesOn: false)
      default: obey(&scalars)
      }
    }
    put(String(run))
  }

  private mutating func lineFeed(goesOn: Bool) {
    if goesOn { rows[row].goesOn = true }
    row += 1
    if row == rows.count { rows.append(Row()) }
  }

  private mutating func put(_ text: String) {
    for letter in text {
      let width = TerminalText.width(of: letter)
      if column + width > size.columns {
        if wraps {
          lineFeed(goesOn: true)
          column = 0
        } else {
          column = size.columns - width
        }
      }
      write(String(letter), width: width)
      column += width
    }
  }

  /// A letter where the cursor is. Half of a wide one that was there is blank then.
  private mutating func write(_ letter: String, width: Int) {
    let end = column + width
    while rows[row].cells.count < end { rows[row].cells.append(" ") }
    if column > 0, rows[row].cells[column].isEmpty { rows[row].cells[column - 1] = " " }
    if end < rows[row].cells.count, rows[row].cells[end].isEmpty { rows[row].cells[end] = " " }
    rows[row].cells[column] = letter
    if width == 2 { rows[row].cells[column + 1] = "" }
  }

  /// A control sequence whose first character has been read.
  private mutating func obey(_ scalars: inout Substring.UnicodeScalarView) {
    guard scalars.popFirst() == "[" else { return }
    var parameters = ""
    while let scalar = scalars.popFirst() {
      guard scalar.properties.isAlphabetic else {
        parameters.unicodeScalars.append(scalar)
        continue
      }
      return obey(scalar, parameters)
    }
  }

  private mutating func obey(_ command: Unicode.Scalar, _ parameters: String) {
    switch (command, parameters) {
    case ("A", _): row = max(top, row - (Int(parameters) ?? 1))
    case ("G", _): column = (Int(parameters) ?? 1) - 1
    case ("K", ""): erase()
    case ("J", ""):
      erase()
      for below in rows.indices where below > row { rows[below] = Row() }
    case ("h", "?25"), ("l", "?25"): isCursorVisible = command == "h"
    case ("h", "?7"), ("l", "?7"): wraps = command == "h"
    case ("h", "?2026"), ("l", "?2026"): isInFrame = command == "h"
    case ("m", _): break
    default: preconditionFailure("a sequence that is not known: \(parameters)\(command)")
    }
  }

  /// The rest of the row; after a letter in the last column, that letter too.
  private mutating func erase() {
    rows[row].cells = Array(rows[row].cells.prefix(min(column, size.columns - 1)))
    if column == 0 { rows[row].goesOn = false }
  }
}
