import ReelBasics
import ReelTestSupport
import Testing

/// No two manifests have one lock file.
@Suite struct LockNameTests {
  private static let text = """
    version: 1
    profiles: {final: {defaults: {image: {resolution: 1k}}}}
    assets: {kite: {generate: image, prompt: Kite}}
    """

  @Test(arguments: [
    ("p.yaml", "p.yml", ["manifest.lock 1:1"]), ("p.yml", "p.yaml", ["manifest.lock 1:1"]),
    ("p.yaml", "p.final.yaml", ["profile.lock 2:12"]),
    ("p.yaml", "p.final.yml", ["profile.lock 2:12"]), ("p.yaml", "p.draft.yml", []),
    ("p.yaml", "q.yml", []),
  ])
  func `a manifest beside another one`(name: String, other: String, findings: [String]) {
    let loaded = LoadedManifest(
      bytes: Array(Self.text.utf8),
      files: InMemoryFileReader(texts: ["/project/" + name: Self.text, "/project/" + other: ""]),
      name: name)
    #expect(loaded.findings == findings)
    if !findings.isEmpty { #expect(loaded.diagnostics.first?.message.contains(other) == true) }
  }
}
