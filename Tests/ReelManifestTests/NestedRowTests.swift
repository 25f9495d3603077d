import ReelBasics
import Testing

@testable import ReelManifest

/// JSON, NDJSON, YAML and lists in the manifest: what is read, and what is refused where.
@Suite struct NestedRowTests {
  static let good: [(name: String, text: String, cells: [[String]])] = [
    ("data.json", "[]", [[]]),
    ("data.json", " [ { } ] ", [[], []]),
    (
      "data.json", #"[{"sku": "m-1", "n": 1.10}, {"sku": "t-1", "big": true, "n": -0}]"#,
      [["sku", "n", "big"], ["m-1", "1.10", ""], ["t-1", "-0", "true"]]
    ),
    (
      "data.json", #"[{"a": null, "b": false, "c": 1E+2, "d": 12345678901234567890, "e": 0.5e-7}]"#,
      [["a", "b", "c", "d", "e"], ["", "false", "1E+2", "12345678901234567890", "0.5e-7"]]
    ),
    (
      "data.json", #"[{"dims": {"width": 3, "in": {"x": "y"}}, "dims.height": 4, "none": {}}]"#,
      [["dims.width", "dims.in.x", "dims.height"], ["3", "y", "4"]]
    ),
    (
      "data.json", #"[{"a": 1}, {"a": {"b": 2}}]"#, [["a", "a.b"], ["1", ""], ["", "2"]]
    ),
    (
      "data.json", #"[{"a": "\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\ud83d\ude00 é😀"}]"#,
      [["a"], ["\"\\/\u{8}\u{C}\n\r\té😀😀 é😀"]]
    ),
    ("data.json", "\u{FEFF}[\r\n\t{\"a\"\t:\"b\"}\r]", [["a"], ["b"]]),
    ("data.ndjson", "{\"a\": 1}\n\n  {\"b\": \"x\"} \r\n", [["a", "b"], ["1", ""], ["", "x"]]),
    ("data.JSONL", "\u{FEFF}{\"a\": 1}", [["a"], ["1"]]),
    (
      "data.yaml",
      """
      - {sku: m-1, price: 1.10, yes: no, size: 16:9}
      - sku: '007'
        text: |
          one
          two
        dims: {width: 3}
        none: ~
        other:
      """,
      [
        ["sku", "price", "yes", "size", "text", "dims.width", "none", "other"],
        ["m-1", "1.10", "no", "16:9", "", "", "", ""],
        ["007", "", "", "", "one\ntwo\n", "3", "", ""],
      ]
    ),
    (
      "data.yml", "- &a {x: 1, y: 'null'}\n- <<: *a\n  x: 2\n- *a\n",
      [["x", "y"], ["1", "null"], ["2", "null"], ["1", "null"]]
    ),
    ("data.yaml", "[]", [[]]),
  ]

  @Test(arguments: good)
  func `rows of mappings are read`(name: String, text: String, cells: [[String]]) {
    let reading = RowReading(text, as: name)
    #expect(reading.cells == cells)
    #expect(reading.findings == [], "\(reading.messages)")
  }

  static let bad: [(name: String, text: String, findings: [String])] = [
    // The root.
    ("data.json", #"{"rows": []}"#, ["rows.value 1:1"]),
    ("data.json", "  12", ["rows.value 1:3"]),
    ("data.json", "[{}] x", ["rows.syntax 1:6"]),
    ("data.json", "[{}\n", ["rows.syntax 2:1"]),
    ("data.json", "[", ["rows.syntax 1:2"]),
    ("data.json", "[{},\n]", ["rows.syntax 2:1"]),
    ("data.json", "[{} {}]", ["rows.syntax 1:5"]),
    // Rows: all of them.
    (
      "data.json", "[1, {\"ä\": [1, {\"b\": []}], \"b\": []},\n \"x\", [{}], null]",
      [
        "rows.value 1:2", "rows.value 1:11", "rows.value 1:32", "rows.value 2:2", "rows.value 2:7",
        "rows.value 2:13",
      ]
    ),
    ("data.json", #"[{"a": 1, "a": 2}]"#, ["rows.duplicate-column 1:11"]),
    (
      "data.json", #"[{"a": {"b": 1}, "a.b": 2, "a": {"b": 3}}]"#,
      ["rows.duplicate-column 1:18", "rows.duplicate-column 1:34"]
    ),
    (
      "data.json", #"[{"": 1, "index": 2, "a": {"}": 3}, "\u0000": 4}]"#,
      ["rows.column 1:3", "rows.column 1:10", "rows.column 1:28", "rows.control-character 1:38"]
    ),
    // Syntax: the first mistake.
    ("data.json", "[{a: 1}]", ["rows.syntax 1:3"]),
    ("data.json", "[{'a': 1}]", ["rows.syntax 1:3"]),
    ("data.json", "[{\"a\" 1}]", ["rows.syntax 1:7"]),
    ("data.json", "[{\"a\": 1,}]", ["rows.syntax 1:10"]),
    ("data.json", "[{\"a\": 1]", ["rows.syntax 1:9"]),
    ("data.json", "[{\"a\": }]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": yes}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": True}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": NaN}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": 01}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": +1}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": .5}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": 1.}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": 1e}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": 1.2.3}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": -}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": 1} // x\n]", ["rows.syntax 1:11"]),
    ("data.json", "[{\"a\": \"x\n\"}]", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": \"x\t\"}]", ["rows.syntax 1:10"]),
    ("data.json", "[{\"a\": \"x", ["rows.syntax 1:8"]),
    ("data.json", "[{\"a\": \"x\\", ["rows.syntax 1:10"]),
    ("data.json", "[{\"a\": \"é\\x\"}]", ["rows.syntax 1:10"]),
    ("data.json", "[{\"a\": \"\\u12\"}]", ["rows.syntax 1:9"]),
    ("data.json", "[{\"a\": \"\\u+123\"}]", ["rows.syntax 1:9"]),
    ("data.json", "[{\"a\": \"\\ud83d\"}]", ["rows.syntax 1:9"]),
    ("data.json", "[{\"a\": \"\\ud83d\\u0041\"}]", ["rows.syntax 1:9"]),
    ("data.json", "[{\"a\": \"\\ude00\\ud83d\"}]", ["rows.syntax 1:9"]),
    ("data.json", "[{\"a\": \"x\\u0000\"}]", ["rows.control-character 1:10"]),
    ("data.json", "", ["file.empty place"]),
    // Lines: each by itself.
    (
      "data.ndjson", "{\"a\": 1}\n{\"a\": }\n\n[1]\n{\"a\":\n1}\n{\"a\": 2} {}\n",
      [
        "rows.syntax 2:7", "rows.value 4:1", "rows.syntax 5:6", "rows.value 6:1",
        "rows.syntax 6:2", "rows.syntax 7:10",
      ]
    ),
    // YAML.
    ("data.yaml", "a: 1\n", ["rows.value 1:1"]),
    (
      "data.yaml", "- a: [1]\n- 5\n- [x]\n", ["rows.value 1:6", "rows.value 2:3", "rows.value 3:3"]
    ),
    (
      "data.yaml", "- a: 1\n  a: 2\n- {b.c: 1, b: {c: 2}}\n",
      ["yaml.duplicate-key 2:3 note 1:3", "rows.duplicate-column 3:16"]
    ),
    ("data.yaml", "- index: 1\n  '': 2\n", ["rows.column 1:3", "rows.column 2:3"]),
    ("data.yaml", "- a: \"x\\0\"\n", ["rows.control-character 1:6"]),
    ("data.yaml", "- a: !x 1\n- ? [b]\n  : 2\n", ["yaml.tag 1:6", "yaml.key-not-text 2:5"]),
    ("data.yaml", "- a: 1\n---\n- a: 2\n", ["yaml.second-document 2:1"]),
    ("data.yaml", "- a: b: c\n", ["yaml.syntax 1:7"]),
    ("data.yaml", "# nothing\n", ["file.empty -"]),
  ]

  @Test(arguments: bad)
  func `what is wrong with mappings is said`(name: String, text: String, findings: [String]) {
    let reading = RowReading(text, as: name)
    #expect(reading.findings == findings, "\(text): \(reading.messages)")
    #expect(reading.table == nil)
  }

  private func inline(_ text: String, key: String? = nil) -> (RowTable?, DiagnosticCollector) {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "test.yaml", bytes: Array(text.utf8))
    guard let document = YAMLParser(source: source, diagnostics: diagnostics).parse(),
      let rows = document.root["rows"]
    else { return (nil, diagnostics) }
    let reader = RowReader(files: NoFiles(), diagnostics: diagnostics)
    return (reader.read(rows, key: key), diagnostics)
  }

  /// A list in the manifest needs no file.
  private struct NoFiles: FileReader {
    func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] { throw .missing }
    func isRegularFile(_ path: String) -> Bool { false }
  }

  @Test func `a list in the manifest is read in its place`() throws {
    let (table, diagnostics) = inline("rows:\n  - {sku: m-1, n: 1.10}\n  - sku: t-1\n", key: "sku")
    let rows = try #require(table)
    #expect(rows.columns == ["sku", "n"])
    #expect(rows.rows.map(\.values) == [["m-1", "1.10"], ["t-1", ""]])
    #expect(rows.rows.map(\.location.description) == ["test.yaml:2:5", "test.yaml:3:5"])
    #expect(rows.columnLocations.map(\.description) == ["test.yaml:2:6", "test.yaml:2:16"])
    #expect(diagnostics.sorted == [])
    let (none, findings) = inline("rows: {file: [x]}\n")
    #expect(none == nil)
    #expect(findings.sorted.map { $0.code } == [.rowsValue])
    #expect(inline("rows: []\n", key: "sku").0?.rows.isEmpty == true)
  }
}
