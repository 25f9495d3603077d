import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Letters that join the one before them, as skin tones and accents do: behind a separator they make no
/// other letter of it.
@Suite struct JoinedLetterTests {
  static let marks = ["\u{1F3FB}", "\u{301}", "\u{200D}", "\u{FE0F}"]

  private func load(_ output: String, head: String = "") -> LoadedManifest {
    LoadedManifest(
      """
      version: 1
      \(head)
      assets: {a: {generate: image, prompt: A, output: "\(output)"}}
      """)
  }

  @Test(arguments: marks)
  func `an output directory does not lead out`(mark: String) {
    for path in ["../\(mark)evil", "/\(mark)evil", "a/../\(mark)evil", "\(mark)a/../../b"] {
      let loaded = load("a.png", head: "output: \"\(path)\"")
      #expect(loaded.findings == ["manifest.output-directory 2:9"], "\(path)")
    }
    let within = load("a.png", head: "output: \"\(mark)a/./\(mark)b/\"")
    #expect(within.findings == [])
    let path = within.manifest?.output ?? ""
    #expect(path.hasBytes(of: "\(mark)a/\(mark)b"))
  }

  @Test(arguments: marks)
  func `an output does not lead out of its directory`(mark: String) {
    let paths = [
      "../\(mark)k.png", "/\(mark)k.png", "a/../\(mark)k.png", "./\(mark)k.png", "a//\(mark)k.png",
      "a/\(mark)/", ".reel/\(mark)k.png",
    ]
    for path in paths {
      #expect(load(path).findings == ["output.path 3:50"], "\(path)")
    }
  }

  @Test(arguments: marks)
  func `an output keeps its bytes`(mark: String) throws {
    let asset = try #require(load("a/\(mark)k\u{600}.png").asset("a"))
    let first = asset.output.path(variant: 1, of: 1, format: "")
    #expect(first.hasBytes(of: "a/\(mark)k\u{600}.png"))
    let second = asset.output.path(variant: 2, of: 2, format: "")
    #expect(second.hasBytes(of: "a/\(mark)k\u{600}-2.png"))
  }

  @Test(arguments: marks)
  func `a file and a folder of one name are found`(mark: String) {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        a: {generate: image, prompt: A, output: "k.png"}
        b: {generate: image, prompt: B, output: "k.png/\(mark)b.png"}
      """)
    #expect(loaded.findings == ["output.collision 4:3"])
  }

  @Test(arguments: marks)
  func `the name of a cell is read as it is written`(mark: String) throws {
    let values = ["", "a", "[", "]", "=", ",", "%", "#", "\u{600}"].map { "\($0)\(mark)" }
    for value in values {
      let name = CellName(
        asset: "hand",
        axes: [.init(name: "b", value: value), .init(name: "tone", value: value)])
      #expect(CellName(name.text) == name, "\(name.text)")
      let reference = try #require(ReferenceName(name.text + "#2"))
      #expect(reference.cell == name && reference.variant == "2", "\(name.text)")
    }
  }

  @Test(arguments: marks)
  func `a reference names a cell`(mark: String) {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        hand: {matrix: {b: [x, "\(mark)"], tone: ["\(mark)"]}, generate: image, prompt: "${b} ${tone}"}
        wave: {edit: "hand[tone=\(mark),b=\(mark)]", prompt: It waves}
      """)
    #expect(loaded.findings == [])
    #expect(loaded.asset("wave")?.inputs.count == 1)
    #expect(loaded.asset("hand[b=\(mark),tone=\(mark)]") != nil)
  }

  @Test(arguments: marks)
  func `paths and addresses are told by their bytes`(mark: String) {
    #expect("a/\(mark)k.mp4".mediumByExtension == .video)
    #expect("a.png/\(mark)k".mediumByExtension == nil)
    #expect("https://a.example/k.png?\(mark).mp4".mediumOfURL == .image)
    #expect("data:\(mark)".isURL && !"a/\(mark):b".isURL)
    #expect(RowFormat(path: "a/\(mark)k.csv") == .csv)
    #expect(RowFormat(path: "a.csv/\(mark)k") == nil)
    #expect(VariableScope.isOpened(in: "a ${\(mark)}") && !VariableScope.isOpened(in: "$\(mark){}"))
  }

  @Test func `two spellings of a file's name are two inputs`() {
    let spellings = ["caf\u{e9}.png", "cafe\u{301}.png"]
    let files = spellings.map { InputTarget.file(path: "/\($0)") }
    let addresses = spellings.map { InputTarget.url("https://a/\($0)") }
    #expect(Set(files + addresses + files).count == 4)
  }
}
