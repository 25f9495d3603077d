import ReelManifest
import ReelTestSupport
import Testing

@testable import reel_bench

/// What everything is measured on has to be the same every time, and right.
struct ManifestTextTests {
  @Test func isTheSameEveryTime() {
    #expect(ManifestText.of(100) == ManifestText.of(100))
  }

  @Test func beginsAlikeInEverySize() {
    #expect(ManifestText.of(300).hasPrefix(ManifestText.of(100)))
  }

  @Test(arguments: [3, 100, 500])
  func isAManifestWithNothingWrong(count: Int) {
    let loaded = LoadedManifest(ManifestText.of(count))
    #expect(loaded.findings.isEmpty)
    #expect(loaded.manifest?.assets.count == count)
  }

  @Test func changesTheLastPromptAlone() {
    for count in [10, 100, 101, 102] {
      let before = ManifestText.of(count).split(separator: "\n")
      let after = ManifestText.of(count, lastPrompt: "another ").split(separator: "\n")
      let places = zip(before, after).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
      #expect(before.count == after.count && places.count == 1)
      #expect(places.allSatisfy { after[$0].contains("another ") && $0 > before.count - 10 })
      #expect(LoadedManifest(ManifestText.of(count, lastPrompt: "another ")).findings.isEmpty)
    }
  }
}
