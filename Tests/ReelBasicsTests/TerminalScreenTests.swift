import ReelBasics
import ReelTestSupport
import Testing

/// What a terminal shows of the lines at its foot, and of what scrolls above them.
@Suite struct TerminalScreenTests {
  private static let size = TerminalScreen.Size(columns: 20, rows: 6)

  @Test func `lines are written over in place`() {
    var screen = TerminalScreen()
    var terminal = TestTerminal(Self.size)
    terminal.write("$ reel run\r\n")
    terminal.write(screen.paint(["one", "a longer line"], columns: 20))
    #expect(terminal.lines == ["$ reel run", "one", "a longer line"])
    #expect(!terminal.isCursorVisible && terminal.wraps && !terminal.isInFrame)
    #expect(screen.paint(["one", "a longer line"], columns: 20) == "", "nothing is new")
    terminal.write(screen.paint(["two", "short", "third"], above: "made\n", columns: 20))
    #expect(terminal.lines == ["$ reel run", "made", "two", "short", "third"])
    terminal.write(screen.insert("a warning", columns: 20))
    #expect(terminal.lines == ["$ reel run", "made", "a warning", "two", "short", "third"])
    terminal.write(screen.paint([], above: "last\n", columns: 20))
    #expect(terminal.lines == ["$ reel run", "made", "a warning", "last"])
    #expect(terminal.isCursorVisible && terminal.wraps && !terminal.isInFrame)
    #expect(!screen.isLive)
  }

  @Test func `without lines, text is text`() {
    var screen = TerminalScreen()
    #expect(screen.paint([], above: "words\n", columns: 20) == "words\n")
    #expect(screen.paint([], columns: 20) == "")
  }

  @Test func `lines that others have written below stay where they are`() {
    var screen = TerminalScreen()
    var terminal = TestTerminal(Self.size)
    terminal.write(screen.paint(["one"], columns: 20))
    terminal.write("[1]+ Stopped\r\n$ fg\r\n")
    screen.forget()
    terminal.write(screen.paint(["two"], columns: 20))
    #expect(terminal.lines == ["one", "[1]+ Stopped", "$ fg", "two"])
  }

  /// What a terminal without synchronized frames may show for a moment has nothing missing either.
  @Test func `lines are not cleared before they are written over`() {
    var screen = TerminalScreen()
    _ = screen.paint(["one", "two"], columns: 20)
    let bytes = screen.paint(["three", "four"], above: "made\n", columns: 20)
    var visible = bytes.replacing(/\u{1B}\[\?[0-9]+[hl]/, with: "")
    #expect(visible.hasPrefix("\r\u{1B}[2Amade\u{1B}[K\r\nthree\u{1B}[K\r\n"))
    visible.replace("\u{1B}[J", with: "", maxReplacements: 1)
    #expect(!visible.contains("\u{1B}[J") && bytes.hasPrefix("\u{1B}[?2026h"))
  }

  /// Whatever is painted, written between and however the window changes: all text is there once and
  /// whole, and below it the newest lines.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a terminal shows what was written`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var screen = TerminalScreen()
    var terminal = TestTerminal(TerminalScreen.Size(columns: 40, rows: 40))
    var (texts, lines): ([String], [String]) = ([], [])
    let letters = ["a", "b", "看", "🏮", "é", "-"]
    func word(upTo most: Int) -> String {
      let width = Int.random(in: 1...most, using: &random)
      var text = ""
      while TerminalText.width(of: text) < width {
        text += letters.randomElement(using: &random) ?? ""
      }
      return TerminalText.cut(text, to: most)
    }
    for step in 0..<60 {
      if Int.random(in: 0..<4, using: &random) == 0 {
        terminal.resize(columns: Int.random(in: 20...60, using: &random))
      }
      let columns = terminal.size.columns
      let isLast = step == 59
      let new =
        isLast
        ? [] : (0..<Int.random(in: 0...4, using: &random)).map { _ in word(upTo: columns - 1) }
      let text = (0..<Int.random(in: 0...2, using: &random)).map { _ in word(upTo: 2 * columns) }
      texts += text
      terminal.write(screen.paint(new, above: text.map { $0 + "\n" }.joined(), columns: columns))
      lines = new
      let isSame = terminal.lines == texts + lines
      try #require(isSame, "seed \(seed), step \(step): \(terminal.lines.suffix(8))")
    }
    #expect(terminal.isCursorVisible && terminal.wraps)
  }
}
