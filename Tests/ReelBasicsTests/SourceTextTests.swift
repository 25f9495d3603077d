import ReelBasics
import Testing

@Suite struct SourceTextTests {
  private func source(_ text: String) -> SourceText {
    SourceText(name: "x.yaml", bytes: Array(text.utf8))
  }

  @Test(arguments: [
    ("", [""]), ("a", ["a"]), ("a\n", ["a", ""]), ("a\nb", ["a", "b"]), ("a\r\nb", ["a", "b"]),
    ("a\rb", ["a", "b"]), ("\n\n", ["", "", ""]), ("a\n\rb", ["a", "", "b"]),
    ("\r\n\r\n", ["", "", ""]), ("a\u{2028}b", ["a\u{2028}b"]),
  ])
  func `lines end as editors end them`(text: String, lines: [String]) {
    let source = source(text)
    #expect(source.lineCount == lines.count)
    for (number, line) in lines.enumerated() {
      #expect(String(decoding: source.line(number), as: UTF8.self) == line)
    }
    #expect(source.line(lines.count).isEmpty)
  }

  @Test(arguments: [
    ("abc", 0, 0, 1), ("abc", 0, 2, 3), ("abc", 0, 3, 4), ("abc", 0, 99, 4),
    ("äbc", 0, 1, 2), ("🪁bc", 0, 1, 2), ("a\nbc", 1, 1, 2),
    // An accent of its own, a family of four people, a flag: each is one to a reader.
    ("e\u{301}b", 0, 2, 2), ("👩‍👩‍👧‍👦b", 0, 7, 2), ("🇩🇪b", 0, 2, 2), ("一二三", 0, 2, 3),
    ("\u{FEFF}ab", 0, 0, 1), ("\u{FEFF}ab", 0, 1, 2), ("\tab", 0, 1, 2),
  ])
  func `columns count characters`(text: String, line: Int, scalar: Int, column: Int) {
    let location = source(text).location(line: line, scalar: scalar)
    #expect(location.line == line + 1)
    #expect(location.column == column)
  }

  @Test(arguments: [
    ("abc", 1, "1:2"), ("a\nbc", 2, "2:1"), ("a\nbc", 3, "2:2"), ("a\nbc", 99, "2:3"),
    ("a\r\nbc", 4, "2:2"), ("é🪁x", 6, "1:3"), ("\u{FEFF}ab", 3, "1:1"), ("\u{FEFF}ab", 4, "1:2"),
    ("", 0, "1:1"), ("abc", -5, "1:1"), ("a\n", 2, "2:1"),
  ])
  func `a byte has a place`(text: String, offset: Int, place: String) {
    #expect(source(text).location(offset: offset).description == "x.yaml:\(place)")
  }

  @Test func `of a line that nobody wrote no excerpt is kept`() {
    let location = source(String(repeating: "x", count: 20_000)).location(line: 0, scalar: 15_000)
    #expect(location.text == "" && location.column == 15_001)
  }

  @Test func `bytes that are no text have places too`() {
    let source = SourceText(name: "x", bytes: [0x61, 0xFF, 0xC3, 0x0A, 0x80])
    #expect(source.location(offset: 2).description == "x:1:3")
    #expect(source.location(offset: 4).description == "x:2:1")
    #expect(source.characterStart(before: 5) == 3)
  }
}
