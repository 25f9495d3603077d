package import ReelBasics

/// Renders the emulator's films with ffmpeg: H.264 at 12 frames a second in MP4, ready to be streamed.
package final class FilmArtist: Sendable {
  /// Frames a second of every film.
  static let rate = 12
  private static let timeLimit = Duration.seconds(120)

  private let threads: WorkerThreads
  private let films: Films

  /// - Parameters:
  ///   - threads: where pictures are prepared and programs waited for.
  ///   - films: what reads the films that are edited.
  package init(threads: WorkerThreads, films: Films) {
    self.threads = threads
    self.films = films
  }

  /// Renders a scene into a new file, synced. For the time of the work there are a few more files
  /// beside it, whose names begin like its own.
  package func render(_ scene: FilmScene, to path: String) async throws(MediaError) {
    guard (16...3840).contains(scene.width), (16...3840).contains(scene.height) else {
      throw MediaError(.badRequest, "\(scene.width)x\(scene.height) is outside 16…3840 pixels")
    }
    try await onThread { () throws(MediaError) in try MediaFile.create(path, [], durable: false) }
    let parts = FilmParts(beside: path)
    do throws(MediaError) {
      let script = try await script(for: scene, parts)
      _ = try await films.run(
        "ffmpeg", script.arguments(sound: scene.sound, output: path), timeLimit: Self.timeLimit,
        failingAs: .programFailed)
      try await onThread { () throws(MediaError) in
        parts.remove()
        try MediaFile.sync(path)
      }
    } catch {
      try? await onThread { () throws(MediaError) in
        parts.remove()
        MediaFile.remove(path)
      }
      throw error
    }
  }

  private func onThread(
    _ body: @escaping @Sendable () throws(MediaError) -> Void
  ) async throws(MediaError) {
    try await threads.perform(body)
  }

  private func script(
    for scene: FilmScene, _ parts: FilmParts
  ) async throws(MediaError) -> FilmScript {
    switch scene.kind {
    case .tiny(let seconds):
      return FilmScript.tiny(scene, frames: try Self.frames(seconds))
    case .still(let picture, let motion, let last, let overlay, let seconds):
      let frames = try Self.frames(seconds)
      let size = FilmScript.canvas(of: scene)
      try await onThread { () throws(MediaError) in
        try parts.write(picture: picture, to: .picture, width: size.width, height: size.height)
        if let last {
          try parts.write(picture: last, to: .last, width: scene.width, height: scene.height)
        }
        if let overlay { try parts.write(overlay: overlay, scene) }
      }
      return FilmScript.still(
        scene, parts, motion: motion, frames: frames, fadesToLast: last != nil,
        hasOverlay: overlay != nil)
    case .edit(let film, let overlay):
      let frames = try await prepare(film, overlay, scene, parts)
      return FilmScript.edit(scene, parts, frames: frames, hasOverlay: overlay != nil)
    case .extend(let film, let tail, let overlay):
      let frames = try await prepare(film, overlay, scene, parts)
      return FilmScript.extend(
        scene, parts, frames: frames, tail: try Self.frames(tail), hasOverlay: overlay != nil)
    }
  }

  /// Writes the files for an edit and gives the film's length in frames.
  private func prepare(
    _ film: [UInt8], _ overlay: [UInt8]?, _ scene: FilmScene, _ parts: FilmParts
  ) async throws(MediaError) -> Int {
    try await onThread { () throws(MediaError) in
      try parts.write(film: film)
      if let overlay { try parts.write(overlay: overlay, scene) }
    }
    let seconds = try await films.probe(parts.path(.film)).seconds
    guard seconds <= 600 else {
      throw MediaError(.badRequest, "a film of \(seconds) s is longer than the 600 s there may be")
    }
    return max(1, Int((seconds * Double(Self.rate)).rounded()))
  }

  private static func frames(_ seconds: Int) throws(MediaError) -> Int {
    guard (1...60).contains(seconds) else {
      throw MediaError(.badRequest, "\(seconds) s are outside 1…60")
    }
    return seconds * rate
  }
}
