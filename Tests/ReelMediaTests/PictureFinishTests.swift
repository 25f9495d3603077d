import ReelBasics
import Testing

@testable import ReelMedia

@Suite(.timeLimit(.minutes(10))) struct PictureFinishTests {
  typealias Fit = PictureRecipe.Fit

  let folder: TemporaryFolder
  let pictures = Pictures(threads: WorkerThreads(width: 2))

  init() throws { folder = try TemporaryFolder() }

  private func finish(
    _ bytes: [UInt8], _ recipe: PictureRecipe, _ name: String = "out"
  ) async throws -> TestPicture.Pixels {
    let path = try folder.file(name)
    let info = try await pictures.finish(
      folder.file("in-\(name)", bytes), by: recipe, to: path)
    let pixels = try TestPicture.Pixels(path)
    #expect(info.format == recipe.format)
    #expect((info.width, info.height) == (pixels.width, pixels.height))
    #expect(info.hasAlpha == (pixels.bands == 4))
    #expect(MediaFormat(sniffing: try MediaFile.head(path)) == recipe.format)
    return pixels
  }

  // MARK: - Fit

  /// Three vertical stripes: red, green, blue.
  private func stripes(_ width: Int, _ height: Int) throws -> [UInt8] {
    try TestPicture.make(width, height) { x, _ in
      x < width / 3 ? [255, 0, 0] : x < width * 2 / 3 ? [0, 255, 0] : [0, 0, 255]
    }
  }

  @Test func `cover fills the size and cuts evenly`() async throws {
    let out = try await finish(
      stripes(90, 30), PictureRecipe(fit: Fit(width: 40, height: 40, mode: .cover), format: .png))
    #expect((out.width, out.height, out.bands) == (40, 40, 3))
    #expect(out[20, 20] == [0, 255, 0])
    // A third of 120 columns is 40: of the outer stripes nothing but the soft edge is left.
    #expect(out[4, 0] == [0, 255, 0])
    #expect(out[35, 39] == [0, 255, 0])
  }

  @Test func `contain stands in the middle of nothing`() async throws {
    let out = try await finish(
      stripes(90, 30), PictureRecipe(fit: Fit(width: 90, height: 90, mode: .contain), format: .png))
    #expect((out.width, out.height, out.bands) == (90, 90, 4))
    #expect(out[45, 29] == [0, 0, 0, 0])
    #expect(out[45, 30] == [0, 255, 0, 255])
    #expect(out[0, 59] == [255, 0, 0, 255])
    #expect(out[89, 60] == [0, 0, 0, 0])
  }

  @Test func `contain in JPEG stands on white`() async throws {
    let out = try await finish(
      stripes(90, 30), PictureRecipe(fit: Fit(width: 96, height: 96, mode: .contain), format: .jpeg)
    )
    #expect((out.width, out.height, out.bands) == (96, 96, 3))
    #expect(out[48, 8] == [255, 255, 255])
    #expect(out[48, 48][1] > 245)
  }

  @Test(arguments: [(1, 1), (7, 300), (1000, 3), (641, 359)], Fit.Mode.allCases)
  func `every size is met exactly`(size: (Int, Int), mode: Fit.Mode) async throws {
    for format in [MediaFormat.png, .jpeg, .webp] {
      let out = try await finish(
        TestPicture.gradient(123, 77),
        PictureRecipe(fit: Fit(width: size.0, height: size.1, mode: mode), format: format),
        "\(format)")
      #expect((out.width, out.height) == size)
    }
  }

  @Test func `transparent pixels lend no colour to their neighbours`() async throws {
    let half = try TestPicture.make(40, 40) { x, _ in
      x < 20 ? [255, 255, 255, 255] : [0, 0, 0, 0]
    }
    let out = try await finish(
      half, PictureRecipe(fit: Fit(width: 100, height: 100, mode: .cover), format: .png))
    for x in 0..<100 where out[x, 50][3] > 16 { #expect(out[x, 50][0] > 240, "column \(x)") }
  }

  @Test(arguments: [0, -1, 20000])
  func `impossible sizes are refused`(width: Int) async throws {
    let bytes = try TestPicture.gradient(8, 8)
    await #expect(throws: MediaError.self) {
      try await finish(
        bytes, PictureRecipe(fit: Fit(width: width, height: 8, mode: .cover), format: .png))
    }
  }

  // MARK: - Mask

  @Test func `the input stays to the pixel where the mask is opaque`() async throws {
    let input = try TestPicture.gradient(64, 48)
    let mask = try TestPicture.make(64, 48) { x, y in
      [9, 9, 9, x < 20 ? 255 : x < 40 ? 0 : 128]
    }
    let answer = try TestPicture.make(32, 24) { _, _ in [10, 200, 30] }
    let inputPath = try folder.file("input", input)
    let recipe = PictureRecipe(
      mask: .init(mask: try folder.file("mask", mask), input: inputPath), format: .png)
    let out = try await finish(answer, recipe)
    let before = try TestPicture.Pixels(inputPath)
    #expect((out.width, out.height) == (64, 48))
    for y in 0..<48 {
      for x in 0..<20 { #expect(out[x, y] == before[x, y]) }
      for x in 20..<40 { #expect(out[x, y] == [10, 200, 30]) }
      for x in 40..<64 {
        for band in 0..<3 {
          let mixed = (Int(before[x, y][band]) * 128 + [10, 200, 30][band] * 127 + 127) / 255
          #expect(abs(Int(out[x, y][band]) - mixed) <= 1)
        }
      }
    }
  }

  @Test func `the size comes after the mask`() async throws {
    let recipe = PictureRecipe(
      mask: .init(
        mask: try folder.file("mask", TestPicture.make(60, 60) { _, _ in [0, 0, 0, 255] }),
        input: try folder.file("input", TestPicture.make(60, 60) { _, _ in [1, 2, 3] })),
      fit: Fit(width: 30, height: 20, mode: .cover), format: .png)
    let out = try await finish(TestPicture.gradient(20, 20), recipe)
    #expect((out.width, out.height) == (30, 20))
    #expect(out[15, 10] == [1, 2, 3])
  }

  @Test(arguments: [(60, 40, true), (40, 60, false)])
  func `a mask of another size or without alpha is refused`(
    width: Int, height: Int, alpha: Bool
  ) async throws {
    let mask = try TestPicture.make(width, height) { _, _ in alpha ? [0, 0, 0, 0] : [0, 0, 0] }
    let recipe = PictureRecipe(
      mask: .init(
        mask: try folder.file("mask", mask),
        input: try folder.file("input", TestPicture.gradient(40, 60))), format: .png)
    let answer = try TestPicture.gradient(40, 60)
    let error = await #expect(throws: MediaError.self) { try await finish(answer, recipe) }
    #expect(error?.code == .badMask)
  }

  // MARK: - Format and bytes

  @Test func `lossless is lossless`() async throws {
    let bytes = try TestPicture.gradient(33, 21)
    let before = try TestPicture.Pixels(folder.file("before", bytes))
    let grey = try await finish(
      bytes, PictureRecipe(fit: Fit(width: 33, height: 21, mode: .contain), format: .png))
    #expect(grey.values == before.values)
  }

  @Test func `transparency becomes white in JPEG`() async throws {
    let bytes = try TestPicture.make(32, 32) { _, _ in [0, 0, 0, 0] }
    #expect(try await finish(bytes, PictureRecipe(format: .jpeg))[16, 16] == [255, 255, 255])
  }

  @Test func `what needs no change keeps its bytes`() async throws {
    let bytes = try TestPicture.jpeg(
      TestPicture.gradient(40, 20, as: .jpeg), adding: TestPicture.xmp("kept"))
    for (index, fit) in [nil, Fit(width: 40, height: 20, mode: .cover)].enumerated() {
      _ = try await finish(bytes, PictureRecipe(fit: fit, format: .jpeg), "\(index)")
      #expect(try MediaFile.bytes(folder.file("\(index)")) == bytes)
    }
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `provenance survives, orientation is done`(format: MediaFormat) async throws {
    let plain = try TestPicture.make(48, 24, as: .jpeg) { x, _ in
      x < 24 ? [255, 0, 0] : [0, 0, 255]
    }
    let bytes = TestPicture.jpeg(
      TestPicture.jpeg(plain, adding: TestPicture.xmp("spring-campaign")),
      adding: TestPicture.exif(orientation: 6))
    let out = try await finish(
      bytes, PictureRecipe(fit: Fit(width: 12, height: 24, mode: .cover), format: format))
    // Turned clockwise by a quarter: what was left is at the top.
    #expect(out[6, 3][0] > 200 && out[6, 3][2] < 60)
    #expect(out[6, 20][2] > 200 && out[6, 20][0] < 60)
    let raster = try PictureReader.drawing.open(folder.file("out"), sequential: false).0
    #expect(raster.hasField("xmp-data"))
    #expect(raster.orientation == 1)
    // PNG keeps the packet compressed.
    guard format != .png else { return }
    let written = String(decoding: try MediaFile.bytes(folder.file("out")), as: UTF8.self)
    #expect(written.contains("spring-campaign"))
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `the same recipe gives the same bytes`(format: MediaFormat) async throws {
    let recipe = PictureRecipe(fit: Fit(width: 50, height: 50, mode: .contain), format: format)
    let bytes = try TestPicture.gradient(90, 40)
    _ = try await finish(bytes, recipe, "first")
    _ = try await finish(bytes, recipe, "second")
    #expect(
      try MediaFile.bytes(folder.file("first")) == MediaFile.bytes(folder.file("second")))
  }

  @Test func `nothing is written over, and a failure leaves nothing`() async throws {
    let taken = try folder.file("taken", Array("mine".utf8))
    let picture = try folder.file("picture", TestPicture.gradient(8, 8))
    let error = await #expect(throws: MediaError.self) {
      try await pictures.finish(picture, by: PictureRecipe(format: .jpeg), to: taken)
    }
    #expect(error?.code == .file)
    #expect(try MediaFile.bytes(taken) == Array("mine".utf8))
    let cut = try folder.file("cut", Array(TestPicture.gradient(90, 90, as: .jpeg).prefix(900)))
    await #expect(throws: MediaError.self) {
      try await pictures.finish(cut, by: PictureRecipe(format: .jpeg), to: folder.file("none"))
    }
    #expect(folder.names == ["cut", "picture", "taken"])
  }
}
