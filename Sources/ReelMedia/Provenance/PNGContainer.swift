/// The chunks of a PNG file; XMP stands in an iTXt (PNG specification, 11.3.3.4).
struct PNGContainer: MarkedContainer {
  private(set) var packets: [XMPElement] = []
  /// Behind the header, which has to be first.
  private(set) var vacancy: Int64 = 33
  /// Keyword; not compressed; no language and no translated keyword.
  private static let name = Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0]
  private static let keyword = name.prefix(18)
  private static let firstChunk: [UInt8] = [0, 0, 0, 13] + Array("IHDR".utf8)
  private static let mostChunks = 1 << 18

  init(_ file: OpenBytes) throws(MediaError) {
    let head = try file.bytes(at: 0, 16)
    guard MediaFormat(sniffing: head) == .png,
      head[8...].elementsEqual(Self.firstChunk)
    else { throw file.malformed("it does not begin as a PNG") }
    var offset: Int64 = 8
    for _ in 0..<Self.mostChunks {
      let head = try file.bytes(at: offset, 8)
      let length = Int64(head[..<4].bigEndian)
      let place = offset..<offset + 12 + length
      guard place.upperBound <= file.count else {
        throw file.malformed("a chunk is longer than the file")
      }
      switch String(decoding: head[4...], as: UTF8.self) {
      case "IEND": return
      case "iTXt": try read(file, place)
      default: break
      }
      offset = place.upperBound
    }
    throw file.malformed("it has too many chunks")
  }

  private mutating func read(_ file: OpenBytes, _ place: Range<Int64>) throws(MediaError) {
    let length = place.count - 12
    let name = try file.bytes(at: place.lowerBound + 8, min(length, Self.name.count))
    guard name.starts(with: Self.keyword) else { return }
    let count = length - name.count
    let isReadable = name == Self.name && count <= XMPElement.longest
    packets.append(
      XMPElement(
        place: place,
        packet: try isReadable
          ? file.bytes(at: place.lowerBound + 8 + Int64(name.count), count) : []))
    vacancy = place.upperBound
  }

  func element(_ packet: [UInt8]) -> [UInt8]? {
    let named = Array("iTXt".utf8) + Self.name + packet
    return UInt32(named.count - 4).bigEndianBytes + named + Self.checksum(named).bigEndianBytes
  }

  // MARK: CRC-32 (PNG specification, annex D)

  private static let table: [UInt32] = (0..<256).map { (number: UInt32) in
    (0..<8).reduce(number) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF) { sum, byte in
      table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8)
    }
  }
}
