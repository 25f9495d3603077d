/// A kind of media, told by its first bytes.
enum MediaType: Sendable, Hashable {
  case jpeg, png, webp, mp4

  /// The type that `bytes` begin like; `nil` for any other.
  init?(sniffing bytes: [UInt8]) {
    func has(_ magic: [UInt8], at offset: Int) -> Bool {
      bytes.count >= offset + magic.count && bytes[offset..<(offset + magic.count)] == magic[...]
    }
    if has([0xFF, 0xD8, 0xFF], at: 0) {
      self = .jpeg
    } else if has([0x89, 0x50, 0x4E, 0x47], at: 0) {
      self = .png
    } else if has(Array("RIFF".utf8), at: 0), has(Array("WEBP".utf8), at: 8) {
      self = .webp
    } else if has(Array("ftyp".utf8), at: 4) {
      self = .mp4
    } else {
      return nil
    }
  }

  var isPicture: Bool { self != .mp4 }

  /// As headers and answers write it.
  var name: String {
    switch self {
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    case .webp: "image/webp"
    case .mp4: "video/mp4"
    }
  }

  /// How addresses end.
  var suffix: String {
    switch self {
    case .jpeg: "jpg"
    case .png: "png"
    case .webp: "webp"
    case .mp4: "mp4"
    }
  }
}
