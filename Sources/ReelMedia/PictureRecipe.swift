/// What is done to a picture that came from a provider, after it came: mask, then size, then format.
package struct PictureRecipe: Sendable, Hashable {
  /// Where the answer may show, and what stays elsewhere.
  package struct Mask: Sendable, Hashable {
    /// Path of a picture with alpha, of the input's size: transparent where the answer shows.
    package let mask: String
    /// Path of the picture that was edited: it stays, to the pixel, where the mask is opaque.
    package let input: String

    package init(mask: String, input: String) {
      self.mask = mask
      self.input = input
    }
  }

  /// An exact size in pixels.
  package struct Fit: Sendable, Hashable {
    /// How another shape gets there.
    package enum Mode: String, Sendable, Hashable, CaseIterable {
      /// Fills the size; what stands over at two sides is cut off evenly.
      case cover
      /// Stands whole in the middle; the rest is transparent, in JPEG white.
      case contain
    }

    package let width: Int
    package let height: Int
    package let mode: Mode

    package init(width: Int, height: Int, mode: Mode) {
      self.width = width
      self.height = height
      self.mode = mode
    }
  }

  package let mask: Mask?
  package let fit: Fit?
  package let format: MediaFormat

  package init(mask: Mask? = nil, fit: Fit? = nil, format: MediaFormat) {
    self.mask = mask
    self.fit = fit
    self.format = format
  }
}
