/// Draws the emulator's pictures: placeholders that tell what was asked for. Every call blocks.
package enum PictureArtist {
  private static let quality = 88

  /// Draws a scene: its own abstract background, or its inputs, changed; over it a panel with the
  /// texts.
  package static func draw(_ scene: PictureScene) throws(MediaError) -> [UInt8] {
    try check(scene)
    let palette = Palette(seed: scene.seed)
    let caption = try Caption(scene, palette: palette, at: .bottomLeft)
    let base =
      switch scene.inputs.count {
      case 0: try Backdrop(scene, palette: palette).paint()
      case 1: try Remake.graded(input(scene.inputs[0]), scene, palette: palette)
      default:
        try Remake.collage(
          scene.inputs.map { bytes throws(MediaError) in try input(bytes) }, scene,
          palette: palette, above: caption?.top ?? scene.height)
      }
    return try (caption?.laid(over: base) ?? base).encoded(as: scene.format, quality: quality)
  }

  /// The panel alone on a transparent ground, as PNG of the scene's size, to be laid over a film.
  /// For a film whose pictures have a panel of their own, take a place where none is.
  package static func drawOverlay(
    _ scene: PictureScene, at place: CaptionPlace
  ) throws(MediaError) -> [UInt8] {
    try check(scene)
    let caption = try Caption(scene, palette: Palette(seed: scene.seed), at: place)
    let empty = try Raster.pixels([0, 0, 0, 0] as [UInt8], width: 1, height: 1, bands: 4)
      .embedded(
        left: 0, top: 0, width: scene.width, height: scene.height, background: [0, 0, 0, 0])
    return try (caption?.alone() ?? empty).encoded(as: .png, quality: quality)
  }

  /// A mosaic of up to four by four colours, told by the seed: as little work as a valid picture can be
  /// that differs from seed to seed.
  package static func drawMosaic(
    width: Int, height: Int, seed: UInt64, format: MediaFormat = .jpeg
  ) throws(MediaError) -> [UInt8] {
    try check(width, height)
    var random = SeededRandom(seed: seed)
    let colours = (0..<16).map { _ in random.next() }
    if format == .jpeg {
      return FlatJPEG.encoded(width: width, height: height) { column, row, columns, rows in
        let colour = colours[row * 4 / rows * 4 + column * 4 / columns]
        return (
          UInt8(truncatingIfNeeded: colour), UInt8(truncatingIfNeeded: colour >> 8),
          UInt8(truncatingIfNeeded: colour >> 16)
        )
      }
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let colour = colours[y * 4 / height * 4 + x * 4 / width]
        for band in 0..<3 { pixels.append(UInt8(truncatingIfNeeded: colour >> (8 * band))) }
      }
    }
    return try Raster.pixels(pixels, width: width, height: height, bands: 3)
      .encoded(as: format, quality: quality)
  }

  /// An input, decoded, without alpha.
  static func input(_ bytes: [UInt8]) throws(MediaError) -> Raster {
    let raster = try PictureReader.drawing.colour(bytes)
    return raster.hasAlpha ? try raster.flattened(over: [255, 255, 255]) : raster
  }

  private static func check(_ scene: PictureScene) throws(MediaError) {
    try check(scene.width, scene.height)
    guard scene.inputs.count <= 7 else {
      throw MediaError(.badRequest, "\(scene.inputs.count) inputs are more than the 7 there can be")
    }
  }

  private static func check(_ width: Int, _ height: Int) throws(MediaError) {
    guard (16...8192).contains(width), (16...8192).contains(height) else {
      throw MediaError(.badRequest, "\(width)x\(height) is outside 16…8192 pixels a side")
    }
  }
}
