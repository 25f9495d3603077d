import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Manifests and data files that ask for too much in few words: each is refused before it
/// takes long, or much memory: a way that does would end at the time limit, if not before.
@Suite(.timeLimit(.minutes(10))) struct HostileManifestTests {
  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  // MARK: References

  /// Two assets without a common axis, of which the second takes the first in some way.
  private func fan(_ cells: Int, _ taking: String, model: String = "grok-imagine-image") -> String {
    let numbers = (0..<cells).map { "\($0)" }.joined(separator: ", ")
    return """
      version: 1
      assets:
        still: {matrix: {shot: [\(numbers)]}, generate: image, prompt: "${shot}"}
        done: {matrix: {tone: [\(numbers)]}, \(taking), prompt: "${tone}", model: \(model)}
      """
  }

  @Test func `more cells than a model takes are counted, not gathered`() {
    let loaded = LoadedManifest(fan(1500, "edit: still"))
    #expect(loaded.findings == ["reference.count 4:\(fanColumn(1500))"])
    let message = loaded.diagnostics.first?.message ?? ""
    #expect(message.contains("at most") && message.contains("not 1500"), "\(message)")
    #expect((loaded.asset("done[tone=7]")?.inputs.count ?? 0) < 20)
  }

  /// Where `still` stands that is edited.
  private func fanColumn(_ cells: Int) -> Int {
    let line = fan(cells, "edit: still").split(separator: "\n")[3]
    let before = line[..<(line.firstRange(of: "edit: ")?.upperBound ?? line.endIndex)]
    return before.count + 1
  }

  @Test(arguments: [
    ("needs: [still], generate: image", "grok-imagine-image"), ("edit: still", "grok-future-9"),
  ])
  func `a manifest links its cells so often and no more`(taking: String, model: String) {
    let loaded = LoadedManifest(fan(1500, taking, model: model))
    #expect(loaded.diagnostics.contains { $0.code == .referenceCount })
    #expect(loaded.diagnostics.contains { $0.message.contains("2000000") })
    let links = loaded.manifest?.assets.map { $0.inputs.count + $0.needs.count } ?? []
    #expect(links.reduce(0, +) <= 2_000_000)
  }

  // MARK: Lines

  @Test func `where things stand in one very long line is told at once`() {
    let count = 100_000
    let assets = (0..<count).map { "\"é\($0)\": {generate: image, prompt: Bild \($0)}" }
    let loaded = LoadedManifest("{version: 1, assets: {\(assets.joined(separator: ", "))}}")
    // No name may have such a letter.
    #expect(loaded.findings.count == DiagnosticCollector.mostKept)
    #expect(loaded.findings.first == "manifest.bad-name 1:23")
    let second = 23 + assets[0].count + 2
    #expect(loaded.findings.dropFirst().first == "manifest.bad-name 1:\(second)")
  }

  // MARK: Texts

  @Test func `a text has its limit with all that is put in`() {
    let head = "version: 1\nvariables: {x: \(repeated("x", 1024))}\n"
    func findings(_ count: Int) -> [String] {
      let text = repeated("${x}", count)
      return LoadedManifest(
        head + "assets: {a: {generate: image, prompt: A, description: \"\(text)\"}}"
      ).findings
    }
    #expect(findings(1024) == [])
    #expect(findings(1025) == ["yaml.too-large 3:4152"])
    #expect(findings(200_000) == ["yaml.too-large 3:4152"])
    let files = InMemoryFileReader(texts: ["/project/words.txt": repeated("${x}", 200_000)])
    let loaded = LoadedManifest(
      head + "assets: {a: {generate: image, prompt: {file: words.txt}}}", files: files)
    #expect(loaded.findings == ["yaml.too-large 1:4097"])
    #expect(loaded.diagnostics.first?.location?.file == "words.txt")
  }

  // MARK: Outputs and axes

  @Test func `an output that is refused is not gone through`() {
    let long = repeated("a/", 32_000) + "x.png"
    let loaded = LoadedManifest(
      "version: 1\nassets: {kite: {generate: image, prompt: Kite, output: \(long)}}")
    #expect(loaded.findings.count == 1 && loaded.findings[0].hasPrefix("output.path 2:"))
    #expect(loaded.asset("kite")?.output.written == "kite")
  }

  @Test func `the values of an axis have so many fields and no more`() {
    let values = (0..<3000).map { "{id: v\($0), f\($0): x}" }.joined(separator: ", ")
    let loaded = LoadedManifest(
      "version: 1\nassets: {kite: {matrix: {a: [\(values)]}, generate: image, prompt: Kite}}")
    #expect(loaded.diagnostics.map(\.code) == [.matrixTooLarge])
  }

  @Test func `exclude and include look through the columns of rows once`() {
    let columns = (0..<1000).map { "c\($0)" }.joined(separator: ",")
    let rows = (0..<300).map { row in (0..<1000).map { _ in "\(row)" }.joined(separator: ",") }
    let files = InMemoryFileReader(texts: [
      "/project/rows.csv": ([columns] + rows).joined(separator: "\n") + "\n"
    ])
    let excluded = (0..<299).map { "{c999: \($0)}" }.joined(separator: ", ")
    let tones = (0..<100).map { "\($0)" }.joined(separator: ", ")
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        card:
          matrix:
            rows: rows.csv
            tone: [\(tones)]
            exclude: [\(excluded), {c999: none}]
            include: [{c999: 299, tone: 7, mood: calm}, {c999: none, tone: odd, row: new, mood: x}]
          generate: image
          prompt: Card
          description: "${mood}"
      variables: {mood: usual}
      """, files: files)
    #expect(loaded.findings.count == 1 && loaded.findings[0].hasPrefix("matrix.exclude-nothing 7:"))
    #expect(loaded.manifest?.assets.count == 101)
    #expect(loaded.asset("card[row=300,tone=6]")?.description == "usual")
    #expect(loaded.asset("card[row=300,tone=7]")?.description == "calm")
    #expect(loaded.asset("card[row=new,tone=odd]")?.description == "x")
  }

  // MARK: Places

  @Test func `many separators of lines on one line`() {
    let text = "version: 1\nname: " + repeated("\u{2028}", 200_000)
    let loaded = LoadedManifest(text)
    #expect(loaded.diagnostics.count == DiagnosticCollector.mostKept)
    #expect(loaded.findings.prefix(2) == ["yaml.line-separator 2:7", "yaml.line-separator 2:8"])
  }

  @Test func `many quotes inside fields of one line`() {
    for text in [repeated("a\"b,", 200_000), repeated("\"a\"b,", 200_000)] {
      let reading = RowReading(text + "\n", as: "x.csv")
      #expect(reading.findings.count == DiagnosticCollector.mostKept)
    }
    #expect(
      RowReading("é\"b,a\"b\n", as: "x.csv").findings == ["rows.syntax 1:2", "rows.syntax 1:6"])
  }

  @Test func `many unknown names on one line of a prompt file`() {
    let files = InMemoryFileReader(texts: ["/project/words.txt": repeated("${a}", 100_000)])
    let loaded = LoadedManifest(
      "version: 1\nassets: {kite: {generate: image, prompt: {file: words.txt}}}", files: files)
    #expect(loaded.findings.count == DiagnosticCollector.mostKept)
    #expect(loaded.findings.prefix(2) == ["variable.unknown 1:1", "variable.unknown 1:5"])
  }

  @Test func `many unknown names in one text, and in many on one line`() {
    let many = LoadedManifest(
      "version: 1\nassets: {kite: {generate: image, prompt: \"\(repeated("${a}", 100_000))\"}}")
    #expect(many.findings.count == DiagnosticCollector.mostKept)
    #expect(many.findings.prefix(2) == ["variable.unknown 2:43", "variable.unknown 2:47"])
    let assets = (0..<20_000).map { "a\($0): {generate: image, prompt: \"${a}\"}" }
    let line = LoadedManifest("{version: 1, assets: {\(assets.joined(separator: ", "))}}")
    #expect(line.findings.count == DiagnosticCollector.mostKept)
    #expect(line.findings.first == "variable.unknown 1:54")
  }

  @Test func `a row with many keys that are there already`() {
    let keys = (0..<30_000).map { "a.k\($0): 1" }.joined(separator: ", ")
    let again = (0..<30_000).map { "k\($0): 1" }.joined(separator: ", ")
    var limits = RowLimits()
    limits.columns = 40_000
    let reading = RowReading("- {\(keys), a: {\(again)}}\n", as: "x.yaml", limits: limits)
    #expect(reading.findings.count == DiagnosticCollector.mostKept)
    #expect(reading.findings.allSatisfy { $0.hasPrefix("rows.duplicate-column") })
  }
}
