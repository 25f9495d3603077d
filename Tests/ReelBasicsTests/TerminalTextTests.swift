import ReelBasics
import Testing

@Suite struct TerminalTextTests {
  @Test(
    arguments: [
      ("", 0), ("plain", 5), ("a\tb", 3), ("é", 1), ("e\u{301}", 1), ("看板", 4), ("🏮", 2), ("☕️", 2),
      ("👨‍👩‍👧", 2), ("a看b", 4),
      // A skin tone, a flag, a keycap, an emoji that was text, a lone joiner, Hangul by letters.
      ("👍🏽", 2), ("🇯🇵", 2), ("1️⃣", 2), ("❤️", 2), ("❤", 1), ("\u{200D}", 0),
      ("\u{1112}\u{1161}\u{11AB}", 2),
      ("한글", 4), ("ｱ", 1), ("Ａ", 2), ("…", 1), ("—", 1), ("\u{3000}", 2), ("\u{FFFD}", 1),
      // Letters that join, marks that take a column or none, right to left, beyond the first plane.
      ("क्षि", 3), ("ที่", 1), ("שלום", 4), ("مرحبا", 5), ("𠀋", 2), ("𝒜", 1), ("䷀", 2), ("\u{1F1E6}", 2),
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

  @Test func `a text of several lines keeps them`() {
    #expect(TerminalText.safeLines("a\tb\r\nc\u{1}\u{202E}") == "a\tb\r\nc\u{FFFD}\u{FFFD}")
  }

  @Test(
    arguments: [
      ("", 0), ("\u{1B}[1;31mred\u{1B}[0m", 3), ("a\u{1B}[34Gb", 2), ("\u{1B}[K", 0),
      ("\u{1B}[2m看\u{1B}[0m", 2),
    ])
  func `columns of what is painted`(text: String, width: Int) {
    #expect(TerminalText.width(ofPainted: text) == width)
  }

  @Test(
    arguments: [
      ("plain", 5, "plain", "plain"), ("plain!", 5, "plai…", "pl…n!"), ("abc", 1, "…", "…"),
      ("abc", 0, "", ""), ("看板看板", 5, "看板…", "看…板"), ("看板看板", 6, "看板…", "看…板"),
      ("banner[sku=NW-001,format=wide]", 21, "banner[sku=NW-001,fo…", "banner[sku…rmat=wide]"),
      ("🏮👨‍👩‍👧", 3, "🏮…", "🏮…"),
    ])
  func `what is too wide is cut`(text: String, width: Int, end: String, middle: String) {
    #expect(TerminalText.cut(text, to: width) == end)
    #expect(TerminalText.cutInside(text, to: width) == middle)
  }
}
