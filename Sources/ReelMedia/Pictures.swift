package import ReelBasics

/// Reads, checks, converts and draws pictures on the threads that it is given.
package final class Pictures: Sendable {
  private let threads: WorkerThreads
  private let reader: PictureReader
  /// The places of those who decode on threads of their own: each may hold a picture's pixels whole.
  private let guests = ThreadSemaphore()

  /// - Parameters:
  ///   - threads: where the work is done; as wide as the machine has cores is right.
  ///   - guests: how many others may decode at once besides, from 1.
  ///   - pixelLimit: larger pictures are refused by their header, before they are decoded.
  package init(threads: WorkerThreads, guests: Int = 2, pixelLimit: PixelLimit = .usual) {
    self.threads = threads
    for _ in 0..<max(1, guests) { self.guests.signal() }
    reader = PictureReader(pixelLimit: pixelLimit)
  }

  /// Decodes every pixel of a PNG, JPEG or WebP file, told by its bytes, and says what it is.
  package func probe(_ path: String) async throws(MediaError) -> PictureInfo {
    let reader = reader
    return try await threads.perform { () throws(MediaError) in try reader.probe(path) }
  }

  /// The same on this thread, which must be one that may be held up.
  package func probeBlocking(_ path: String) throws(MediaError) -> PictureInfo {
    guests.wait()
    defer { guests.signal() }
    return try reader.probe(path)
  }

  /// Derives the picture that a recipe describes and writes it to a new file, synced. Fails where
  /// the file is there already.
  package func finish(
    _ original: String, by recipe: PictureRecipe, to path: String
  ) async throws(MediaError) -> PictureInfo {
    let finisher = PictureFinisher(reader: reader)
    return try await threads.perform { () throws(MediaError) in
      try finisher.finish(original, by: recipe, to: path)
    }
  }

  /// Draws a picture and gives its encoded bytes.
  package func draw(_ scene: PictureScene) async throws(MediaError) -> [UInt8] {
    try await threads.perform { () throws(MediaError) in try PictureArtist.draw(scene) }
  }

  /// Draws a mosaic, as `PictureArtist.drawMosaic` does.
  package func drawMosaic(width: Int, height: Int, seed: UInt64) async throws(MediaError) -> [UInt8]
  {
    try await threads.perform { () throws(MediaError) in
      try PictureArtist.drawMosaic(width: width, height: height, seed: seed)
    }
  }

  /// Draws a scene's texts alone, as `PictureArtist.drawOverlay` does.
  package func drawOverlay(
    _ scene: PictureScene, at place: CaptionPlace
  ) async throws(MediaError) -> [UInt8] {
    try await threads.perform { () throws(MediaError) in
      try PictureArtist.drawOverlay(scene, at: place)
    }
  }
}

extension WorkerThreads {
  /// Runs a body that throws nothing but `MediaError`.
  func perform<Success: Sendable>(
    _ body: @escaping @Sendable () throws(MediaError) -> Success
  ) async throws(MediaError) -> Success {
    do {
      return try await run(body)
    } catch let error as MediaError {
      throw error
    } catch {
      throw MediaError(.library, "\(error)")
    }
  }
}
