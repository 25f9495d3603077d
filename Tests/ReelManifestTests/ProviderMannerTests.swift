import ReelTestSupport
import Testing

@testable import ReelManifest

/// How the provider is asked, beside who it is.
@Suite struct ProviderMannerTests {
  @Test(arguments: [
    ("xai", ProviderSettings.Chain.bytes, false), ("{name: xai}", .bytes, false),
    ("{name: xai, chain: bytes, deferred: false}", .bytes, false),
    ("{name: xai, chain: stored}", .stored, false), ("{name: xai, deferred: true}", .bytes, true),
  ])
  func `chains and deferred images are off where absent`(
    provider: String, chain: ProviderSettings.Chain, isDeferred: Bool
  ) {
    let loaded = load(provider)
    #expect(loaded.findings == [])
    #expect(loaded.manifest?.provider.chain == chain)
    #expect(loaded.manifest?.provider.isDeferred == isDeferred)
  }

  @Test(arguments: [
    ("{name: xai, chain: file}", "manifest.bad-value 2:30"),
    ("{name: xai, deferred: yes}", "manifest.wrong-type 2:33"),
    ("{name: xai, defered: true}", "manifest.unknown-key 2:23"),
  ])
  func `other values are refused at their place`(provider: String, finding: String) {
    #expect(load(provider).findings == [finding])
  }

  private func load(_ provider: String) -> LoadedManifest {
    LoadedManifest("version: 1\nprovider: \(provider)\nassets: {x: {generate: image, prompt: A}}")
  }
}
