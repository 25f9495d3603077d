import ReelBasics

/// Gives places that come one after another without counting a line's letters twice.
struct RunningPlaces {
  private let source: SourceText
  private var line = -1
  /// How far the line has been read: the offset of a byte, and how many code points stand before it.
  private var offset = 0
  private var scalars = 0

  init(source: SourceText) { self.source = source }

  /// The place of a byte.
  mutating func location(offset wanted: Int) -> SourceLocation {
    let number = source.lineNumber(of: wanted)
    if number != line || wanted < offset {
      line = number
      offset = source.line(number).startIndex + (number == 0 ? source.markLength : 0)
      scalars = 0
    }
    let end = max(offset, min(wanted, source.bytes.count))
    // Bytes of a letter after its first one are marked so.
    scalars += source.bytes[offset..<end].count { $0 & 0xC0 != 0x80 }
    offset = end
    return source.location(line: line, scalar: scalars)
  }
}
