#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Colours that go together: two hues, told by a seed, each at any lightness.
struct Palette: Sendable {
  /// Degrees around the OKLCH circle.
  let hue: Double
  /// The second hue: a neighbour or, more rarely, nearly the opposite.
  let accentHue: Double

  init(seed: UInt64) {
    var random = SeededRandom(seed: seed ^ 0x7061_6C65_7474_6573)
    hue = random.number(in: 0...360)
    let distance =
      random.number(in: 0...1) < 0.65
      ? random.number(in: 35...75) : random.number(in: 140...190)
    accentHue = hue + (random.number(in: 0...1) < 0.5 ? -distance : distance)
  }

  /// The first hue: lightness from 0 (black) to 1 (white), chroma from 0 (grey) to about 0.2.
  func main(_ lightness: Double, _ chroma: Double) -> [Double] {
    Palette.colour(lightness, chroma, hue)
  }

  /// The second hue.
  func accent(_ lightness: Double, _ chroma: Double) -> [Double] {
    Palette.colour(lightness, chroma, accentHue)
  }

  /// A colour on the way from the first hue (0) to the second (1), never through grey.
  func between(_ part: Double, _ lightness: Double, _ chroma: Double) -> [Double] {
    Palette.colour(lightness, chroma, hue + (accentHue - hue) * part)
  }

  /// OKLCH to sRGB, 0…255, with Björn Ottosson's published matrices
  /// (bottosson.github.io/posts/oklab). What sRGB cannot show is cut off.
  private static func colour(_ lightness: Double, _ chroma: Double, _ hue: Double) -> [Double] {
    let angle = hue * .pi / 180
    let (a, b) = (chroma * cos(angle), chroma * sin(angle))
    let long = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let medium = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let short = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    return [
      encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
      encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
      encode(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    ]
  }

  private static func cube(_ value: Double) -> Double { value * value * value }

  private static func encode(_ linear: Double) -> Double {
    let value = min(1, max(0, linear))
    let curved = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
    return (curved * 255).rounded()
  }
}
