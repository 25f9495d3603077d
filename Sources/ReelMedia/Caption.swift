/// A panel with a picture's texts: a small line above, the prompt, small lines below.
struct Caption {
  /// Where the panel stands.
  enum Edge { case top, bottom }

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
  init?(_ scene: PictureScene, palette: Palette, at edge: Edge) throws(MediaError) {
    let side = Double(min(scene.width, scene.height))
    guard side >= 120 else { return nil }
    let unit = (Double(scene.width) * Double(scene.height)).squareRoot()
    let margin = Int(side / 24)
    let padding = Int(max(6, unit * 0.026))
    let broad = Double(scene.width) > 1.2 * Double(scene.height)
    let room = (broad ? scene.width * 7 / 10 : scene.width - 2 * margin) - 2 * padding
    let small = max(9, unit * 0.021)
    let type = Typesetter(room: room)
    var texts: [(ink: Raster?, colour: [Double], gap: Double)] = [
      (
        try type.line(scene.title.joined(separator: "  ·  "), size: small, bold: true),
        palette.accent(0.85, 0.09), 1.0
      ),
      (
        try type.paragraph(
          scene.prompt, size: unit * 0.05, smallest: max(9, unit * 0.019),
          height: Int(Double(scene.height) * 0.3)), [255, 255, 255], 1.1
      ),
    ]
    for text in scene.lineage.prefix(3) {
      texts.append((try type.line(text, size: small, bold: false), palette.main(0.8, 0.04), 0.5))
    }
    var lines: [Line] = []
    var row = padding
    for text in texts {
      guard let ink = text.ink else { continue }
      lines.append(Line(ink: ink, colour: text.colour, top: row))
      row += ink.height + Int(small * text.gap)
    }
    guard let last = lines.last else { return nil }
    self.lines = lines
    self.padding = padding
    canvas = (scene.width, scene.height)
    size = (
      min(room, max(room / 2, lines.map(\.ink.width).max() ?? 0)) + 2 * padding,
      last.top + last.ink.height + padding
    )
    left = margin
    top = edge == .top ? margin : scene.height - margin - size.height
    ground = palette.main(0.17, 0.035)
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
