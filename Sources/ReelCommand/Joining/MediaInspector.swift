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
    do {
      switch medium {
      case .image: return Self.record(try await pictures.probe(path), path, digest)
      case .video:
        let info = try await films.probe(path, decoding: true)
        return MediaRecord(
          digest: digest, mediaType: MediaFormat.mp4.mediaType,
          byteCount: FileStatus.size(of: path) ?? 0, width: info.width, height: info.height,
          milliseconds: Int(info.seconds * 1000))
      }
    } catch {
      throw Self.failure(error, medium)
    }
  }

  /// The same for a picture, on this thread, which must be one that may be held up.
  func inspectPicture(_ path: String, _ digest: Digest) throws(Failure) -> MediaRecord {
    do {
      return Self.record(try pictures.probeBlocking(path), path, digest)
    } catch {
      throw Self.failure(error, .image)
    }
  }

  private static func record(_ info: PictureInfo, _ path: String, _ digest: Digest) -> MediaRecord {
    MediaRecord(
      digest: digest, mediaType: info.format.mediaType, byteCount: FileStatus.size(of: path) ?? 0,
      width: info.width, height: info.height)
  }

  private static func failure(_ error: MediaError, _ medium: Medium) -> Failure {
    let blamed: [MediaError.Code] = [.undecodable, .unknownFormat, .tooLarge]
    guard blamed.contains(error.code) else {
      return Failure(
        message: "the \(medium.rawValue) cannot be looked at: \(error.message)",
        isAboutBytes: false)
    }
    return Failure(message: "what came is no readable \(medium.rawValue): \(error.message)")
  }

  /// The format of a file, told by its first bytes.
  static func format(of path: String) throws(Failure) -> MediaFormat {
    guard let head = FileStatus.head(of: path, count: 64), let format = MediaFormat(sniffing: head)
    else { throw Failure(message: "'\(path)' is no PNG, JPEG, WebP or MP4") }
    return format
  }
}
