/// A panel with a picture's texts: a small line above, the prompt, small lines below.
struct Caption {
  /// One text, drawn, and its place in the panel.
  private struct Line {
    let ink: Raster
    let colour: [Double]
    let top: Int
  }

  /// The panel's first row in the picture.
  let top: Int
  private let left: Int
  private let canvas: (width: Int, height: Int)
  private let size: (width: Int, height: Int)
  private let padding: Int
  private let lines: [Line]
  private let ground: [Double]

  /// - Returns: `nil` where the picture is too small for words, or there are none.
  init?(_ scene: PictureScene, palette: Palette, at place: CaptionPlace) throws(MediaError) {
    let side = Double(min(scene.width, scene.height))
    guard side >= 120 else { return nil }
    let margin = Int(side / 24)
    let padding = Int(max(6, Caption.unit(of: scene) * 0.026))
    let broad = Double(scene.width) > 1.2 * Double(scene.height)
    let room = (broad ? scene.width * 7 / 10 : scene.width - 2 * margin) - 2 * padding
    lines = try Caption.lines(of: scene, palette: palette, room: room, from: padding)
    guard let last = lines.last else { return nil }
    self.padding = padding
    canvas = (scene.width, scene.height)
    size = (
      min(room, max(room / 2, lines.map(\.ink.width).max() ?? 0)) + 2 * padding,
      last.top + last.ink.height + padding
    )
    left = place == .topRight ? scene.width - margin - size.width : margin
    top = place == .bottomLeft ? scene.height - margin - size.height : margin
    ground = palette.main(0.17, 0.035)
  }

  /// The length that type sizes are told in.
  private static func unit(of scene: PictureScene) -> Double {
    (Double(scene.width) * Double(scene.height)).squareRoot()
  }

  /// Title, prompt and lineage, each where it has ink.
  private static func lines(
    of scene: PictureScene, palette: Palette, room: Int, from top: Int
  ) throws(MediaError) -> [Line] {
    let unit = unit(of: scene)
    let small = max(9, unit * 0.021)
    let type = Typesetter(room: room)
    var lines: [Line] = []
    var row = top
    func add(_ ink: Raster?, _ colour: [Double], gap: Double) {
      guard let ink else { return }
      lines.append(Line(ink: ink, colour: colour, top: row))
      row += ink.height + Int(small * gap)
    }
    add(
      try type.line(scene.title.joined(separator: "  ·  "), size: small, bold: true),
      palette.accent(0.85, 0.09), gap: 1)
    add(
      try type.paragraph(
        scene.prompt, size: unit * 0.05, smallest: max(9, unit * 0.019),
        height: Int(Double(scene.height) * 0.3)),
      [255, 255, 255], gap: 1.1)
    for text in scene.lineage.prefix(3) {
      add(try type.line(text, size: small, bold: false), palette.main(0.8, 0.04), gap: 0.5)
    }
    return lines
  }

  /// The panel on a picture of the scene's size.
  func laid(over picture: Raster) throws(MediaError) -> Raster {
    let (colour, alpha) = try layers()
    return try picture.covered(by: colour, through: alpha)
  }

  /// The panel on nothing, in four bands.
  func alone() throws(MediaError) -> Raster {
    let (colour, alpha) = try layers()
    return try colour.joining(alpha)
  }

  private func layers() throws(MediaError) -> (colour: Raster, alpha: Raster) {
    var alpha = try RoundedRectangle.mask(
      width: size.width, height: size.height, radius: padding
    ).scaled(by: [0.8], plus: [0]).narrowed()
    var colour = try Raster.pixels(
      [UInt8](repeating: 0, count: size.width * size.height * 3), width: size.width,
      height: size.height, bands: 3
    ).flat(ground)
    for line in lines {
      let ink = try line.ink.embedded(
        left: padding, top: line.top, width: size.width, height: size.height, background: [0])
      colour = try colour.covered(by: colour.flat(line.colour), through: ink)
      alpha = try alpha.covered(by: alpha.flat([255]), through: ink)
    }
    return (try placed(colour, [0, 0, 0]), try placed(alpha, [0]))
  }

  private func placed(_ layer: Raster, _ background: [Double]) throws(MediaError) -> Raster {
    try layer.embedded(
      left: left, top: top, width: canvas.width, height: canvas.height, background: background
    ).inMemory()
  }
}
