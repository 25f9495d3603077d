/// The boxes of an MP4 file (ISO/IEC 14496-12); XMP stands in a box of a type of its own (XMP
/// specification, part 3). It goes to the end, as the index counts bytes from the beginning.
struct MP4Container: MarkedContainer {
  private(set) var packets: [XMPElement] = []
  private(set) var vacancy: Int64 = 0
  private static let type: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]
  private static let mostBoxes = 1 << 18

  init(_ file: OpenBytes) throws(MediaError) {
    var offset: Int64 = 0
    var boxes = 0
    while offset < file.count {
      let head = try file.bytes(at: offset, 8)
      let name = String(decoding: head[4...], as: UTF8.self)
      var size = Int64(head[..<4].bigEndian)
      var headerSize: Int64 = 8
      if size == 1 {
        // One that does not fit is longer than any file.
        size = Int64(exactly: try file.bytes(at: offset + 8, 8).bigEndian) ?? .max
        headerSize = 16
      }
      guard size != 0 else { throw file.malformed("its last box has no length of its own") }
      guard size >= headerSize, size <= file.count - offset else {
        throw file.malformed("a box is longer than the file, or shorter than its header")
      }
      let place = offset..<offset + size
      if name == "uuid" { try read(file, place, headerSize: headerSize) }
      // The index of fragments is looked for at the very end.
      vacancy = name == "mfra" && place.upperBound == file.count ? offset : place.upperBound
      offset = place.upperBound
      boxes += 1
      guard boxes <= Self.mostBoxes else { throw file.malformed("it has too many boxes") }
    }
    guard boxes > 0 else { throw file.malformed("it is empty") }
    for index in packets.indices {
      packets[index].isElastic = packets[index].place.upperBound == vacancy
    }
  }

  private mutating func read(
    _ file: OpenBytes, _ place: Range<Int64>, headerSize: Int64
  ) throws(MediaError) {
    let start = place.lowerBound + headerSize + 16
    guard start <= place.upperBound, try file.bytes(at: start - 16, 16) == Self.type else { return }
    let count = Int(place.upperBound - start)
    packets.append(
      XMPElement(
        place: place,
        packet: try count <= XMPElement.longest ? file.bytes(at: start, count) : []))
  }

  func element(_ packet: [UInt8]) -> [UInt8]? {
    UInt32(8 + Self.type.count + packet.count).bigEndianBytes + Array("uuid".utf8) + Self.type
      + packet
  }
}
