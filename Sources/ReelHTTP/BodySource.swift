import ReelBasics

/// Reads a body from its first byte to its last, once.
final class BodySource {
  private enum Piece {
    case bytes([UInt8])
    case file(BodyFile)
    case base64(BodyFile)
  }

  /// A multiple of three, so that the pieces of base64 join.
  private static let chunkSize = 48 << 10

  private var pieces: [Piece] = []
  private var next = 0
  /// Bytes of the current piece that are in memory, and how many of them are sent.
  private var buffered: [UInt8] = []
  private var sent = 0

  /// Opens every file, so that a wrong one is found before anything is sent.
  init(_ body: HTTPBody) throws(BodyFault) {
    for part in body.parts {
      switch part {
      case .bytes(let bytes): pieces.append(.bytes(bytes))
      case .file(let path, let count, let digest):
        pieces.append(.file(try BodyFile(path: path, byteCount: count, digest: digest)))
      case .base64File(let path, let count, let digest):
        pieces.append(.base64(try BodyFile(path: path, byteCount: count, digest: digest)))
      }
    }
  }

  /// Puts the next bytes into `buffer`; 0 at the end of the body.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(BodyFault) -> Int {
    while true {
      let count = unsafe takeBuffered(into: buffer)
      if count > 0 { return count }
      guard next < pieces.count else { return 0 }
      switch pieces[next] {
      case .bytes(let bytes):
        refill(bytes)
        next += 1
      case .file(let file):
        let count = try unsafe file.read(into: buffer)
        if count > 0 { return count }
        next += 1
      case .base64(let file):
        var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
        // The closure cannot throw a typed error by itself.
        let result = unsafe chunk.withUnsafeMutableBytes { bytes in
          Result { () throws(BodyFault) in try unsafe file.read(into: bytes) }
        }
        let count = try result.get()
        chunk.removeLast(chunk.count - count)
        refill(Base64.encode(chunk))
        if count < Self.chunkSize { next += 1 }
      }
    }
  }

  private func refill(_ bytes: [UInt8]) {
    buffered = bytes
    sent = 0
  }

  private func takeBuffered(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, buffered.count - sent)
    guard count > 0 else { return 0 }
    unsafe buffered.withUnsafeBytes { bytes in
      unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[sent..<(sent + count)]))
    }
    sent += count
    return count
  }
}
