/// The segments of a JPEG file before its picture; XMP stands in an APP1 (XMP specification, part 3).
struct JPEGContainer: MarkedContainer {
  private(set) var packets: [XMPElement] = []
  private(set) var vacancy: Int64 = 2
  private static let name = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
  private static let mostSegments = 1 << 16
  private static let exif = Array("Exif\0\0".utf8)

  init(_ file: OpenBytes) throws(MediaError) {
    guard try file.bytes(at: 0, 2) == [0xFF, 0xD8] else { throw file.malformed("it is no JPEG") }
    var offset: Int64 = 2
    // What programs look for in the first segments stays there.
    var isBeginning = true
    for _ in 0..<Self.mostSegments {
      let marker = try file.bytes(at: offset, 2)
      guard marker[0] == 0xFF else { throw file.malformed("a segment has no marker") }
      switch marker[1] {
      case 0xFF:
        offset += 1
        continue
      case 0xDA, 0xD9: return
      case 0x01, 0xD0...0xD8:
        offset += 2
        continue
      default: break
      }
      let length = Int64(try file.bytes(at: offset + 2, 2).bigEndian)
      let place = offset..<offset + 2 + length
      guard length >= 2, place.upperBound <= file.count else {
        throw file.malformed("a segment is longer than the file")
      }
      let head = try file.bytes(at: offset + 4, min(Int(length) - 2, Self.name.count))
      isBeginning =
        isBeginning && (marker[1] == 0xE0 || marker[1] == 0xE1 && head.starts(with: Self.exif))
      if isBeginning { vacancy = place.upperBound }
      if marker[1] == 0xE1, head == Self.name {
        let start = offset + 4 + Int64(head.count)
        packets.append(
          XMPElement(
            place: place, packet: try file.bytes(at: start, Int(place.upperBound - start))))
        vacancy = place.upperBound
      }
      offset = place.upperBound
    }
    throw file.malformed("it has too many segments")
  }

  func element(_ packet: [UInt8]) -> [UInt8]? {
    guard let length = UInt16(exactly: 2 + Self.name.count + packet.count) else { return nil }
    return [0xFF, 0xE1] + length.bigEndianBytes + Self.name + packet
  }
}
