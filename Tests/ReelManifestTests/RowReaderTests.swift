import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// What all data files have in common: their names, keys, places and limits.
@Suite(.timeLimit(.minutes(10))) struct RowReaderTests {
  static let keys: [(name: String, text: String, key: String, findings: [String])] = [
    ("data.csv", "sku,title\nm-1,Mug\nt-1,Mug\n", "sku", []),
    ("data.csv", "sku,title\nm-1,Mug\n", "skuu", ["rows.key place"]),
    ("data.csv", "sku,title\n", "id", ["rows.key place"]),
    (
      "data.csv", "sku,title\nm-1,Mug\n,Tee\n\n\"\",Cap\n", "sku", ["rows.key 3:1", "rows.key 5:1"]
    ),
    (
      "data.csv", "sku,title\nm-1,\"Mug\nsmall\"\nt-1,Tee\nm-1,Cap\nm-1,Bag\n", "sku",
      // The rows of one key are one mistake.
      ["rows.duplicate-key 5:1 note 2:1"]
    ),
    (
      "data.csv", "sku\na\nb\na\nb\n", "sku",
      ["rows.duplicate-key 4:1 note 2:1", "rows.duplicate-key 5:1 note 3:1"]
    ),
    ("data.json", "[]", "sku", []),
    (
      "data.json", #"[{"sku": 1}, {"sku": "1"}, {}, {"sku": null}]"#, "sku",
      ["rows.duplicate-key 1:14 note 1:2", "rows.key 1:28", "rows.key 1:32"]
    ),
    (
      "data.yaml", "- dims: {w: 1}\n- {dims: {w: 2}}\n- dims: {w: 01}\n", "dims.w", []
    ),
    ("data.yaml", "- {a: x}\n- {a: x}\n", "a", ["rows.duplicate-key 2:3 note 1:3"]),
  ]

  @Test(arguments: keys)
  func `a key is there, is filled, and differs`(
    name: String, text: String, key: String, findings: [String]
  ) {
    let reading = RowReading(text, as: name, key: key)
    #expect(reading.findings == findings, "\(reading.messages)")
    #expect((reading.table == nil) == !findings.isEmpty)
  }

  @Test func `a key that is not there names the nearest`() {
    let reading = RowReading("sku,title\nm-1,Mug\n", as: "data.csv", key: "skuu")
    #expect(
      reading.diagnostics.map(\.message)
        == ["'data.csv' has no column 'skuu'; did you mean 'sku'?"])
    #expect(reading.diagnostics.map(\.help) == ["its columns are 'sku', 'title'"])
  }

  @Test func `files that cannot be read are said at the manifest's node`() {
    #expect(RowReading("a\n1\n", as: "data").findings == ["rows.format place"])
    #expect(RowReading("a\n1\n", as: "data.csv/data").findings == ["rows.format place"])
    #expect(RowReading("a\n1\n", as: "data.txt").diagnostics.map(\.help) == [nil])
    #expect(
      RowReading("a\n1\n", as: "data.XLSX").diagnostics.map(\.help)
        == ["save the sheet as CSV in UTF-8"])
    let diagnostics = DiagnosticCollector()
    let reader = RowReader(files: InMemoryFileReader(), diagnostics: diagnostics)
    let place = SourceText(name: "test.yaml", bytes: []).location(line: 2, scalar: 8)
    #expect(reader.read(path: "/x/a.csv", written: "a.csv", key: nil, place: place) == nil)
    #expect(diagnostics.sorted.map(\.message) == ["the data file 'a.csv' does not exist"])
    #expect(diagnostics.sorted.map(\.location) == [place])
  }

  @Test func `rows and columns know where they stand`() throws {
    let csv = try #require(RowReading("\n a,b\n\n1,\"x\ny\"\n3,4\n", as: "data.csv").table)
    #expect(csv.rows.map(\.location.description) == ["data.csv:4:1", "data.csv:6:1"])
    #expect(csv.rows.map(\.location.text) == ["1,\"x", "3,4"])
    #expect(csv.columnLocations.map(\.description) == ["data.csv:2:1", "data.csv:2:4"])
    let text = "[{\"é\": \"👩‍👩‍👧\"}, {\"é\": 1},\n  {\"b\": 1}]"
    let json = try #require(RowReading(text, as: "data.json").table)
    #expect(
      json.rows.map(\.location.description)
        == ["data.json:1:2", "data.json:1:14", "data.json:2:3"])
    #expect(json.columnLocations.map(\.description) == ["data.json:1:3", "data.json:2:4"])
    let yaml = try #require(RowReading("\u{FEFF}[{é: 👩‍👩‍👧}, {é: 1}]", as: "data.yaml").table)
    #expect(yaml.rows.map(\.location.description) == ["data.yaml:1:2", "data.yaml:1:10"])
  }

  @Test func `rows on one long line have their columns`() throws {
    let list = "[" + (0..<2000).map { "{\"n\": \($0)}" }.joined(separator: ",") + "]"
    let rows = try #require(RowReading(list, as: "data.json").table).rows
    #expect(rows[1999].location.column == 2 + 10 * 9 + 90 * 10 + 900 * 11 + 999 * 12)
  }

  // MARK: Limits

  private func limits(_ change: (inout RowLimits) -> Void) -> RowLimits {
    var limits = RowLimits()
    change(&limits)
    return limits
  }

  @Test func `too much is said`() {
    let csv = "a,b\n1,2\n3,4\n"
    let json = #"[{"a": 1, "b": 2}, {"a": 3}]"#
    let yaml = "- {a: 1, b: 2}\n- {a: 3}\n"
    let bytes = limits { $0.bytes = 11 }
    #expect(RowReading(csv, as: "x.csv", limits: bytes).findings == ["file.too-large place"])
    let rows = limits { $0.rows = 1 }
    #expect(RowReading(csv, as: "x.csv", limits: rows).findings == ["rows.too-large 3:1"])
    #expect(RowReading(json, as: "x.json", limits: rows).findings == ["rows.too-large 1:20"])
    #expect(RowReading(yaml, as: "x.yaml", limits: rows).findings == ["rows.too-large 2:3"])
    let columns = limits { $0.columns = 1 }
    #expect(RowReading(csv, as: "x.csv", limits: columns).findings == ["rows.too-large 1:3"])
    #expect(RowReading(json, as: "x.json", limits: columns).findings == ["rows.too-large 1:11"])
    #expect(RowReading(yaml, as: "x.yaml", limits: columns).findings == ["rows.too-large 1:10"])
    let cells = limits { $0.cells = 3 }
    #expect(RowReading(csv, as: "x.csv", limits: cells).findings == ["rows.too-large 3:1"])
    #expect(RowReading(json, as: "x.json", limits: cells).findings == ["rows.too-large 1:20"])
    let cell = limits { $0.cellBytes = 4 }
    #expect(RowReading("a\n12345\n", as: "x.csv", limits: cell).findings == ["rows.too-large 2:1"])
    let name = limits { $0.nameBytes = 4 }
    #expect(RowReading("abcde\n1\n", as: "x.csv", limits: name).findings == ["rows.too-large 1:1"])
    for limits in [rows, columns, cells] {
      #expect(RowReading(csv, as: "x.csv", limits: limits).table == nil)
      #expect(RowReading(json, as: "x.json", limits: limits).table == nil)
    }
  }

  @Test func `what repeats without end is said`() {
    let deep = String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100)
    #expect(RowReading("[\(deep)]", as: "x.json").findings == [])
    #expect(RowReading("[{\"a\": \(deep)}]", as: "x.json").findings == ["rows.too-large 1:503"])
    let lists = String(repeating: "[", count: 100_000)
    #expect(RowReading("[{\"a\": \(lists)", as: "x.json").findings == ["rows.too-large 1:107"])
    // Mappings that only aliases put inside each other.
    var chain = "- &a0 {x: 1}\n"
    for number in 1...120 { chain += "- &a\(number) {y: *a\(number - 1)}\n" }
    #expect(RowReading(chain, as: "x.yaml").findings.prefix(1) == ["rows.too-large 101:3"])
    // A text that aliases repeat.
    let long = String(repeating: "x", count: 1000)
    let repeated = "- &a {t: \(long)}\n" + String(repeating: "- *a\n", count: 20)
    let limits = limits { $0.bytes = 10_000 }
    #expect(RowReading(repeated, as: "x.yaml", limits: limits).findings == ["rows.too-large 11:3"])
  }

  @Test func `findings end where nobody reads them`() {
    let text = "a,b\n" + String(repeating: "1\n", count: 5000)
    #expect(RowReading(text, as: "x.csv").findings.count == DiagnosticCollector.mostKept)
  }

  @Test func `a hundred thousand rows are no trouble`() throws {
    let line = (0..<10).map { "value \($0) of it" }.joined(separator: ",")
    let header = (0..<10).map { "c\($0)" }.joined(separator: ",")
    let text = header + "\n" + String(repeating: line + "\n", count: 100_000)
    let table = try #require(RowReading(text, as: "x.csv").table)
    #expect(table.rows.count == 100_000 && table.rows[99_999].values[9] == "value 9 of it")
    #expect(table.rows[99_999].location.line == 100_001)
  }
}
