/// What prices depend on in a film that is there, or will be.
package struct FilmFacts: Sendable, Hashable {
  package let seconds: Double
  /// `nil` where it is not known.
  package let size: PixelSize?

  package init(seconds: Double, size: PixelSize?) {
    self.seconds = seconds
    self.size = size
  }

  /// Its length as it is billed: every begun second.
  var wholeSeconds: Int {
    // A film of 6 seconds may say 6.04.
    // What no film lasts comes of damaged records only.
    guard seconds < 1e9 else { return 1_000_000_000 }
    return seconds > 1 ? Int((seconds - 0.1).rounded(.up)) : 1
  }

  /// The class that its short side falls into; edits end at 720p.
  var resolution: ResolutionClass? {
    size.map { min($0.width, $0.height) <= 480 ? .p480 : .p720 }
  }

  /// Whether what builds on either costs the same.
  package func isBilled(as other: FilmFacts) -> Bool {
    wholeSeconds == other.wholeSeconds && resolution == other.resolution
  }
}
