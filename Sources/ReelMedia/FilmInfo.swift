/// What a film file holds, as its container says.
package struct FilmInfo: Sendable, Hashable {
  /// Pixels as a player shows them: a stored rotation is taken into account.
  package let width: Int
  /// Pixels as a player shows them: a stored rotation is taken into account.
  package let height: Int
  package let seconds: Double
  package let framesPerSecond: Double
  package let hasAudio: Bool
  /// Of the pictures, as ffmpeg calls it (`h264`).
  package let codec: String

  package init(
    width: Int, height: Int, seconds: Double, framesPerSecond: Double, hasAudio: Bool,
    codec: String
  ) {
    self.width = width
    self.height = height
    self.seconds = seconds
    self.framesPerSecond = framesPerSecond
    self.hasAudio = hasAudio
    self.codec = codec
  }
}
