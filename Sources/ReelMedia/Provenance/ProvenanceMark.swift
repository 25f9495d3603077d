package import ReelBasics

/// Writes provenance into files as XMP, and takes it out again, without touching picture or film.
/// Calls block; no file is held in memory.
package enum ProvenanceMark {
  /// Writes a copy of a file that carries a statement, beside all that the file says already.
  ///
  /// - Parameters:
  ///   - statement: what it is to say.
  ///   - path: a JPEG, PNG, WebP or MP4.
  ///   - digest: that of the file.
  ///   - copy: a file that must not be there yet. It need not survive a crash: it is not synced.
  /// - Throws: `.undecodable`, `.unknownFormat`, `.tooLarge` where the file takes no statement, and
  ///   nothing was written; `.file`.
  package static func write(
    _ statement: ProvenanceStatement, into path: String, with digest: Digest, as copy: String
  ) throws(MediaError) {
    let file = try OpenBytes(path)
    let edits = try addition(of: statement, to: file)
    try file.copy(to: copy, edits, durable: false)
    guard !edits.isEmpty, try digestWithout(copy) != digest else { return }
    FileStatus.remove(copy)
    throw stuck
  }

  /// The same for a file that lies in memory.
  ///
  /// - Parameters:
  ///   - statement: what it is to say.
  ///   - bytes: those of a JPEG, PNG, WebP or MP4.
  ///   - digest: that of the bytes.
  ///   - path: the file's, for messages.
  /// - Returns: the bytes that carry the statement.
  /// - Throws: as `write`, but for `.file`.
  package static func marked(
    _ statement: ProvenanceStatement, into bytes: [UInt8], with digest: Digest, of path: String
  ) throws(MediaError) -> [UInt8] {
    let file = OpenBytes(bytes, of: path)
    let edits = try addition(of: statement, to: file)
    guard !edits.isEmpty else { return bytes }
    var marked: [UInt8] = []
    marked.reserveCapacity(edits.reduce(bytes.count) { $0 + Int($1.growth) })
    try file.pieces(edits) { (piece) throws(MediaError) in marked += piece }
    guard try digestWithout(OpenBytes(marked, of: path)) == digest else { throw stuck }
    return marked
  }

  /// A clone without a store has the original nowhere else: unusual containers stay as they are.
  private static var stuck: MediaError {
    MediaError(.undecodable, "a mark could not be taken out of it again")
  }

  /// What marks a file; nothing where it says all of the statement already.
  private static func addition(
    of statement: ProvenanceStatement, to file: OpenBytes
  ) throws(MediaError) -> [ByteEdit] {
    let container = try container(file)
    let others = container.packets.map(\.packet)
    guard let element = XMPPacket.element(statement, besides: others) else { return [] }
    let (edit, isNew) = try place(element, in: container)
    let count = others.count + (isNew ? 1 : 0)
    return [edit] + (try container.consequences(of: edit, packets: count))
  }

  /// Writes a file of its own that holds a statement: an XMP sidecar.
  ///
  /// - Parameters:
  ///   - statement: what it is to say.
  ///   - path: of a file that must not be there yet. It need not survive a crash: it is not synced.
  /// - Throws: `.file`.
  package static func writeSidecar(
    _ statement: ProvenanceStatement, to path: String
  ) throws(MediaError) {
    let element = XMPPacket.element(statement, besides: []) ?? []
    try MediaFile.create(path, XMPPacket.whole(element), durable: false)
  }

  /// Writes a copy of a file without what `write` put into it: byte for byte what it was before.
  ///
  /// - Parameters:
  ///   - path: a JPEG, PNG, WebP or MP4.
  ///   - copy: a file that must not be there yet; it is synced.
  /// - Returns: whether there was anything to take out; else nothing was written.
  /// - Throws: as `write`.
  package static func remove(
    from path: String, as copy: String
  ) throws(MediaError) -> Bool {
    let file = try OpenBytes(path)
    guard let edits = try removal(file) else { return false }
    try file.copy(to: copy, edits, durable: true)
    return true
  }

  /// The digest of what `remove` would write; `nil` where there is nothing to take out.
  package static func digestWithout(_ path: String) throws(MediaError) -> Digest? {
    try digestWithout(OpenBytes(path))
  }

  private static func digestWithout(_ file: OpenBytes) throws(MediaError) -> Digest? {
    guard let edits = try removal(file) else { return nil }
    let hasher = SHA256()
    try file.pieces(edits) { (piece) throws(MediaError) in hasher.update(piece) }
    return hasher.finish()
  }

  /// What takes a mark out; `nil` where there is none.
  private static func removal(_ file: OpenBytes) throws(MediaError) -> [ByteEdit]? {
    let container = try container(file)
    for element in container.packets.reversed() {
      let edit: ByteEdit
      var packets = container.packets.count
      switch XMPPacket.removingElement(from: element.packet) {
      case .none: continue
      case .all:
        edit = ByteEdit(place: element.place, bytes: [])
        packets -= 1
      case .rest(let rest):
        guard let bytes = container.element(rest) else { continue }
        edit = ByteEdit(place: element.place, bytes: bytes)
      }
      return [edit] + (try container.consequences(of: edit, packets: packets))
    }
    return nil
  }

  /// Where Reel's element goes: into the first packet that takes it, else into one of its own.
  private static func place(
    _ element: [UInt8], in container: any MarkedContainer
  ) throws(MediaError) -> (ByteEdit, isNew: Bool) {
    for other in container.packets where other.isElastic {
      if let packet = XMPPacket.packet(other.packet, adding: element),
        let bytes = container.element(packet)
      {
        return (ByteEdit(place: other.place, bytes: bytes), false)
      }
    }
    guard let bytes = container.element(XMPPacket.whole(element)) else {
      throw MediaError(.tooLarge, "it has no room for so long a statement")
    }
    return (ByteEdit(place: container.vacancy..<container.vacancy, bytes: bytes), true)
  }

  private static func container(_ file: OpenBytes) throws(MediaError) -> any MarkedContainer {
    let head = try file.bytes(at: 0, Int(min(12, file.count)))
    switch MediaFormat(sniffing: head) {
    case .jpeg: return try JPEGContainer(file)
    case .png: return try PNGContainer(file)
    case .webp: return try WebPContainer(file)
    case .mp4: return try MP4Container(file)
    case nil: throw MediaError(.unknownFormat, "it is no PNG, JPEG, WebP or MP4")
    }
  }
}
