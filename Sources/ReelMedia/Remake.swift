/// Pictures made of other pictures: their inputs, seen to be changed.
enum Remake {
  /// The input fills the picture, in the light of the seed's colours. Its lower part melts, so that
  /// a text which stood there does not shine through the new one.
  static func graded(
    _ input: Raster, _ scene: PictureScene, palette: Palette
  ) throws(MediaError) -> Raster {
    let filled = try PictureFitter.cover(input, width: scene.width, height: scene.height)
    let picture = try grade(filled, palette: palette, strength: 0.62).inMemory()
    let grain = max(2, Double(min(scene.width, scene.height)) / 5)
    let small = try PictureFitter.stretch(
      picture, width: max(2, Int(Double(scene.width) / grain)),
      height: max(2, Int(Double(scene.height) / grain)))
    let ink = palette.main(0.2, 0.06)
    let melted = try PictureFitter.stretch(
      small.scaled(by: [0.72, 0.72, 0.72], plus: ink.map { $0 * 0.28 }).narrowed(),
      width: scene.width, height: scene.height)
    let rise = (0..<64).map { row in
      UInt8(min(255, max(0, (Double(row) / 63 - 0.4) / 0.14 * 255)))
    }
    let mask = try Raster.pixels(rise, width: 1, height: 64, bands: 1).resized(
      across: Double(scene.width), down: Double(scene.height) / 64, smooth: false)
    return try picture.covered(by: melted, through: mask).inMemory()
  }

  /// The inputs as tiles on a dark ground, which end above the row `bottom`.
  static func collage(
    _ inputs: [Raster], _ scene: PictureScene, palette: Palette, above bottom: Int
  ) throws(MediaError) -> Raster {
    var picture = try Backdrop(scene, palette: palette).quiet()
    let gap = max(2, min(scene.width, scene.height) / 24)
    let area = (width: scene.width - gap, height: max(gap * 4, bottom - gap))
    let rows = rows(of: inputs.count, wide: area.width >= area.height)
    var next = 0
    for (row, count) in rows.enumerated() {
      let top = gap + area.height * row / rows.count
      let height = max(
        1, area.height * (row + 1) / rows.count - area.height * row / rows.count - gap)
      for column in 0..<count {
        let left = gap + area.width * column / count
        let width = max(1, area.width * (column + 1) / count - area.width * column / count - gap)
        let tile = try grade(
          PictureFitter.cover(inputs[next], width: width, height: height), palette: palette,
          strength: 0.25)
        let shape = try RoundedRectangle.mask(width: width, height: height, radius: gap / 2)
        picture = try picture.covered(
          by: tile.embedded(
            left: left, top: top, width: scene.width, height: scene.height, background: [0, 0, 0]),
          through: shape.embedded(
            left: left, top: top, width: scene.width, height: scene.height, background: [0]))
        next += 1
      }
    }
    return try picture.inMemory()
  }

  /// Mixes a picture with itself in two tones of the palette.
  private static func grade(
    _ picture: Raster, palette: Palette, strength: Double
  ) throws(MediaError) -> Raster {
    let dark = palette.main(0.24, 0.14)
    let light = palette.accent(0.92, 0.15)
    let tones = try picture.grey().scaled(
      by: zip(dark, light).map { ($1 - $0) / 255 * strength },
      plus: dark.map { $0 * strength })
    let rest = [Double](repeating: 1 - strength, count: 3)
    return try picture.scaled(by: rest, plus: [0, 0, 0]).adding(tones).narrowed().markedAsColour()
  }

  /// How many tiles stand in each row.
  private static func rows(of count: Int, wide: Bool) -> [Int] {
    let rows = wide ? (count <= 3 ? 1 : 2) : (count <= 3 ? count : (count + 1) / 2)
    return (0..<rows).map { count * ($0 + 1) / rows - count * $0 / rows }
  }
}
