import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Files of prices: read, checked against the catalogue, and in the schema.
@Suite struct PriceFileTests {
  /// What a file says, and all that is found in it as `code line:column`.
  private func read(_ text: String) -> (table: PriceTable?, findings: [String]) {
    let diagnostics = DiagnosticCollector()
    let loader = PriceLoader(
      catalogue: .xai, files: InMemoryFileReader(texts: ["/project/prices.yaml": text]))
    let table = loader.load(
      path: "/project/prices.yaml", name: "prices.yaml", diagnostics: diagnostics)
    return (table, diagnostics.sorted.map(LoadedManifest.finding))
  }

  private func cost(
    _ catalogue: Catalogue, _ model: String, _ operation: ReelCatalogue.Operation,
    _ parameters: [ParameterName: ParameterValue] = [:], results: Int = 1, inputs: Int = 0
  ) -> String? {
    catalogue.cost(
      model: model, operation: operation, parameters: parameters, results: results,
      inputImages: inputs)?.description
  }

  @Test func `prices replace those of the catalogue`() throws {
    let (table, findings) = read(
      """
      version: 1
      as_of: 2027-01-31
      models:
        grok-imagine-image:
          generate-image: {per_result: 0.03}
          edit-image: {per_result: $0.05, input_image: 0.001}
        grok-imagine-video: &film
          animate-image:
            per_second:
              - {resolution: 480p, price: 0.06}
              - {price: 0.09}
            input_image: 0.01
          generate-video: {per_result: 1}
        grok-imagine-image-2.0:
          generate-image:
            per_result:
              - {resolution: 1k, quality: low, price: 0.01}
              - {resolution: 2k, quality: medium, price: 0.09}
        grok-imagine-video-7: *film
      """)
    #expect(findings == [])
    let catalogue = Catalogue.xai.priced(by: try #require(table))
    #expect(catalogue.pricesAsOf == "2027-01-31" && Catalogue.xai.pricesAsOf == Catalogue.xai.asOf)
    let image = "grok-imagine-image"
    #expect(cost(catalogue, image, .generateImage, results: 2) == "$0.06")
    #expect(cost(catalogue, image, .editImage, results: 2, inputs: 3) == "$0.103")
    // An alias names the same model.
    #expect(cost(catalogue, "grok-imagine-image-2026-03-02", .generateImage) == "$0.03")
    let film = "grok-imagine-video"
    #expect(cost(catalogue, film, .animateImage, [.duration: .integer(2)], inputs: 1) == "$0.13")
    #expect(
      cost(catalogue, film, .animateImage, [.resolution: .text("720p")], inputs: 1) == "$0.73")
    #expect(cost(catalogue, film, .generateVideo) == "$1.00")
    // What none of the prices is for takes the dearest.
    #expect(cost(catalogue, "grok-imagine-image-2.0", .generateImage) == "$0.09")
    // What is absent has none.
    #expect(cost(catalogue, film, .editVideo) == nil)
    #expect(cost(catalogue, "grok-imagine-video-1.5", .animateImage) == nil)
    // A model that this release does not know has no usual length.
    #expect(cost(catalogue, "grok-imagine-video-7", .animateImage) == nil)
    #expect(
      cost(catalogue, "grok-imagine-video-7", .animateImage, [.duration: .integer(5)]) == "$0.45")
  }

  struct Faulty: Sendable, CustomTestStringConvertible {
    let text: String
    let findings: [String]

    init(_ text: String, _ findings: String...) {
      self.text = text
      self.findings = findings
    }

    var testDescription: String { text }
  }

  @Test(arguments: [
    Faulty("", "file.empty -"),
    Faulty("- 1", "manifest.wrong-type 1:1"),
    Faulty(
      "{version: 2, as_of: soon, model: {}}",
      "manifest.missing-key 1:1", "manifest.version 1:11", "manifest.bad-value 1:21",
      "manifest.unknown-key 1:27"),
    Faulty(
      "{version: 1, as_of: 2026-13-01, models: []}",
      "manifest.bad-value 1:21", "manifest.wrong-type 1:41"),
    Faulty("{version: 1, as_of: 2026-1-1, models: {}}", "manifest.bad-value 1:21"),
    Faulty("{version: 1, as_of: 2026-02-30, models: {}}", "manifest.bad-value 1:21"),
    Faulty("{version: 1, as_of: 2027-02-29, models: {}}", "manifest.bad-value 1:21"),
    Faulty("{version: 1, as_of: \"${DAY}\", models: {}}", "variable.unknown 1:22"),
    faulty("grok-imagin-image: {}", "model.unknown 3:11"),
    faulty("grok-imagine-image: {generate-film: {}}", "manifest.unknown-key 3:32"),
    faulty("grok-imagine-image: {edit-video: {per_result: 1}}", "model.operation 3:32"),
    faulty("grok-imagine-image: {edit-image: {}}", "manifest.bad-value 3:44"),
    faulty(
      "grok-imagine-image: {edit-image: {per_result: 1, per_second: 1}}",
      "manifest.bad-value 3:44"),
    faulty("grok-imagine-image: {edit-image: {per_second: 1}}", "manifest.bad-value 3:57"),
    faulty("grok-imagine-image: {edit-image: {per_result: -1}}", "manifest.bad-value 3:57"),
    faulty("grok-imagine-image: {edit-image: {per_result: 02}}", "manifest.bad-value 3:57"),
    faulty("grok-imagine-image: {edit-image: {per_result: []}}", "manifest.bad-value 3:57"),
    faulty("grok-imagine-image: {edit-image: {per_result: {}}}", "manifest.wrong-type 3:57"),
    faulty("grok-imagine-image: {edit-image: {per_result: [{}]}}", "manifest.missing-key 3:58"),
    faulty(
      "grok-imagine-image: {edit-image: {per_result: [{price: 1}, {price: 2, resolution: 2k}]}}",
      "manifest.bad-value 3:70"),
    faulty(
      "grok-imagine-image: {edit-image: {per_result: [{price: 1, resolution: 4k}]}}",
      "parameter.value 3:81"),
    faulty(
      "grok-imagine-image: {edit-image: {per_result: [{price: 1, quality: low}]}}",
      "parameter.not-taken 3:78"),
    faulty(
      "grok-imagine-video: {edit-video: {per_second: [{price: 1, resolution: 99p}]}}",
      "parameter.value 3:81"),
  ])
  func `what is wrong is said with its place`(_ faulty: Faulty) {
    let (table, findings) = read(faulty.text)
    #expect(table == nil)
    #expect(findings == faulty.findings)
  }

  /// A file with these models on its third line.
  private static func faulty(_ models: String, _ finding: String) -> Faulty {
    Faulty("version: 1\nas_of: 2026-12-01\nmodels: { \(models) }\n", finding)
  }

  @Test func `a file that is not there is said`() {
    let diagnostics = DiagnosticCollector()
    let loader = PriceLoader(catalogue: .xai, files: InMemoryFileReader())
    #expect(loader.load(path: "/p.yaml", name: "p.yaml", diagnostics: diagnostics) == nil)
    #expect(diagnostics.sorted.map(\.message) == ["the prices: p.yaml does not exist"])
  }

  @Test func `a file of a size that nobody writes is refused`() {
    let big = String(repeating: "#", count: (1 << 20) + 1)
    #expect(read(big).findings == ["file.too-large -"])
  }

  @Test func `the committed schema is current`() throws {
    try Fixtures.expectSchema(PriceSchema.json, "prices")
  }

  @Test func `the README's example is right`() throws {
    let readme = try String(
      decoding: Data(contentsOf: URL(fileURLWithPath: Fixtures.package + "README.md")),
      as: UTF8.self)
    let start = try #require(readme.firstRange(of: "# prices.yaml\n"))
    let rest = readme[start.upperBound...]
    let example = rest[..<(try #require(rest.firstRange(of: "```"))).lowerBound]
    let (table, findings) = read(String(example))
    #expect(findings == [])
    #expect(table != nil)
  }
}
