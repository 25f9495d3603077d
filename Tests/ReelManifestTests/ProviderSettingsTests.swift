import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

/// A manifest cannot send the key elsewhere.
@Suite struct ProviderSettingsTests {
  private func load(
    _ provider: String, baseURL: String? = nil, apiKeyEnv: String? = nil
  ) -> LoadedManifest {
    var options = ManifestOptions()
    options.baseURL = baseURL
    options.apiKeyEnv = apiKeyEnv
    return LoadedManifest(
      "version: 1\nprovider: \(provider)\nassets: {x: {generate: image, prompt: A}}",
      options: options)
  }

  @Test(arguments: [
    "https://api.x.ai/v1", "https://us-east-1.api.x.ai", "https://x.ai/v1",
    "https://API.X.AI:443/v1",
  ])
  func `the provider's own addresses need no word`(url: String) {
    let loaded = load("{name: xai, base_url: '\(url)'}")
    #expect(loaded.findings == [])
    #expect(loaded.manifest?.provider.baseURL == url)
  }

  @Test(arguments: [
    "http://api.x.ai/v1", "https://api.x.ai.example.com", "https://example.com/.x.ai",
    "https://example.com?.x.ai", "https://example.com#.x.ai", "https://example.com\\.x.ai",
    "https://me@api.x.ai", "https://evilx.ai", "ftp://api.x.ai", "api.x.ai", "//api.x.ai",
    "https://example.com/\u{301}.x.ai", "https://me@\u{200D}api.x.ai",
    "https://example.com%2f.x.ai", "https://example.com .x.ai", "https://[::1].x.ai",
  ])
  func `another address counts only if the command line says the same`(url: String) {
    #expect(load("{name: xai, base_url: '\(url)'}").findings == ["provider.unconfirmed 2:33"])
    #expect(
      load("{name: xai, base_url: '\(url)'}", baseURL: "https://other.example").findings == [
        "provider.unconfirmed 2:33"
      ])
    let loaded = load("{name: xai, base_url: '\(url)'}", baseURL: url)
    #expect(loaded.findings == [])
    #expect(loaded.manifest?.provider.baseURL == url)
  }

  @Test func `another key counts only if the command line says the same`() {
    #expect(load("{name: xai, api_key_env: XAI_API_KEY}").findings == [])
    #expect(load("{name: xai, api_key_env: HOME}").findings == ["provider.unconfirmed 2:36"])
    let loaded = load("{name: xai, api_key_env: MINE}", apiKeyEnv: "MINE")
    #expect(loaded.findings == [] && loaded.manifest?.provider.apiKeyEnv == "MINE")
  }

  @Test func `the command line alone counts`() {
    let loaded = load("xai", baseURL: "http://127.0.0.1:1/v1", apiKeyEnv: "MINE")
    #expect(loaded.findings == [])
    #expect(
      loaded.manifest?.provider
        == ProviderSettings(name: "xai", baseURL: "http://127.0.0.1:1/v1", apiKeyEnv: "MINE"))
  }
}
