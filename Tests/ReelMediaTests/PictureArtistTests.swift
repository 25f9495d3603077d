import ReelBasics
import Testing

@testable import ReelMedia

@Suite struct PictureArtistTests {
  private func scene(
    _ width: Int = 320, _ height: Int = 180, seed: UInt64 = 1, prompt: String = "A quiet harbour",
    inputs: [[UInt8]] = [], format: MediaFormat = .png
  ) -> PictureScene {
    PictureScene(
      width: width, height: height, seed: seed, title: ["model", "generate"], prompt: prompt,
      lineage: ["seed \(seed)"], inputs: inputs, format: format)
  }

  private func size(_ bytes: [UInt8]) throws -> [Int] {
    let raster = try PictureReader.drawing.colour(bytes)
    return [raster.width, raster.height]
  }

  @Test(arguments: [(16, 16), (320, 180), (181, 321), (500, 120), (64, 640)])
  func `a picture has the asked shape and format`(width: Int, height: Int) throws {
    for format in [MediaFormat.png, .jpeg] {
      let bytes = try PictureArtist.draw(scene(width, height, format: format))
      #expect(MediaFormat(sniffing: bytes) == format)
      #expect(try size(bytes) == [width, height])
    }
  }

  @Test func `the same scene gives the same bytes, another seed or prompt others`() throws {
    let first = try PictureArtist.draw(scene())
    #expect(try PictureArtist.draw(scene()) == first)
    #expect(try PictureArtist.draw(scene(seed: 2)) != first)
    #expect(try PictureArtist.draw(scene(prompt: "A loud harbour")) != first)
  }

  @Test(.timeLimit(.minutes(10))) func `drawing side by side changes nothing`() async throws {
    let pictures = Pictures(threads: WorkerThreads(width: 4))
    let scene = scene(prompt: "Side by side", inputs: [try TestPicture.gradient(90, 60)])
    let alone = try PictureArtist.draw(scene)
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<12 { group.addTask { try await pictures.draw(scene) } }
      for try await bytes in group { #expect(bytes == alone) }
    }
  }

  @Test(arguments: [
    "", "   \n\t", "<b>&amp; </span> \"quoted\"", "🐕 日本語 עברית \u{202E}reversed",
    "\u{0}\u{7}null and bell", String(repeating: "word ", count: 3000),
    String(repeating: "W", count: 4000), String(repeating: "\u{301}", count: 500),
  ])
  func `no prompt makes a picture fail`(prompt: String) throws {
    #expect(try size(PictureArtist.draw(scene(prompt: prompt))) == [320, 180])
  }

  @Test(arguments: 1...7) func `inputs are seen, changed`(count: Int) throws {
    let red = try TestPicture.make(90, 60) { _, _ in [250, 10, 10] }
    let blue = try TestPicture.make(90, 60) { _, _ in [10, 10, 250] }
    let others = Array(repeating: red, count: count - 1)
    let one = try PictureArtist.draw(scene(inputs: others + [red]))
    let two = try PictureArtist.draw(scene(inputs: others + [blue]))
    #expect(try size(one) == [320, 180])
    #expect(one != two)
    #expect(try one != PictureArtist.draw(scene()))
  }

  @Test func `bad inputs, too many and impossible sizes are refused`() throws {
    let picture = try TestPicture.gradient(8, 8)
    let bad = [
      scene(inputs: [Array(picture.prefix(60))]), scene(inputs: [[1, 2, 3]]),
      scene(inputs: Array(repeating: picture, count: 8)), scene(0, 10), scene(10000, 10),
    ]
    for scene in bad {
      #expect(throws: MediaError.self) { try PictureArtist.draw(scene) }
    }
  }

  @Test func `a mosaic is small and another one for every seed`() throws {
    let bytes = try PictureArtist.drawMosaic(width: 64, height: 48, seed: 4)
    #expect(MediaFormat(sniffing: bytes) == .jpeg)
    #expect(try size(bytes) == [64, 48])
    #expect(bytes.count < 2500)
    #expect(try PictureArtist.drawMosaic(width: 64, height: 48, seed: 5) != bytes)
  }

  @Test(arguments: [(64, 64), (64, 32), (50, 70)])
  func `a mosaic as JPEG has the colours of the PNG`(width: Int, height: Int) throws {
    let folder = try TemporaryFolder()
    let jpeg = try TestPicture.Pixels(
      folder.file(
        "a.jpg", PictureArtist.drawMosaic(width: width, height: height, seed: 9)))
    let png = try TestPicture.Pixels(
      folder.file(
        "a.png", PictureArtist.drawMosaic(width: width, height: height, seed: 9, format: .png)))
    #expect(jpeg.width == width && jpeg.height == height && jpeg.bands == 3)
    for (x, y) in [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)] {
      for (one, other) in zip(jpeg[x, y], png[x, y]) { #expect(abs(Int(one) - Int(other)) <= 3) }
    }
  }

  @Test(arguments: [CaptionPlace.bottomLeft, .topLeft, .topRight])
  func `an overlay is transparent but for its panel`(place: CaptionPlace) throws {
    let overlay = try PictureReader.drawing.colour(
      PictureArtist.drawOverlay(scene(640, 360), at: place))
    #expect(overlay.hasAlpha)
    let pixels = try overlay.bytes()
    func alpha(_ x: Int, _ y: Int) -> UInt8 { pixels[(y * 640 + x) * 4 + 3] }
    #expect(alpha(0, 0) == 0 && alpha(639, 359) == 0 && alpha(320, 180) == 0)
    #expect((alpha(40, 320) > 150) == (place == .bottomLeft))
    #expect((alpha(40, 40) > 150) == (place == .topLeft))
    #expect((alpha(600, 40) > 150) == (place == .topRight))
  }
}
