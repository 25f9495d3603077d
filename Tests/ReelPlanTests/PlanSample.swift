import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// Pieces that plans are made of.
enum PlanSample {
  /// A digest that a text names.
  static func digest(_ text: String) -> Digest { SHA256.digest(text) }

  static func location(_ line: Int, _ column: Int = 1) -> ReelBasics.SourceLocation {
    SourceText(name: "test.yaml", bytes: []).location(line: line - 1, scalar: column - 1)
  }

  /// An image edit that needs others by their number; one without is a generation.
  static func asset(_ number: Int, needs: [Int]) -> Asset {
    let inputs = needs.enumerated().map { index, other in
      AssetInput(
        role: .source, asset: AssetID("a\(other)"), variant: nil, likelyNumber: nil,
        medium: .image, location: location(number + 1, index + 1))
    }
    return Asset(
      id: AssetID("a\(number)"), operation: needs.isEmpty ? .generateImage : .editImage,
      inputs: inputs, prompt: LazyText("A"),
      request: AssetRequest(model: "grok-imagine-image", parameters: [:]), extra: [:], count: 1,
      pick: .absent, take: 1,
      finishing: Asset.Finishing(size: nil, fit: .cover, mask: nil),
      output: OutputTemplate(pieces: [.text("a\(number)")], medium: .image),
      skipsWhenModerated: false, needs: [], tags: [], description: nil, timeout: nil,
      attempts: nil, location: location(number + 1), operationLocation: location(number + 1))
  }

  /// A picture of the store.
  static func picture(_ name: String, type: String = "image/jpeg") -> MediaRecord {
    MediaRecord(
      digest: digest(name), mediaType: type, byteCount: 1000, width: 1024, height: 1024)
  }

  /// A variant that is on record.
  static func kept(_ name: String) -> SlotRecord { .kept(picture(name), ServedBy()) }

  static func film(_ name: String) -> MediaRecord {
    MediaRecord(
      digest: digest(name), mediaType: "video/mp4", byteCount: 1000, width: 848, height: 480,
      milliseconds: 8000)
  }

  /// The files that sample manifests name, with their digests.
  static let files: [String: Digest] = [
    "/project/logo.png": digest("logo"), "/project/other.png": digest("other"),
    "/project/mask.png": digest("mask"), "/project/film.mp4": digest("film"),
  ]

  /// One generated picture, and what it asks for. `head` stands at the top of its manifest.
  static func kite(head: String) throws -> (asset: Asset, work: Work) {
    let (manifest, _) = try load(
      head + "assets: {kite: {generate: image, prompt: Kite, output: kite.jpg}}")
    let asset = try #require(manifest.assets.first)
    let resolver = WorkResolver(provider: "xai", provenance: manifest.provenance) { _ in nil }
    guard case .work(let work, _) = resolver.resolve(asset, upstream: { _ in .unavailable }) else {
      throw CancellationError()
    }
    return (asset, work)
  }

  /// Reads a manifest that has nothing wrong.
  static func load(_ text: String) throws -> (manifest: Manifest, graph: AssetGraph) {
    let files = InMemoryFileReader(Self.files.mapValues { _ in [] })
    let loaded = LoadedManifest("version: 1\n" + text, files: files)
    try #require(!loaded.diagnostics.contains { $0.severity == .error })
    return (try #require(loaded.manifest), try #require(loaded.graph))
  }

  /// The work of an asset whose inputs are what `products` say, under the sample files.
  static func work(
    _ id: String, of manifest: Manifest, provider: String = "xai", products: [String: Product] = [:]
  ) throws -> Work {
    let resolver = WorkResolver(provider: provider, provenance: ProvenanceSettings()) { files[$0] }
    let asset = try #require(manifest.assets.first { $0.id.text == id })
    let resolution = resolver.resolve(asset) { products[$0.text].map { .product($0) } ?? .notYet }
    guard case .work(let work, _) = resolution else {
      Issue.record("\(id) has no work: \(resolution)")
      throw CancellationError()
    }
    return work
  }
}
