#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Width to height.
package struct AspectRatio: Sendable, Hashable {
  /// Width divided by height.
  package let value: Double

  /// The ratio that a text such as `16:9` or `19.5:9` writes; `nil` for `auto` and anything else.
  package init?(_ text: some StringProtocol) {
    let sides = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1], width > 0, height > 0,
      width.isFinite, height.isFinite
    else { return nil }
    value = width / height
  }

  /// The ratio of a size in pixels.
  package init(_ size: PixelSize) { value = Double(size.width) / Double(size.height) }

  /// The candidate with the least distance of logarithms; the first listed on a tie.
  package func nearest(in candidates: [String]) -> String? {
    var best: (name: String, distance: Double)?
    for candidate in candidates {
      guard let ratio = AspectRatio(candidate) else { continue }
      let distance = abs(log(ratio.value) - log(value))
      if distance < best?.distance ?? .infinity { best = (candidate, distance) }
    }
    return best?.name
  }
}

/// A size in pixels.
package struct PixelSize: Sendable, Hashable, CustomStringConvertible {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The size that `1200x628` writes: two whole numbers from 1 to 16384.
  package init?(_ text: some StringProtocol) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2,
      sides.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } && $0.first != "0" }),
      let width = Int(sides[0]), let height = Int(sides[1]), (1...16384).contains(width),
      (1...16384).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  package var description: String { "\(width)x\(height)" }
}
