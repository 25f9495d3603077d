import Testing

@testable import ReelCatalogue

@Suite struct AspectRatioTests {
  @Test(arguments: [
    // As observed at the provider.
    ("480p", "16:9", "848x480"), ("480p", "1:1", "480x480"), ("480p", "4:3", "640x480"),
    ("480p", "3:2", "720x480"), ("480p", "9:16", "480x848"), ("720p", "16:9", "1280x720"),
    ("720p", "1:1", "720x720"), ("720p", "4:3", "960x720"), ("720p", "9:16", "720x1280"),
    ("1080p", "16:9", "1920x1080"), ("1k", "1:1", "1024x1024"), ("2k", "1:1", "2048x2048"),
    ("2k", "16:9", "2048x1152"), ("2k", "1:2", "1024x2048"),
  ])
  func `a class has pixels`(name: String, ratio: String, size: String) throws {
    let resolution = try #require(ResolutionClass(rawValue: name))
    #expect(try resolution.pixels(#require(AspectRatio(ratio))).description == size)
  }

  @Test func `every picture keeps its ratio, its steps and its class`() throws {
    for rule in Catalogue.xai.rules(for: .aspectRatio) {
      guard case .choice(let ratios) = rule else { continue }
      for ratio in ratios.compactMap({ AspectRatio($0) }) {
        for resolution in [ResolutionClass.oneK, .twoK] {
          let size = resolution.pixels(ratio)
          #expect(size.width % 16 == 0 && size.height % 16 == 0)
          #expect(abs(AspectRatio(size).value / ratio.value - 1) < 0.03, "\(ratio) \(size)")
          #expect(max(size.width, size.height) <= 2048)
        }
        let area = ResolutionClass.oneK.pixels(ratio)
        #expect(abs(Double(area.width * area.height) / 1_048_576 - 1) < 0.05)
      }
    }
  }

  @Test(arguments: [
    "", "auto", "16", "16:", ":9", "16:9:1", "0:1", "1:0", "-1:2", "a:b", "inf:1", "nan:1",
  ])
  func `anything else is no ratio`(text: String) {
    #expect(AspectRatio(text) == nil)
  }

  @Test(arguments: [
    ("16:9", "16:9"), ("1920:1080", "16:9"), ("1:1", "1:1"), ("100:99", "1:1"), ("1:100", "1:2"),
    ("3:1", "2:1"), ("19.5:9", "2:1"),
  ])
  func `the nearest ratio has the least distance of logarithms`(text: String, nearest: String) {
    let ratios = ["auto", "1:1", "16:9", "9:16", "1:2", "2:1"]
    #expect(AspectRatio(text)?.nearest(in: ratios) == nearest)
  }

  @Test func `on a tie the first listed is the nearest`() {
    // The square lies as far from a half as from twice itself.
    #expect(AspectRatio("1:1")?.nearest(in: ["2:1", "1:2"]) == "2:1")
    #expect(AspectRatio("1:1")?.nearest(in: ["1:2", "2:1"]) == "1:2")
    #expect(AspectRatio("1:1")?.nearest(in: ["auto"]) == nil)
  }

  @Test(arguments: [
    ("1200x628", true), ("1x1", true), ("16384x16384", true), ("16385x1", false), ("0x1", false),
    ("01x1", false), ("1x", false), ("x1", false), ("1X1", false), ("1x1x1", false),
    ("-1x1", false),
    ("+1x1", false), ("1 x 1", false), ("", false), ("٣x٣", false),
    ("99999999999999999999x1", false),
  ])
  func `a size is two whole numbers`(text: String, isSize: Bool) {
    #expect(PixelSize(text)?.description == (isSize ? text : nil))
  }
}
