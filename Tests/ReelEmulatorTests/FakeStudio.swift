import ReelBasics
import ReelCatalogue

@testable import ReelEmulator

/// Draws a line of text that says what was asked for, and reads it again.
final class FakeStudio: MediaRenderer, MediaReader {
  struct Failure: Error {}

  let pictures = Locked<[EmulatedPicture]>([])
  let films = Locked<[EmulatedFilm]>([])
  private let fails: Bool

  init(fails: Bool = false) { self.fails = fails }

  func picture(_ scene: EmulatedPicture) async throws -> [UInt8] {
    pictures.withLock { $0.append(scene) }
    if fails { throw Failure() }
    return Self.picture(scene.size, "\(scene.seed) \(scene.prompt) \(scene.lineage)")
  }

  func film(_ scene: EmulatedFilm) async throws -> [UInt8] {
    films.withLock { $0.append(scene) }
    if fails { throw Failure() }
    return Self.film(scene.size, seconds: scene.seconds, "\(scene.seed) \(scene.prompt)")
  }

  func pictureSize(_ bytes: [UInt8]) async -> PixelSize? {
    Self.value("size", in: bytes).flatMap { PixelSize($0) }
  }

  func filmSize(_ bytes: [UInt8]) async -> PixelSize? { await pictureSize(bytes) }

  func filmLength(_ bytes: [UInt8]) async -> Double? {
    Self.value("seconds", in: bytes).flatMap { Double($0) }
  }

  /// Something that begins like a JPEG.
  static func picture(_ size: PixelSize, _ words: String = "") -> [UInt8] {
    [0xFF, 0xD8, 0xFF, 0xE0] + Array(";size=\(size);\(words)".utf8)
  }

  /// Something that begins like an MP4.
  static func film(_ size: PixelSize, seconds: Double, _ words: String = "") -> [UInt8] {
    [0, 0, 0, 24] + Array("ftypisom;size=\(size);seconds=\(seconds);\(words)".utf8)
  }

  private static func value(_ key: String, in bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes.prefix(100), as: UTF8.self)
    return text.split(separator: ";").first { $0.hasPrefix("\(key)=") }
      .map { String($0.dropFirst(key.count + 1)) }
  }
}
