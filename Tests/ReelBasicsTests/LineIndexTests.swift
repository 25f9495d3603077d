import ReelTestSupport
import Testing

@testable import ReelBasics

@Suite struct LineIndexTests {
  /// Where lines start, looked for byte by byte.
  private static func starts(_ bytes: [UInt8]) -> [Int] {
    [0]
      + bytes.indices.filter { index in
        bytes[index] == 0x0a || bytes[index] == 0x0d && bytes[(index + 1)...].first != 0x0a
      }.map { $0 + 1 }
  }

  @Test(arguments: [
    ("", ""), ("a\nb", "a\nb"), ("a\r\nb\r\n", "a\nb\n"), ("\r\r\n\n", "\n\n\n"), ("a\r", "a\n"),
    ("\n\r", "\n\n"), ("é\r\n\r\n🪁", "é\n\n🪁"),
  ])
  func `line breaks become line feeds`(text: String, expected: String) {
    #expect(Array(text.utf8).withLineFeeds == Array(expected.utf8))
  }

  @Test func `every line is found, whichever ends it`() {
    var random = SeededGenerator(seed: 20_261_122)
    for round in 0..<300 {
      let ends: [[UInt8]] = round.isMultiple(of: 2) ? [[0x0a]] : [[0x0a], [0x0d], [0x0d, 0x0a]]
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let isLong = Int.random(in: 0..<20, using: &random) == 0
        let length = Int.random(in: isLong ? 500...600 : 0...3, using: &random)
        bytes += [UInt8](repeating: 0x61, count: length)
        bytes += ends.randomElement(using: &random) ?? []
      }
      let starts = Self.starts(bytes)
      let index = LineIndex(bytes)
      #expect(index.count == starts.count, "round \(round)")
      #expect((0..<starts.count).map { index.start(of: $0, in: bytes) } == starts)
      #expect(index.start(of: starts.count, in: bytes) == nil)
      #expect(index.start(of: -1, in: bytes) == nil)
      for offset in 0...bytes.count + 2 {
        #expect(index.line(of: offset, in: bytes) == starts.lastIndex { $0 <= offset })
      }
      var running = RunningLines(source: SourceText(name: "x", bytes: bytes))
      var wanted = 0
      while wanted <= starts.count {
        #expect(running.start(of: wanted) == (wanted < starts.count ? starts[wanted] : nil))
        wanted += Int.random(in: 0...3, using: &random)
      }
    }
  }
}
