/// The chunks of a WebP file; XMP stands at its end, and the extended header says that it does (WebP
/// Container Specification).
struct WebPContainer: MarkedContainer {
  private(set) var packets: [XMPElement] = []
  /// The end of what the file's header speaks of.
  let vacancy: Int64
  /// The extended header's payload, where there is one.
  private var extended: [UInt8]?
  /// What an extended header would say of the picture besides metadata; `nil` where Reel cannot tell.
  private var plain: [UInt8]?
  private var chunks: [String] = []
  private static let mostChunks = 1 << 18
  private static let xmpFlag: UInt8 = 0x04
  private static let alphaFlag: UInt8 = 0x10
  /// The place of the first chunk, which the extended header is.
  private static let first: Int64 = 12

  init(_ file: OpenBytes) throws(MediaError) {
    let head = try file.bytes(at: 0, 12)
    vacancy = 8 + Int64(head[4..<8].littleEndian)
    guard MediaFormat(sniffing: head) == .webp, vacancy <= file.count, vacancy % 2 == 0 else {
      throw file.malformed("it does not begin as a WebP, or is cut short")
    }
    var offset = Self.first
    while offset < vacancy, chunks.count < Self.mostChunks {
      let head = try file.bytes(at: offset, 8)
      let length = Int64(head[4...].littleEndian)
      let place = offset..<offset + 8 + length + length % 2
      guard place.upperBound <= vacancy else {
        throw file.malformed("a chunk is longer than the file")
      }
      let name = String(decoding: head[..<4], as: UTF8.self)
      try read(file, name, place, length: Int(length))
      chunks.append(name)
      offset = place.upperBound
    }
    guard offset == vacancy, extended != nil || plain != nil else {
      throw file.malformed("it holds no picture that can be told")
    }
  }

  private mutating func read(
    _ file: OpenBytes, _ name: String, _ place: Range<Int64>, length: Int
  ) throws(MediaError) {
    let start = place.lowerBound + 8
    switch name {
    case "VP8X" where place.lowerBound == Self.first && length == 10:
      extended = try file.bytes(at: start, 10)
    case "VP8 " where length >= 10:
      let head = try file.bytes(at: start, 10)
      guard head[3..<6].elementsEqual([0x9D, 0x01, 0x2A]) else { return }
      plain = Self.header(
        flags: 0, width: head[6..<8].littleEndian & 0x3FFF,
        height: head[8..<10].littleEndian & 0x3FFF)
    case "VP8L" where length >= 5:
      let head = try file.bytes(at: start, 5)
      guard head[0] == 0x2F else { return }
      let bits = head[1...].littleEndian
      plain = Self.header(
        flags: bits >> 28 & 1 == 1 ? Self.alphaFlag : 0, width: (bits & 0x3FFF) + 1,
        height: (bits >> 14 & 0x3FFF) + 1)
    case "XMP ":
      packets.append(
        XMPElement(
          place: place,
          packet: try length <= XMPElement.longest ? file.bytes(at: start, length) : []
        ))
    default: break
    }
  }

  private static func header(flags: UInt8, width: UInt64, height: UInt64) -> [UInt8]? {
    guard width > 0, height > 0 else { return nil }
    return [flags, 0, 0, 0] + UInt32(width - 1).littleEndianBytes.prefix(3)
      + UInt32(height - 1).littleEndianBytes.prefix(3)
  }

  func element(_ packet: [UInt8]) -> [UInt8]? {
    Array("XMP ".utf8) + UInt32(packet.count).littleEndianBytes + packet
      + (packet.count % 2 == 0 ? [] : [0])
  }

  func consequences(of edit: ByteEdit, packets: Int) throws(MediaError) -> [ByteEdit] {
    var edits: [ByteEdit] = []
    if var header = extended {
      let before = header
      header[0] = packets > 0 ? header[0] | Self.xmpFlag : header[0] & ~Self.xmpFlag
      // It went in with the mark, and goes with it.
      if packets == 0, header == plain, chunks.count == 3 {
        edits.append(ByteEdit(place: Self.first..<Self.first + 18, bytes: []))
      } else if header != before {
        edits.append(ByteEdit(place: Self.first + 8..<Self.first + 9, bytes: [header[0]]))
      }
    } else if var header = plain, packets > 0 {
      header[0] |= Self.xmpFlag
      edits.append(
        ByteEdit(
          place: Self.first..<Self.first,
          bytes: Array("VP8X".utf8) + UInt32(header.count).littleEndianBytes + header))
    }
    let size = vacancy - 8 + edit.growth + edits.reduce(0) { $0 + $1.growth }
    guard let size = UInt32(exactly: size), size <= UInt32.max - 9 else {
      throw MediaError(.tooLarge, "a WebP has no room for more than 4 GiB")
    }
    return edits + [ByteEdit(place: 4..<8, bytes: size.littleEndianBytes)]
  }
}
