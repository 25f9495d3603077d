import ReelBasics
import ReelCatalogue
import ReelMedia
import ReelPlan

/// Looks at what came from outside, by decoding it.
struct MediaInspector: Sendable {
  /// Why it is no picture or film.
  struct Failure: Error {
    let message: String
    /// Whether the bytes are to blame, and not this machine.
    let isAboutBytes: Bool

    init(message: String, isAboutBytes: Bool = true) {
      self.message = message
      self.isAboutBytes = isAboutBytes
    }
  }

  let pictures: Pictures
  let films: Films

  /// What the file holds; it has to be of the medium that was asked for.
  func inspect(_ path: String, _ digest: Digest, medium: Medium) async throws(Failure)
    -> MediaRecord
  {
    let size = FileStatus.size(of: path) ?? 0
    do {
      switch medium {
      case .image:
        let info = try await pictures.probe(path)
        return MediaRecord(
          digest: digest, mediaType: info.format.mediaType, byteCount: size, width: info.width,
          height: info.height)
      case .video:
        let info = try await films.probe(path, decoding: true)
        return MediaRecord(
          digest: digest, mediaType: MediaFormat.mp4.mediaType, byteCount: size,
          width: info.width, height: info.height, milliseconds: Int(info.seconds * 1000))
      }
    } catch {
      let blamed: [MediaError.Code] = [.undecodable, .unknownFormat, .tooLarge]
      guard blamed.contains(error.code) else {
        throw Failure(
          message: "the \(medium.rawValue) cannot be looked at: \(error.message)",
          isAboutBytes: false)
      }
      throw Failure(message: "what came is no readable \(medium.rawValue): \(error.message)")
    }
  }

  /// The format of a file, told by its first bytes.
  static func format(of path: String) throws(Failure) -> MediaFormat {
    guard let head = FileStatus.head(of: path, count: 64), let format = MediaFormat(sniffing: head)
    else { throw Failure(message: "'\(path)' is no PNG, JPEG, WebP or MP4") }
    return format
  }
}
