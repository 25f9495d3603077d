import ReelBasics
import Testing

/// Texts as their bytes have them.
struct ByteOrderTests {
  @Test func `texts stand in the order of their bytes`() {
    // By letters "é" of one scalar and of two are the same; by bytes they are not.
    let texts = ["", "B", "a", "a b", "ab", "e\u{301}", "z", "\u{E9}", "\u{1F3AC}"]
    for (number, text) in texts.enumerated() {
      for (other, later) in texts.enumerated() {
        #expect(text.precedesByBytes(later) == (number < other), "'\(text)' and '\(later)'")
      }
    }
  }

  @Test func `a condition is asked of all bytes`() {
    #expect("plain".hasOnlyBytes { $0 < 0x80 })
    #expect("".hasOnlyBytes { _ in false })
    #expect(!"h\u{E9}llo".hasOnlyBytes { $0 < 0x80 })
    #expect(!"a longer text that has no place in a word\n".hasOnlyBytes { $0 >= 0x20 })
  }
}
