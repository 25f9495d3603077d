import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// Two texts, word by word.
@Suite struct WordDiffTests {
  private func text(_ old: String, _ new: String, colour: String = "never") -> String {
    let (never, continuation) = AsyncStream.makeStream(of: Void.self)
    defer { continuation.finish() }
    let stream = CapturedStream()
    let context = ProcessContext(
      arguments: [], environment: [:], folder: "/", output: stream.writer, errors: stream.writer,
      interrupts: { never })
    return WordDiff(from: old, to: new)
      .text(TextStyle(option: colour, context: context, writer: stream.writer))
  }

  @Test(arguments: [
    ("A red mug", "A green mug", "A [-red-]{+green+} mug"),
    ("A mug", "A red mug", "A {+red +}mug"),
    ("A red mug", "A mug", "A [-red -]mug"),
    ("A mug", "A mug on a table", "A mug{+ on a table+}"),
    ("a b c d", "x y c d", "[-a b-]{+x y+} c d"),
    ("", "new", "{+new+}"), ("old", "", "[-old-]"),
    ("16:9, don't", "16:10, don’t", "16:[-9-]{+10+}, [-don't-]{+don’t+}"),
    ("one\ntwo", "one\n\ntwo", "one[-⏎-]{+⏎⏎+}two"),
    ("a\tb", "a b", "a[-⇥-]{+ +}b"),
    // Without spaces each letter counts.
    ("赤い凧", "青い凧", "[-赤-]{+青+}い凧"),
  ])
  func words(old: String, new: String, expected: String) {
    #expect(text(old, new) == expected)
  }

  @Test func inColoursWithoutBrackets() {
    #expect(
      text("A red mug", "A green mug", colour: "always")
        == "A \u{1B}[31mred\u{1B}[0m\u{1B}[32mgreen\u{1B}[0m mug")
  }

  @Test func nothingOfATextMovesTheCursor() {
    let evil = "A \u{1B}[2Jred\u{07} \u{202E}mug\r\u{9B}31m"
    for line in [text(evil, "A mug"), text("A mug", evil), text(evil + " one", evil + " two")] {
      #expect(
        !line.unicodeScalars.contains {
          $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E
        }, "\(line)")
    }
  }

  @Test func aLineIsBoundedWhateverTheTexts() {
    let words = (0..<5_000).map { "word\($0)" }
    let every = words.enumerated().map { $0.offset % 40 == 7 ? "changed" : $0.element }
    let long = String(repeating: "x", count: 100_000)
    let marks = "e" + String(repeating: "\u{301}", count: 100_000)
    let wide = String(repeating: "凧", count: 5_000)
    for (old, new) in [
      (words.joined(separator: " "), every.joined(separator: " ")),
      (words.joined(separator: " "), words.reversed().joined(separator: " ")),
      (long, long + "y"), (marks, "e"), ("e", marks + " " + marks), (wide, wide + wide),
      (words.joined(separator: " "), ""),
    ] {
      let line = text(old, new)
      #expect(TerminalText.width(of: line) <= 400, "\(TerminalText.width(of: line))")
      #expect(line.unicodeScalars.count <= 8 * 400)
    }
    let line = text(
      words.prefix(200).joined(separator: " "), every.prefix(200).joined(separator: " "))
    #expect(line.hasPrefix("…rd4 word5 word6 [-word7-]{+changed+} word8 word9 wor…"), "\(line)")
    #expect(line.hasSuffix("{+changed+} word88 word89 w… (and 2 more)"), "\(line)")
  }

  /// What the pieces say is what the texts were, whatever they are.
  @Test(arguments: 0..<200)
  func bothTextsAreInIt(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let letters = ["a", "b", "red", " ", "  ", "\n", ",", "凧", "é", "👍🏽", "-", "9"]
    func some() -> [String] {
      (0..<Int.random(in: 0...40, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? ""
      }
    }
    let old = some()
    var new = old
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let place = Int.random(in: 0...new.count, using: &random)
      new.replaceSubrange(place..<min(new.count, place + 2), with: some().prefix(2))
    }
    let (first, second) = (old.joined(), new.joined())
    let diff = WordDiff(from: first, to: second)
    var (before, after) = ("", "")
    for piece in diff.pieces {
      switch piece {
      case .same(let text):
        before += text
        after += text
      case .changed(let removed, let added):
        #expect(removed != added, "seed \(seed)")
        before += removed
        after += added
      }
    }
    #expect(before == first && after == second, "seed \(seed)")
    #expect(diff.isEmpty == (first == second), "seed \(seed)")
  }
}
