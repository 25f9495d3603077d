/// A JPEG of squares of eight by eight pixels, each of one colour, written without a library: of such
/// a square the format takes one number per channel (ITU-T T.81, baseline).
struct FlatJPEG {
  private static let side = 8

  private var bytes: [UInt8] = []
  /// What is not a whole byte yet, and of how many bits that is.
  private var bits: UInt32 = 0
  private var bitCount = 0

  /// The file's bytes; `colour` says what a square is, by its column and row of so many.
  static func encoded(
    width: Int, height: Int,
    colour: (_ column: Int, _ row: Int, _ columns: Int, _ rows: Int) -> (UInt8, UInt8, UInt8)
  ) -> [UInt8] {
    var file = FlatJPEG()
    file.writeHead(width: UInt16(width), height: UInt16(height))
    let columns = (width + side - 1) / side
    let rows = (height + side - 1) / side
    var last = [0, 0, 0]
    for row in 0..<rows {
      for column in 0..<columns {
        let channels = channels(of: colour(column, row, columns, rows))
        for channel in 0..<3 {
          file.writeSquare(channels[channel] - last[channel])
        }
        last = channels
      }
    }
    file.writeEnd()
    return file.bytes
  }

  /// Brightness and the two of colour, as JFIF has them, around zero.
  private static func channels(of colour: (UInt8, UInt8, UInt8)) -> [Int] {
    let (red, green, blue) = (Double(colour.0), Double(colour.1), Double(colour.2))
    return [
      0.299 * red + 0.587 * green + 0.114 * blue - 128,
      -0.168_736 * red - 0.331_264 * green + 0.5 * blue,
      0.5 * red - 0.418_688 * green - 0.081_312 * blue,
    ].map { min(127, max(-128, Int($0.rounded()))) }
  }

  private mutating func writeHead(width: UInt16, height: UInt16) {
    bytes += [0xFF, 0xD8]
    writeSegment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    // A step of 8: the number of a square is eight times its colour.
    writeSegment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
    writeSegment(
      0xC0,
      [8] + height.bigEndianBytes + width.bigEndianBytes
        + [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
    // The lengths of differences, in four bits each; and that no more follows of a square, in one.
    writeSegment(0xC4, [0x00] + Self.counts(9, ofLength: 4) + [0, 1, 2, 3, 4, 5, 6, 7, 8])
    writeSegment(0xC4, [0x10] + Self.counts(1, ofLength: 1) + [0])
    writeSegment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0])
  }

  private static func counts(_ count: UInt8, ofLength length: Int) -> [UInt8] {
    (1...16).map { $0 == length ? count : 0 }
  }

  private mutating func writeSegment(_ marker: UInt8, _ content: [UInt8]) {
    bytes += [0xFF, marker] + UInt16(content.count + 2).bigEndianBytes + content
  }

  /// A square's difference from the one before it.
  private mutating func writeSquare(_ difference: Int) {
    let length = Int.bitWidth - difference.magnitude.leadingZeroBitCount
    write(UInt32(length), count: 4)
    // Below zero one less, so that the first bit tells the sign.
    let value = difference < 0 ? difference - 1 : difference
    write(UInt32(truncatingIfNeeded: value) & (1 << length - 1), count: length)
    write(0, count: 1)
  }

  private mutating func write(_ value: UInt32, count: Int) {
    bits = bits << count | value
    bitCount += count
    while bitCount >= 8 {
      let byte = UInt8(truncatingIfNeeded: bits >> (bitCount - 8))
      bytes.append(byte)
      // Among pixels no byte may look like the beginning of a marker.
      if byte == 0xFF { bytes.append(0) }
      bitCount -= 8
    }
  }

  private mutating func writeEnd() {
    if bitCount > 0 { write((1 << (8 - bitCount)) - 1, count: 8 - bitCount) }
    bytes += [0xFF, 0xD9]
  }
}
