import ReelBasics
import ReelCatalogue
import ReelEmulator
import ReelMedia

/// Draws for the emulator: joins its ports to libvips and ffmpeg.
struct EmulatorStudio: MediaRenderer, MediaReader {
  /// The longest side of instant media, in pixels.
  private static let tinySide = 64

  private let scratch: ScratchFolder
  private let pictures: Pictures
  private let films: Films
  private let artist: FilmArtist

  init(scratch: ScratchFolder, environment: Environment, width: Int) {
    self.scratch = scratch
    let threads = WorkerThreads(width: width)
    pictures = Pictures(threads: threads)
    films = Films(threads: threads, environment: environment)
    artist = FilmArtist(threads: threads, films: films)
  }

  // MARK: Drawing

  func picture(_ scene: EmulatedPicture) async throws -> [UInt8] {
    guard !scene.instant else {
      let size = Self.tiny(scene.size)
      return try await pictures.drawMosaic(
        width: size.width, height: size.height, seed: scene.seed)
    }
    return try await pictures.draw(
      PictureScene(
        width: scene.size.width, height: scene.size.height, seed: scene.seed,
        title: [scene.operation.title, scene.model], prompt: scene.prompt,
        lineage: Self.lines(scene.lineage), inputs: scene.inputs))
  }

  func film(_ scene: EmulatedFilm) async throws -> [UInt8] {
    let size = scene.instant ? Self.tiny(scene.size) : scene.size
    // As long as it was asked to be: what is done to it next depends on its length.
    let kind =
      scene.instant ? FilmScene.Kind.tiny(seconds: Self.seconds(scene)) : try await kind(of: scene)
    let path = scratch.newPath()
    try await artist.render(
      FilmScene(
        kind, width: size.width, height: size.height, seed: scene.seed, sound: scene.withAudio),
      to: path)
    let bytes = try LocalFileReader().read(path, limit: 256 << 20)
    FileStatus.remove(path)
    return bytes
  }

  private func kind(of scene: EmulatedFilm) async throws -> FilmScene.Kind {
    let seconds = Self.seconds(scene)
    let motion = FilmScene.Motion(seed: scene.seed)
    switch scene.kind {
    case .fromWords:
      let backdrop = try await pictures.draw(backdrop(of: scene, inputs: []))
      return .still(
        backdrop, motion: motion, last: nil, overlay: try await panel(scene, at: .bottomLeft),
        seconds: seconds)
    case .fromReferences(let references):
      let backdrop = try await pictures.draw(backdrop(of: scene, inputs: references))
      return .still(
        backdrop, motion: motion, last: nil, overlay: try await panel(scene, at: .bottomLeft),
        seconds: seconds)
    case .fromPicture(let picture, let last):
      return .still(
        picture, motion: motion, last: last, overlay: try await panel(scene, at: .topLeft),
        seconds: seconds)
    case .edit(let film): return .edit(film, overlay: try await panel(scene, at: .topLeft))
    case .extend(let film, let tail):
      return .extend(
        film, tailSeconds: max(1, Int(tail.rounded())),
        overlay: try await panel(scene, at: .topRight))
    }
  }

  private func backdrop(of scene: EmulatedFilm, inputs: [[UInt8]]) -> PictureScene {
    PictureScene(
      width: scene.size.width, height: scene.size.height, seed: scene.seed, title: [], prompt: "",
      inputs: inputs)
  }

  private func panel(_ scene: EmulatedFilm, at place: CaptionPlace) async throws -> [UInt8] {
    try await pictures.drawOverlay(
      PictureScene(
        width: scene.size.width, height: scene.size.height, seed: scene.seed,
        title: [scene.operation.title, scene.model] + scene.notes, prompt: scene.prompt,
        lineage: Self.lines(scene.lineage)), at: place)
  }

  private static func lines(_ lineage: [String]) -> [String] {
    lineage.isEmpty ? [] : [lineage.joined(separator: " → ")]
  }

  private static func seconds(_ scene: EmulatedFilm) -> Int {
    max(1, Int(scene.seconds.rounded()))
  }

  private static func tiny(_ size: PixelSize) -> PixelSize {
    let scale = Double(tinySide) / Double(max(size.width, size.height))
    func side(_ length: Int) -> Int { max(16, Int(Double(length) * scale) / 2 * 2) }
    return PixelSize(width: side(size.width), height: side(size.height))
  }

  // MARK: Reading

  func pictureSize(_ bytes: [UInt8]) async -> PixelSize? {
    await scratch.withFile(bytes) { path in
      guard let info = try? await pictures.probe(path) else { return nil }
      return PixelSize(width: info.width, height: info.height)
    }
  }

  func filmSize(_ bytes: [UInt8]) async -> PixelSize? {
    await info(bytes).map { PixelSize(width: $0.width, height: $0.height) }
  }

  func filmLength(_ bytes: [UInt8]) async -> Double? { await info(bytes)?.seconds }

  private func info(_ bytes: [UInt8]) async -> FilmInfo? {
    await scratch.withFile(bytes) { try? await films.probe($0) }
  }
}
