package import ReelBasics

/// Small pictures of pictures and films, for pages that carry them.
package struct Thumbnails: Sendable {
  /// The longest side, in pixels.
  package static let side = 320
  /// Of JPEG and WebP: small matters more than fine.
  private static let quality = 72

  private let threads: WorkerThreads
  private let films: Films
  private let reader = PictureReader.drawing

  /// - Parameters:
  ///   - threads: where the work is done.
  ///   - environment: of this process, for ffmpeg.
  package init(threads: WorkerThreads, environment: Environment) {
    self.threads = threads
    films = Films(threads: threads, environment: environment)
  }

  /// A thumbnail with its media type: JPEG, or WebP of what is transparent somewhere.
  package func picture(
    _ path: String
  ) async throws(MediaError) -> (mediaType: String, bytes: [UInt8]) {
    let reader = reader
    return try await threads.perform { () throws(MediaError) in
      let raster = try reader.colour(path)
      let scale = min(1, Double(Self.side) / Double(max(raster.width, raster.height)))
      let small = try PictureFitter.stretch(
        raster, width: max(1, Int((Double(raster.width) * scale).rounded())),
        height: max(1, Int((Double(raster.height) * scale).rounded())))
      let format = small.hasAlpha ? MediaFormat.webp : .jpeg
      return (format.mediaType, try small.encoded(as: format, quality: Self.quality))
    }
  }

  /// The first picture of a film as a JPEG.
  package func film(
    _ path: String
  ) async throws(MediaError) -> (mediaType: String, bytes: [UInt8]) {
    let fit = "scale=w=\(Self.side):h=\(Self.side):force_original_aspect_ratio=decrease"
    let made = try await films.run(
      "ffmpeg",
      ["-nostdin", "-v", "error"] + Films.input(path)
        + [
          "-frames:v", "1", "-vf", fit, "-q:v", "5", "-f", "image2pipe", "-c:v", "mjpeg", "pipe:1",
        ],
      timeLimit: .seconds(30), failingAs: .undecodable)
    guard MediaFormat(sniffing: made.output.prefix(12)) == .jpeg else {
      throw MediaError(.undecodable, "\(path) has no first picture")
    }
    return (MediaFormat.jpeg.mediaType, made.output)
  }
}
