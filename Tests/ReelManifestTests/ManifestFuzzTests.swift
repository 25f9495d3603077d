import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Manifests that are damaged at random: none crashes, and none loses an asset without a word.
@Suite(.timeLimit(.minutes(10))) struct ManifestFuzzTests {
  private static let fragments = [
    "\n", "  ", ": ", "- ", "[", "]", "{", "}", "*a", "&a ", "<<: ", "#", " #", "'", "\"", "|", ">",
    "\t", "\r", "${", "}", "$${", "..", "/", "!", "!!int ", "%", "---\n", "null", "~", "0", "-1",
    "edit: ", "generate: image", "storefront", "clip", "🪁", "\u{301}", "\u{2028}", "\u{0}",
  ]

  private func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 3: bytes.removeSubrange(Int.random(in: 0...place, using: &random)..<place)
      default:
        let text = Self.fragments.randomElement(using: &random) ?? ""
        bytes.insert(contentsOf: Array(text.utf8), at: place)
      }
    }
    return bytes
  }

  @Test(arguments: 0..<600) func `a damaged manifest is read or refused`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let name = seed % 2 == 0 ? "good/sample.yaml" : "good/every-key.yaml"
    let bytes = damaged(try Fixtures.bytes(name), &random)
    let files = InMemoryFileReader([
      "/project/assets/logo.png": [], "/project/assets/mark": [], "/project/assets/mask.png": [],
      "/project/prompts/cover.txt": Array("Words".utf8),
    ])
    let loaded = LoadedManifest(bytes: bytes, files: files)
    for finding in loaded.diagnostics {
      #expect(!finding.message.isEmpty, "seed \(seed)")
      guard let location = finding.location else { continue }
      #expect(location.line >= 1 && location.column >= 1, "seed \(seed): \(location)")
    }
    guard !loaded.diagnostics.contains(where: { $0.severity == .error }) else { return }
    let source = SourceText(name: "x", bytes: bytes)
    let document = YAMLParser(source: source, diagnostics: DiagnosticCollector()).parse()
    let written = document?.root["assets"]?.entries.count
    #expect(loaded.manifest?.assets.count == written, "seed \(seed): an asset is missing")
    #expect(loaded.graph != nil, "seed \(seed)")
  }
}
