import ReelBasics

/// Gives the places of rows, which come one after another, without reading a line twice.
///
/// Rows on one line share its text, of which only the beginning is kept.
struct RowPlaces {
  /// As much of a line as an excerpt shows, and a little more.
  static let longestText = 256

  private let source: SourceText
  private var number = -1
  private var text = ""
  /// How far the line has been read: the offset of a byte, with what stands before it there.
  private var offset = 0
  private var scalars = 0
  private var characters = 0

  init(source: SourceText) { self.source = source }

  /// The place of a byte.
  mutating func location(offset wanted: Int) -> SourceLocation {
    let line = source.lineNumber(of: wanted)
    if line != number || wanted < offset { begin(line) }
    advance(to: max(offset, min(wanted, source.bytes.count)))
    return place
  }

  /// The place of a code point: its line from 0, and how many code points stand before it there.
  mutating func location(line: Int, scalar wanted: Int) -> SourceLocation {
    if line != number || wanted < scalars { begin(line) }
    let bytes = source.bytes
    var end = offset
    var left = wanted - scalars
    while left > 0, end < bytes.count {
      end += 1
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      left -= 1
    }
    advance(to: end)
    return place
  }

  private var place: SourceLocation {
    SourceLocation(file: source.name, line: number + 1, column: characters + 1, text: text)
  }

  private mutating func begin(_ line: Int) {
    let bytes = source.line(line).dropFirst(line == 0 ? source.markLength : 0)
    var end = bytes.prefix(Self.longestText).endIndex
    while end < bytes.endIndex, end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    text = String(decoding: bytes[..<end], as: UTF8.self)
    number = line
    offset = bytes.startIndex
    scalars = 0
    characters = 0
  }

  /// A row begins at a letter of its own, so the characters of two pieces are those of the whole.
  private mutating func advance(to end: Int) {
    guard end > offset else { return }
    let piece = String(decoding: source.bytes[offset..<end], as: UTF8.self)
    scalars += piece.unicodeScalars.count
    characters += piece.count
    offset = end
  }
}
