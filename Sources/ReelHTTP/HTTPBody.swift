package import ReelBasics

/// What a request sends, in parts whose sizes are known before the first byte goes out.
///
/// Files are read while they are sent, so memory stays flat whatever they hold.
package struct HTTPBody: Sendable, Equatable {
  /// One stretch of the body.
  package enum Part: Sendable, Equatable {
    /// Bytes in memory.
    case bytes([UInt8])
    /// A file as it is; `byteCount` is its size. With a `digest` it is sent to its end only if that
    /// is its content's.
    case file(path: String, byteCount: Int64, digest: Digest? = nil)
    /// A file as base64 with padding and without line breaks; `byteCount` is the file's own size, and
    /// `digest` as above.
    case base64File(path: String, byteCount: Int64, digest: Digest? = nil)

    /// The bytes that this part takes in the body.
    package var byteCount: Int64 {
      switch self {
      case .bytes(let bytes): Int64(bytes.count)
      case .file(_, let count, _): count
      case .base64File(_, let count, _): (count + 2) / 3 * 4
      }
    }
  }

  /// The parts, in order.
  package let parts: [Part]

  /// The size of the whole body: its Content-Length.
  package var byteCount: Int64 { parts.reduce(0) { $0 + $1.byteCount } }

  /// The whole body, where it is one part in memory.
  package var bytes: [UInt8]? {
    guard parts.count == 1, case .bytes(let bytes) = parts[0] else { return nil }
    return bytes
  }

  package init(parts: [Part]) { self.parts = parts }

  /// A body that is in memory.
  package init(_ bytes: [UInt8]) { parts = [.bytes(bytes)] }
}
