/// What a picture file holds, as decoded.
package struct PictureInfo: Sendable, Hashable {
  package let format: MediaFormat
  /// Pixels as a viewer shows them: a stored orientation is taken into account.
  package let width: Int
  /// Pixels as a viewer shows them: a stored orientation is taken into account.
  package let height: Int
  package let hasAlpha: Bool

  package init(format: MediaFormat, width: Int, height: Int, hasAlpha: Bool) {
    self.format = format
    self.width = width
    self.height = height
    self.hasAlpha = hasAlpha
  }
}
