import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// A few words can ask for any amount of text: what assets have beyond what is written is counted.
@Suite struct AssetRoomTests {
  private static let long = String(repeating: "x", count: 2048)
  /// As long as YAML takes before a colon.
  private static let key = String(repeating: "k", count: 1000)
  private static let many = (0..<500).map { "t\($0)" }.joined(separator: ", ")

  /// Loads with room for 64 KiB.
  private func load(_ text: String) -> LoadedManifest {
    var limits = YAMLLimits()
    limits.assetBytes = 64 * 1024
    return LoadedManifest(
      bytes: Array(("version: 1\n" + text).utf8),
      files: InMemoryFileReader(texts: [
        "/project/same.txt": Self.long, "/project/own.txt": "${n} \(Self.long)",
        "/project/logo.png": "",
      ]), limits: limits)
  }

  private func numbers(_ count: Int) -> String {
    (0..<count).map { "\($0)" }.joined(separator: ", ")
  }

  /// What is repeated in each of 100 cells, and how it is where nothing is put in.
  private static let keys: [(own: String, same: String)] = [
    ("prompt: \"${n} \(long)\"", "prompt: \"\(long)\""),
    ("prompt: {file: own.txt}", "prompt: {file: same.txt}"),
    ("{prompt: p, description: \"${n} \(long)\"}", "{prompt: p, description: \"\(long)\"}"),
    ("{prompt: p, tags: [\"${n}\", \(many)]}", "{prompt: p, tags: [\(many)]}"),
    ("{prompt: p, extra: {q: [\"${n}\", \(many)]}}", "{prompt: p, extra: {q: [\(many)]}}"),
    ("{prompt: p, extra: {\"\(key)\": \"${n}\"}}", "{prompt: p, extra: {\"\(key)\": 1}}"),
  ]

  private func cells(_ keys: String) -> LoadedManifest {
    let own = keys.hasPrefix("{") ? String(keys.dropFirst().dropLast()) : keys
    return load("assets:\n  it: {matrix: {n: [\(numbers(100))]}, generate: image, \(own)}\n")
  }

  @Test(arguments: keys.map { $0.own })
  func `what cells have each for itself ends at its limit`(keys: String) {
    let loaded = cells(keys)
    #expect(loaded.findings == ["matrix.too-large 3:3"])
    let message = loaded.diagnostics.first?.message ?? ""
    #expect(message.contains("64 KiB") && message.contains("of the 100 cells of 'it'"))
    #expect((2..<80).contains(loaded.manifest?.assets.count ?? 0))
  }

  @Test(arguments: keys.map { $0.same })
  func `what is the same in all cells does not count for each`(keys: String) {
    let loaded = cells(keys)
    #expect(loaded.findings == [])
    let assets = loaded.manifest?.assets ?? []
    #expect(assets.count == 100)
    #expect(Set(assets.map(\.prompt)).count == 1 && Set(assets.map(\.tags)).count == 1)
    #expect(Set(assets.map(\.extra)).count == 1 && Set(assets.map(\.description)).count == 1)
  }

  @Test func `a text counts once, wherever it is put together`() {
    let counts = ["{prompt: p, description: WORDS}", "{prompt: p, extra: {q: WORDS}}"].map { keys in
      cells(keys.replacing("WORDS", with: "\"${n} \(Self.long)\"")).manifest?.assets.count ?? 0
    }
    #expect(counts[0] > 10 && abs(counts[0] - counts[1]) <= 3, "\(counts)")
  }

  @Test func `after one asset went past the limit, no others do`() {
    let own = "{matrix: {n: [\(numbers(100))]}, generate: image, prompt: \"${n} \(Self.long)\"}"
    let loaded = load("assets:\n  a: \(own)\n  b: \(own)\n")
    #expect(loaded.findings == ["matrix.too-large 3:3"])
  }

  @Test(
    arguments: [
      // What is put in, and what layers of defaults say.
      ("variables: {v: \(long)}", "description: \"${v}\"", true),
      ("variables: {v: \(long)}", "tags: [\"${v}\"]", true),
      ("defaults: {image: {extra: {q: [\(many)]}}}", "extra: {own: 1}", true),
      ("defaults: {image: {extra: {q: [\(many)]}}}", "count: 1", false),
      ("", "description: \(long)", false), ("", "extra: {q: [\(many)]}", false),
    ] as [(String, String, Bool)])
  func `what is put into assets ends at the limit`(head: String, keys: String, isTooMuch: Bool) {
    let assets = (0..<100).map { "  a\($0): {generate: image, prompt: p, \(keys)}\n" }
    let loaded = load("\(head)\nassets:\n\(assets.joined())")
    let expected: [DiagnosticCode] = isTooMuch ? [.yamlTooLarge] : []
    #expect(loaded.diagnostics.map(\.code) == expected)
  }

  // MARK: Matrices

  @Test(
    arguments: [
      // The names of cells, and values that 'include' gives to all.
      ("a: [\(long)], b: [NUMBERS]", "3:16"), ("NAME: [NUMBERS]", "3:16"),
      ("a: [NUMBERS], include: [{FIELDS}]", "INCLUDE"),
      ("a: [\(String(repeating: long, count: 17))]", "3:21"),
      ("a: [x], include: [{a: \(String(repeating: long, count: 17))}]", "3:35"), ("AXES", "3:16"),
    ] as [(String, String)])
  func `a matrix is as small as may be`(matrix: String, place: String) {
    let fields = (0..<20).map { "f\($0): x" }.joined(separator: ", ")
    let axes = (0...100).map { "a\($0): [x]" }.joined(separator: ", ")
    let text = matrix.replacing("NUMBERS", with: numbers(100)).replacing("NAME", with: Self.key)
      .replacing("FIELDS", with: fields).replacing("AXES", with: axes)
    let line = "  it: {matrix: {\(text)}, generate: image, prompt: p}"
    let include = line.firstRange(of: "{f0").map { line[..<$0.lowerBound].count + 1 } ?? 0
    let loaded = load("assets:\n\(line)\n")
    #expect(
      loaded.findings == [
        "matrix.too-large \(place.replacing("INCLUDE", with: "3:\(include)"))"
      ])
  }

  @Test(arguments: [
    ("variables: {? LONG : {a: 1, b: 2}}", "2:15"), ("variables: {a: {? LONG : 1}}", "2:19"),
    ("variables: {HALF: {HALF: {HALF: 1}}}", "2:616"), ("variables: {? LONG : 1}", "2:15"),
    ("assets: {x: {matrix: {? LONG : [1]}, generate: image, prompt: p}}", "2:25"),
    ("assets: {x: {matrix: {a: [{? LONG : 1}]}, generate: image, prompt: p}}", "2:30"),
  ])
  func `a name is as short as columns have it`(text: String, place: String) {
    let name = String(repeating: "n", count: 1025)
    let half = String(repeating: "n", count: 600)
    let assets = text.hasPrefix("assets") ? "" : "\nassets: {x: {generate: image, prompt: p}}"
    let loaded = load(
      text.replacing("LONG", with: name).replacing("HALF", with: half) + assets)
    #expect(loaded.findings == ["manifest.bad-name \(place)"])
    #expect(loaded.diagnostics.first?.message.contains("1024 bytes") == true)
  }
}
