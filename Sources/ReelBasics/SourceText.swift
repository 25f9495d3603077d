/// A text somebody wrote, kept for pointing into it.
package final class SourceText: Sendable {
  /// The name that messages use: the path as it was given, or `<stdin>`.
  package let name: String
  /// The bytes as they were read.
  package let bytes: [UInt8]
  private let lines: LineIndex
  /// Of a text that is a part of another: where its lines stand there.
  private let lineRuns: [LineRun]
  private static let longestExcerpt = 16 * 1024

  /// Lines that stand one behind the other in the text that this one is a part of.
  package struct LineRun: Sendable, Hashable {
    /// The number of the first, from 0, here.
    let line: Int
    /// Its number there.
    let original: Int

    package init(line: Int, original: Int) {
      self.line = line
      self.original = original
    }
  }

  /// A text; `lines` are given, in their order, where it is a part of another, whose lines messages name.
  package init(name: String, bytes: [UInt8], lines: [LineRun] = []) {
    self.name = name
    self.bytes = bytes
    self.lines = LineIndex(bytes)
    self.lineRuns = lines
  }

  /// The number that messages give a line of this text, from 0.
  func originalLine(_ line: Int) -> Int {
    guard let run = lineRuns.last(where: { $0.line <= line }) else { return line }
    return run.original + line - run.line
  }

  /// The number of lines; a text that ends with a line break has an empty last one.
  package var lineCount: Int { lines.count }

  /// The place of a line's first byte; `nil` past the end.
  package func lineStart(_ number: Int) -> Int? { lines.start(of: number, in: bytes) }

  /// The place of the first byte of the line that follows one; `nil` where that is the last.
  func nextLine(after start: Int) -> Int? { lines.nextLine(after: start, in: bytes) }

  /// The bytes of a line (from 0) without its line break; empty past the end.
  package func line(_ number: Int) -> ArraySlice<UInt8> {
    guard let start = lineStart(number) else { return [] }
    var end = lineStart(number + 1) ?? bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    return bytes[start..<end]
  }

  /// The place of a code point: its line from 0, and how many code points stand before it there
  /// (a byte-order mark not counted).
  package func location(line: Int, scalar: Int) -> SourceLocation {
    SourceLocation(in: self, line: line, scalar: scalar)
  }

  /// A line (from 0) as a text; `nil` for one that is not there, or that nobody wrote by hand, of
  /// which no excerpt is shown.
  func excerpt(line: Int) -> String? {
    var text = self.line(line)
    guard line < lineCount, text.count <= Self.longestExcerpt else { return nil }
    if line == 0 { text = text.dropFirst(markLength) }
    return String(decoding: text, as: UTF8.self)
  }

  /// How many bytes the byte-order mark at the start has; 0 where there is none.
  package var markLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  /// Where the character starts that a byte before `offset` belongs to, whole or not.
  package func characterStart(before offset: Int) -> Int {
    var start = min(offset, bytes.count) - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return max(start, 0)
  }

  /// The line, from 0, that a byte stands on; the last one past the end.
  package func lineNumber(of offset: Int) -> Int { lines.line(of: offset, in: bytes) }

  /// The place of a byte.
  package func location(offset: Int) -> SourceLocation {
    let line = lineNumber(of: offset)
    let start = lineStart(line) ?? 0
    let before = bytes[start..<min(max(offset, start), bytes.count)]
    let scalars = String(decoding: before, as: UTF8.self).unicodeScalars.count
    let mark = line == 0 && markLength > 0 && scalars > 0 ? 1 : 0
    return location(line: line, scalar: scalars - mark)
  }
}
