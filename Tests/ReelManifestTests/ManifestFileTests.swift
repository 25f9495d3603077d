import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are no manifest: each is refused at once, whatever stands there.
@Suite(.timeLimit(.minutes(10))) struct ManifestFileTests {
  private func findings(_ path: String) -> [String] {
    let diagnostics = DiagnosticCollector()
    let loader = ManifestLoader(catalogue: .xai, files: LocalFileReader())
    let manifest = loader.load(
      path: path, name: "x.yaml", folder: "/", options: ManifestOptions(), diagnostics: diagnostics)
    #expect(manifest == nil)
    for finding in diagnostics.sorted { #expect(finding.message.contains("x.yaml")) }
    return diagnostics.sorted.map(LoadedManifest.finding)
  }

  @Test func `what is no readable file is said so`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    #expect(findings(folder.file("nowhere.yaml")) == ["file.missing -"])
    #expect(findings(folder.file("nowhere/x.yaml")) == ["file.missing -"])
    #expect(findings(folder.path) == ["file.not-regular -"])
    #expect(findings("/dev/null") == ["file.not-regular -"])
    #expect(findings("/dev/zero") == ["file.not-regular -"])
    #expect(symlink("nothing.yaml", folder.file("dangling.yaml")) == 0)
    #expect(findings(folder.file("dangling.yaml")) == ["file.missing -"])
    #expect(symlink("round.yaml", folder.file("round.yaml")) == 0)
    #expect(findings(folder.file("round.yaml")) == ["file.unreadable -"])
    #expect(findings(folder.file(String(repeating: "x", count: 300))) == ["file.unreadable -"])
  }

  /// Root may read everything.
  @Test(.enabled(if: geteuid() != 0)) func `a file without permission is unreadable`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = try folder.write("x.yaml", Array("version: 1".utf8))
    #expect(chmod(path, 0) == 0)
    #expect(findings(path) == ["file.unreadable -"])
  }

  @Test func `a pipe does not hang`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    #expect(mkfifo(folder.file("x.yaml"), 0o600) == 0)
    #expect(findings(folder.file("x.yaml")) == ["file.not-regular -"])
  }

  @Test(arguments: ["", "\n", "# nothing\n", "\u{FEFF}", "   \n\n"])
  func `a file without a document is empty`(text: String) throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    #expect(findings(try folder.write("x.yaml", Array(text.utf8))) == ["file.empty -"])
  }

  @Test func `a file of 100 MB is refused unread`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = try folder.write("x.yaml", [])
    #expect(truncate(path, 100 * 1024 * 1024) == 0)
    #expect(findings(path) == ["file.too-large -"])
  }

  @Test func `a manifest on disk is read`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    _ = try folder.write("logo.png", [1])
    let path = try folder.write(
      "x.yaml", Array("version: 1\nassets: {a: {edit: ./logo.png, prompt: A}}\n".utf8))
    let diagnostics = DiagnosticCollector()
    let manifest = ManifestLoader(catalogue: .xai, files: LocalFileReader()).load(
      path: path, name: "x.yaml", folder: folder.path, options: ManifestOptions(),
      diagnostics: diagnostics)
    #expect(diagnostics.sorted == [])
    #expect(manifest?.assets.first?.inputs.first?.target == .file(path: folder.file("logo.png")))
    #expect(manifest?.stem == "x" && manifest?.name == "x" && manifest?.output == "out/x")
  }

  @Test(
    arguments: [
      ("[b.yaml, link.yaml]", []), ("[link.yaml, loop/b.yaml]", []),
      ("[loop/loop/b.yaml, b.yaml, loop/link.yaml]", []),
      ("[loop/x.yaml]", ["include.cycle 2:11"]),
      ("[b.yaml, loop/loop/x.yaml]", ["include.cycle 2:19"]),
      ("[nowhere.yaml]", ["file.missing 2:11"]),
    ] as [(String, [String])])
  func `a file is one whichever links lead to it`(include: String, findings: [String]) throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    #expect(symlink(".", folder.file("loop")) == 0)
    #expect(symlink("b.yaml", folder.file("link.yaml")) == 0)
    _ = try folder.write(
      "b.yaml", Array("version: 1\nassets: {b: {generate: image, prompt: B}}\n".utf8))
    let path = try folder.write(
      "x.yaml",
      Array("version: 1\ninclude: \(include)\nassets: {a: {generate: image, prompt: A}}\n".utf8))
    let diagnostics = DiagnosticCollector()
    let manifest = ManifestLoader(catalogue: .xai, files: WatchedFiles()).load(
      path: path, name: "x.yaml", folder: folder.path, options: ManifestOptions(),
      diagnostics: diagnostics)
    #expect(diagnostics.sorted.map(LoadedManifest.finding) == findings)
    #expect(manifest?.assets.map(\.id.text) == (include.contains("b.yaml") ? ["a", "b"] : ["a"]))
  }

  @Test(arguments: [nil, "draft", "final"])
  func `the catalogue is whole`(profile: String?) throws {
    let folder = Fixtures.package + "manifests"
    var options = ManifestOptions()
    options.profile = profile
    let diagnostics = DiagnosticCollector()
    let manifest = ManifestLoader(catalogue: .xai, files: LocalFileReader()).load(
      path: folder + "/catalogue.yaml", name: "catalogue.yaml", folder: folder, options: options,
      diagnostics: diagnostics)
    #expect(diagnostics.sorted == [])
    let assets = try #require(manifest?.assets)
    let counts = Dictionary(grouping: assets, by: \.name).mapValues(\.count)
    #expect(counts == ["shot": 60, "banner": 300, "ad": 2400, "teaser": 9])
    let mug = assets.first { $0.id.text == "shot[sku=NW-004]" }
    #expect(mug?.cell?.row?.line == 5)
    // A note of two lines stands before it.
    #expect(assets.first { $0.id.text == "shot[sku=NW-005]" }?.cell?.row?.line == 7)
    let model = profile == "final" ? "grok-imagine-image-2.0" : "grok-imagine-image"
    #expect(mug?.model == model)
  }
}
