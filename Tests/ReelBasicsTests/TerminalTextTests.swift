import ReelBasics
import Testing

@Suite struct TerminalTextTests {
  @Test(
    arguments: [
      ("", 0), ("plain", 5), ("a\tb", 3), ("é", 1), ("e\u{301}", 1), ("看板", 4), ("🏮", 2), ("☕️", 2),
      ("👨‍👩‍👧", 2), ("a看b", 4),
    ] as [(String, Int)])
  func `columns of a terminal`(text: String, width: Int) {
    #expect(TerminalText.width(of: text) == width)
  }

  @Test(
    arguments: [
      ("plain ~", "plain ~"), ("看板 🏮", "看板 🏮"), ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"),
      ("a\nb", "a\u{FFFD}b"), ("\u{7F}", "\u{FFFD}"), ("a\u{202E}b", "a\u{FFFD}b"),
      ("a\u{2028}b", "a\u{FFFD}b"), ("👨‍👩‍👧", "👨‍👩‍👧"),
    ])
  func `what could move a cursor or turn a line is marked`(text: String, safe: String) {
    #expect(TerminalText.safe(text) == safe)
  }
}
