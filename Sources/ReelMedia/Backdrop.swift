#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An abstract picture in the manner of cut paper: a soft sky, and layers that throw shadows.
///
/// Shapes are computed as distances on a coarse grid and enlarged: a distance stays smooth when it
/// is enlarged, so the edges come out sharp at any size, for little work.
struct Backdrop {
  /// Below 0 inside, in pixels from the edge.
  typealias Distance = (_ x: Double, _ y: Double) -> Double

  private let width: Int
  private let height: Int
  private let seed: UInt64
  private let palette: Palette
  /// A length that all others are told in: the shorter side.
  private let side: Double
  /// Pixels from one grid point to the next.
  private let step: Int

  init(_ scene: PictureScene, palette: Palette) {
    width = scene.width
    height = scene.height
    seed = scene.seed
    self.palette = palette
    side = Double(min(scene.width, scene.height))
    step = max(2, max(scene.width, scene.height) / 160)
  }

  /// The picture, computed.
  func paint() throws(MediaError) -> Raster {
    var random = SeededRandom(seed: seed)
    let picture =
      switch random.next() % 3 {
      case 0: try dunes(&random)
      case 1: try discs(&random)
      default: try ribbons(&random)
      }
    return try picture.inMemory()
  }

  /// A dark, quiet ground for tiles.
  func quiet() throws(MediaError) -> Raster {
    try sky(from: palette.main(0.36, 0.07), to: palette.accent(0.22, 0.06), glowAt: (0.2, 0.1))
  }

  // MARK: - Motifs

  private func dunes(_ random: inout SeededRandom) throws(MediaError) -> Raster {
    let sunX = random.number(in: 0.2...0.8)
    let sunY = random.number(in: 0.2...0.34)
    var picture = try sky(
      from: palette.accent(0.9, 0.07), to: palette.between(0.5, 0.74, 0.12), glowAt: (sunX, sunY))
    let (w, h) = (Double(width), Double(height))
    let radius = side * random.number(in: 0.09...0.15)
    picture = try lay(
      Backdrop.disc(sunX * w, sunY * h, radius), palette.accent(0.97, 0.035), shadow: 0,
      over: picture)
    let count = 5
    for index in 0..<count {
      let part = Double(index) / Double(count - 1)
      let level = h * (0.36 + 0.44 * part)
      picture = try lay(
        wave(level, amplitude: side * random.number(in: 0.04...0.085), &random),
        palette.between(0.45 - 0.45 * part, 0.7 - 0.42 * part, 0.13 - 0.05 * part), shadow: 0.3,
        over: picture)
    }
    return picture
  }

  private func discs(_ random: inout SeededRandom) throws(MediaError) -> Raster {
    var picture = try sky(
      from: palette.main(0.62, 0.13), to: palette.between(0.35, 0.3, 0.1),
      glowAt: (random.number(in: 0.2...0.8), 0.15))
    let (w, h) = (Double(width), Double(height))
    let (centreX, centreY) = (w * random.number(in: 0.3...0.7), h * random.number(in: 0.3...0.5))
    let count = 6
    for index in 0..<count {
      let part = Double(index) / Double(count - 1)
      let away = side * 0.06 * Double(index)
      let angle = random.number(in: 0...(2 * .pi))
      picture = try lay(
        Backdrop.disc(
          centreX + cos(angle) * away, centreY + sin(angle) * away,
          max(w, h) * (0.5 - 0.42 * part)),
        palette.between(part, 0.4 + 0.5 * part, 0.13 - 0.03 * part), shadow: 0.34, over: picture)
    }
    return picture
  }

  private func ribbons(_ random: inout SeededRandom) throws(MediaError) -> Raster {
    var picture = try sky(
      from: palette.main(0.93, 0.045), to: palette.accent(0.82, 0.08), glowAt: (0.25, 0.2))
    let (w, h) = (Double(width), Double(height))
    let tilt = random.number(in: 0.3...0.6) * (random.number(in: 0...1) < 0.5 ? -1 : 1)
    let count = 6
    for index in 0..<count {
      let part = Double(index) / Double(count - 1)
      let curve = wave(
        h * (0.16 + 0.72 * part), amplitude: side * random.number(in: 0.05...0.1), &random)
      let slant = { (x: Double, y: Double) in curve(x, y + (x - w / 2) * tilt) }
      picture = try lay(
        slant, palette.between(part, 0.82 - 0.46 * part, 0.08 + 0.07 * part), shadow: 0.3,
        over: picture)
    }
    return picture
  }

  // MARK: - Shapes

  private static func disc(_ x: Double, _ y: Double, _ radius: Double) -> Distance {
    { hypot($0 - x, $1 - y) - radius }
  }

  /// All that is below a curve of two swings.
  private func wave(
    _ level: Double, amplitude: Double, _ random: inout SeededRandom
  ) -> Distance {
    let long = 2 * Double.pi / (Double(width) * random.number(in: 0.7...1.5) + side * 0.4)
    let short = long * random.number(in: 1.8...2.7)
    let (first, second) = (random.number(in: 0...6.28), random.number(in: 0...6.28))
    return { x, y in
      let (p, q) = (long * x + first, short * x + second)
      let height = amplitude * (sin(p) + 0.35 * sin(q))
      let slope = amplitude * (long * cos(p) + 0.35 * short * cos(q))
      return (level + height - y) / (1 + slope * slope).squareRoot()
    }
  }

  // MARK: - Painting

  /// A gradient down the picture with a soft light in it.
  private func sky(
    from top: [Double], to bottom: [Double], glowAt glow: (Double, Double)
  ) throws(MediaError) -> Raster {
    try enlarged(bands: 3) { x, y in
      let along = y / Double(height) * 0.85 + x / Double(width) * 0.15
      let away = hypot(x - glow.0 * Double(width), y - glow.1 * Double(height)) / side
      let light = 0.4 * exp(-away * away * 5)
      return (0..<3).map { band in
        let colour = top[band] + (bottom[band] - top[band]) * along
        return Float(colour + (255 - colour) * light)
      }
    }.narrowed()
  }

  /// Puts one shape of one colour on the picture, its shadow before it.
  private func lay(
    _ distance: @escaping Distance, _ colour: [Double], shadow: Double, over picture: Raster
  ) throws(MediaError) -> Raster {
    var picture = picture
    if shadow > 0 {
      let reach = side * 0.07
      let shade = try enlarged(bands: 1) { x, y in
        let away = max(0, distance(x, y - side * 0.008)) / reach
        return [Float(away < 1 ? 255 * shadow * (1 - away) * (1 - away) : 0)]
      }.narrowed()
      let ink = palette.main(0.16, 0.05)
      picture = try picture.covered(by: picture.flat(ink), through: shade)
    }
    let edge = try enlarged(bands: 1) { x, y in [Float(distance(x, y))] }
      .scaled(by: [-255], plus: [127.5]).narrowed()
    return try picture.covered(by: picture.flat(colour), through: edge)
  }

  /// What `sample` says on the coarse grid, enlarged to the picture's size. The grid stands over by
  /// one point on every side, so that the border has neighbours too.
  private func enlarged(
    bands: Int, _ sample: (_ x: Double, _ y: Double) -> [Float]
  ) throws(MediaError) -> Raster {
    let columns = (width + step - 1) / step + 2
    let rows = (height + step - 1) / step + 2
    var samples: [Float] = []
    samples.reserveCapacity(columns * rows * bands)
    for row in 0..<rows {
      for column in 0..<columns {
        samples += sample(
          (Double(column) - 0.5) * Double(step), (Double(row) - 0.5) * Double(step))
      }
    }
    return try Raster.pixels(samples, width: columns, height: rows, bands: bands)
      .resized(across: Double(step), down: Double(step), smooth: false)
      .cropped(left: step, top: step, width: width, height: height)
  }
}
