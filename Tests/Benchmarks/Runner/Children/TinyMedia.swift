import ReelBasics
import ReelMedia

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One picture and one film, as small as they can be, from which any number of others are made that
/// differ in their bytes alone.
struct TinyMedia: Sendable {
  static let width = 64
  static let height = 48
  static let seconds = 5

  let picture: [UInt8]
  let film: [UInt8]

  /// Draws them.
  static func draw(in folder: String) async throws -> TinyMedia {
    let threads = WorkerThreads(width: 2)
    let path = folder + "/tiny.mp4"
    unlink(path)
    let films = Films(threads: threads, environment: ["PATH": "/usr/bin:/bin"])
    try await FilmArtist(threads: threads, films: films).render(
      FilmScene(.tiny(seconds: seconds), width: width, height: height, seed: 1), to: path)
    let picture = try await Pictures(threads: threads)
      .drawMosaic(width: width, height: height, seed: 1)
    return TinyMedia(picture: picture, film: try Files.read(path))
  }

  /// The picture with a comment (JPEG's segment COM) behind its first two bytes.
  func picture(named name: String) -> [UInt8] {
    let text = Array(name.utf8)
    let length = text.count + 2
    let head: [UInt8] = [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 0xFF)]
    return picture[..<2] + head + text + picture[2...]
  }

  /// The film with a box at its end that players pass over (ISO/IEC 14496-12, `free`).
  func film(named name: String) -> [UInt8] {
    let text = Array(name.utf8)
    let length = UInt32(text.count + 8)
    let size = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> $0) }
    return film + size + Array("free".utf8) + text
  }
}
