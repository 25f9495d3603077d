/// A file format that Reel reads and writes.
package enum MediaFormat: String, Sendable, Hashable, CaseIterable {
  case png, jpeg, webp, mp4

  /// What the first bytes of a file say it is; `nil` for anything else. 12 bytes are enough.
  ///
  /// - Parameter bytes: the file's beginning.
  package init?(sniffing bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(12))
    if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if head.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if head.count == 12, head.starts(with: Array("RIFF".utf8)),
      head[8...].elementsEqual("WEBP".utf8)
    {
      self = .webp
    } else if head.count == 12, head[4..<8].elementsEqual("ftyp".utf8) {
      self = .mp4
    } else {
      return nil
    }
  }

  /// The format that an extension promises, in any case and without its dot.
  package init?(fileExtension: some StringProtocol) {
    switch fileExtension.lowercased() {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    case "webp": self = .webp
    case "mp4": self = .mp4
    default: return nil
    }
  }

  /// The extension that Reel gives such files, without a dot.
  package var fileExtension: String {
    self == .jpeg ? "jpg" : rawValue
  }

  /// The media type, as in `Content-Type`.
  package var mediaType: String {
    isVideo ? "video/\(rawValue)" : "image/\(rawValue)"
  }

  /// Whether this is a film; all others are pictures.
  package var isVideo: Bool { self == .mp4 }
}
