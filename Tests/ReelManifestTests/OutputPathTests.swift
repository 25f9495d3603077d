import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

@Suite struct OutputPathTests {
  /// The paths of all variants of an asset with this `output`, where the provider sends JPEG or MP4.
  private func paths(
    _ output: String?, count: Int = 1, medium: String = "image", value: String = ""
  ) -> [String] {
    let written = output.map { ", output: " + JSONValue.string($0).canonical } ?? ""
    let many = count > 1 ? ", count: \(count)" : ""
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {v: \(JSONValue.string(value).canonical)}
      assets: {a.b: {generate: \(medium), prompt: A\(written)\(many)}}
      """)
    #expect(loaded.faults == [])
    guard let asset = loaded.manifest?.assets.first else { return [] }
    return (1...count).map {
      asset.output.path(variant: $0, of: count, format: medium == "image" ? "jpg" : "mp4")
    }
  }

  @Test func `an output has the id's name, or its own`() {
    #expect(paths(nil) == ["a.b.jpg"])
    #expect(paths(nil, medium: "video") == ["a.b.mp4"])
    #expect(paths(nil, count: 3) == ["a.b-1.jpg", "a.b-2.jpg", "a.b-3.jpg"])
    #expect(paths("kites/red") == ["kites/red.jpg"])
    #expect(paths("kites/red.png") == ["kites/red.png"])
    #expect(paths("kites/red.jpeg") == ["kites/red.jpeg"])
    #expect(paths("kites/Red.WebP") == ["kites/Red.WebP"])
    #expect(paths("kites/red.night") == ["kites/red.night.jpg"])
    #expect(paths("v1.2/red") == ["v1.2/red.jpg"])
    #expect(paths("red.mp4", medium: "video") == ["red.mp4"])
  }

  @Test func `variants are told apart`() {
    #expect(paths("red.png", count: 2) == ["red-1.png", "red-2.png"])
    #expect(paths("red", count: 2) == ["red-1.jpg", "red-2.jpg"])
    #expect(paths("${index}/red.png", count: 2) == ["1/red.png", "2/red.png"])
    #expect(paths("red-${index}", count: 2) == ["red-1.jpg", "red-2.jpg"])
    #expect(paths("${index}", count: 2) == ["1.jpg", "2.jpg"])
    #expect(paths("${index}-of-${index}.png", count: 2) == ["1-of-1.png", "2-of-2.png"])
    #expect(paths("$${index}.png", count: 2) == ["${index}-1.png", "${index}-2.png"])
  }

  @Test(arguments: [
    ("16:9", "16x9"), ("19.5:9", "19.5x9"), ("Note: this", "Note- this"), ("a:1", "a-1"),
    ("1:a", "1-a"), (":1", "-1"), ("1:", "1-"), ("1:2:3", "1x2x3"),
    ("a/b\\c*d?e\"f<g>h|i", "a-b-c-d-e-f-g-h-i"), ("../../etc", "-..-etc"), ("..", "-"),
    (".hidden", "hidden"), ("", "-"), ("tab\there", "tab-here"), ("zero\u{0}", "zero-"),
    ("Cafe\u{301}", "Caf\u{e9}"), ("çedille 🪁", "çedille 🪁"), ("no", "no"),
    ("\u{85}x", "-x"),
  ])
  func `what is put in is made safe`(value: String, expected: String) {
    // Strings that differ in their bytes only are equal.
    #expect(Array(SafeName.component(value).utf8) == Array(expected.utf8))
  }

  @Test func `what is put in keeps to 200 bytes and whole characters`() {
    #expect(SafeName.component(String(repeating: "x", count: 300)).utf8.count == 200)
    let kites = SafeName.component(String(repeating: "🪁", count: 100))
    #expect(kites == String(repeating: "🪁", count: 50))
    let family = SafeName.component(String(repeating: "👩‍👩‍👧‍👦", count: 20))
    #expect(family == String(repeating: "👩‍👩‍👧‍👦", count: 8))
  }

  @Test func `a value never makes a folder`() {
    #expect(paths("x/${v}.png", value: "a/../../b") == ["x/a-..-..-b.png"])
    #expect(paths("${v}", value: "/etc/passwd") == ["-etc-passwd.jpg"])
    #expect(paths("${v}.png", value: "16:9") == ["16x9.png"])
  }

  @Test func `an extension may come from a value`() {
    #expect(paths("red.${v}", value: "png") == ["red.png"])
    #expect(paths("red${v}", value: "-x.png") == ["red-x.png"])
  }

  @Test func `an id that is too long for a file's name is found`() {
    let id = String(repeating: "a", count: 300)
    let loaded = LoadedManifest("version: 1\nassets:\n  \(id): {generate: image, prompt: A}\n")
    #expect(loaded.findings == ["output.path 3:3"])
    #expect(loaded.diagnostics.first?.message.contains("more than 255 bytes") == true)
    let named = "version: 1\nassets:\n  \(id): {generate: image, prompt: A, output: short}\n"
    #expect(LoadedManifest(named).findings == [])
  }

  @Test(arguments: [".png", "kites/.png", "kites/.PNG", ".jpeg"])
  func `a name stands before the extension`(output: String) {
    let loaded = LoadedManifest(
      "version: 1\nassets: {a: {generate: image, prompt: A, output: \(output)}}")
    #expect(loaded.findings == ["output.path 2:50"])
  }

  @Test(arguments: [
    ("x.png", "x.png.xmp/y.png", "X.png.XMP/y.png"), ("x", "x.jpg.xmp/y", "x.webp.xmp/deep/y.png"),
    ("x.png.xmp/y.png", "x.png", "X.png"),
  ])
  func `a file beside an output has its place, too`(first: String, second: String, third: String) {
    for other in [second, third] {
      let assets = """
        assets:
          a: {generate: image, prompt: A, output: \(first)}
          b: {generate: image, prompt: B, output: \(other)}
        """
      let beside = LoadedManifest("version: 1\nprovenance: {sidecar: true}\n" + assets)
      #expect(beside.findings == ["output.collision 5:3"])
      #expect(LoadedManifest("version: 1\n" + assets).findings == [])
    }
  }

  @Test func `a file beside an output is not written over an input`() {
    let text = """
      version: 1
      output: out
      provenance: {sidecar: true}
      assets: {a: {edit: {file: out/x.png.xmp, medium: image}, prompt: A, output: x.png}}
      """
    let loaded = LoadedManifest(
      text, files: InMemoryFileReader(texts: ["/project/out/x.png.xmp": ""]))
    #expect(loaded.findings == ["output.overwrites-input 4:10"])
  }

  @Test func `what many cells write is said once`() throws {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        card: {matrix: {n: [1, 2, 3, 4, 5]}, generate: image, prompt: "${n}", output: card.png}
        two: {matrix: {n: [1, 2]}, generate: image, prompt: "${n}", output: "two-${n}.png"}
        also: {matrix: {n: [1, 2]}, generate: image, prompt: "${n}", output: "two-${n}.png"}
      """)
    #expect(loaded.findings == ["output.collision 3:3", "output.collision 5:3"])
    let notes = loaded.diagnostics.map { $0.notes.map(\.message) }
    try #require(notes.count == 2)
    #expect(notes[0] == ["the other is here", "and 3 more like it"])
    #expect(notes[1] == ["the other is here", "and 1 more like it"])
  }
}
