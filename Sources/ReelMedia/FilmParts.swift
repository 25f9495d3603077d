/// The files that ffmpeg reads while it renders. Pictures are decoded here and handed on as raw
/// pixels, so that ffmpeg never meets a picture somebody else made.
struct FilmParts: Sendable {
  enum Part: String, CaseIterable { case picture, last, overlay, film }

  private let base: String

  init(beside path: String) { base = path }

  func path(_ part: Part) -> String { "\(base).part-\(part.rawValue)" }

  /// Writes a picture as RGB that fills the given size.
  func write(
    picture bytes: [UInt8], to part: Part, width: Int, height: Int
  ) throws(MediaError) {
    let picture = try PictureArtist.input(bytes)
    try write(PictureFitter.cover(picture, width: width, height: height).bytes(), part)
  }

  /// Writes an overlay as RGBA of the scene's size.
  func write(overlay bytes: [UInt8], _ scene: FilmScene) throws(MediaError) {
    var overlay = try PictureReader.drawing.colour(bytes)
    if !overlay.hasAlpha { overlay = try overlay.joining(255) }
    overlay = try PictureFitter.stretch(overlay, width: scene.width, height: scene.height)
    try write(overlay.bytes(), .overlay)
  }

  func write(film bytes: [UInt8]) throws(MediaError) { try write(bytes, .film) }

  func remove() {
    for part in Part.allCases { MediaFile.remove(path(part)) }
  }

  private func write(_ bytes: [UInt8], _ part: Part) throws(MediaError) {
    MediaFile.remove(path(part))
    try MediaFile.create(path(part), bytes, durable: false)
  }
}
