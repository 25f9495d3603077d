import ReelBasics
import Testing

@testable import ReelManifest

/// CSV and TSV: what is read, and what is refused where.
@Suite struct DelimitedRowTests {
  static let good: [(text: String, cells: [[String]])] = [
    ("sku,title\nm-1,Mug\nt-1,Tee\n", [["sku", "title"], ["m-1", "Mug"], ["t-1", "Tee"]]),
    ("sku,title\nm-1,Mug", [["sku", "title"], ["m-1", "Mug"]]),
    ("sku\n", [["sku"]]),
    ("sku", [["sku"]]),
    // Lines end as they like, blank ones do not count.
    ("a,b\r\n1,2\r\n3,4\r\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
    ("a,b\r1,2\r\r3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
    ("\n \na,b\n\n1,2\n  \t\n\n3,4\n\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
    // Quotes.
    ("a,b\n\"1,5\",\"x\"\n", [["a", "b"], ["1,5", "x"]]),
    ("a,b\n\"5\"\" nails\",\"\"\n", [["a", "b"], ["5\" nails", ""]]),
    ("a,b\n\"\"\"\",\"\"\"\"\"\"\n", [["a", "b"], ["\"", "\"\""]]),
    ("a,b\n\"one\ntwo\",\"one\r\ntwo\"\n", [["a", "b"], ["one\ntwo", "one\ntwo"]]),
    ("\"a\rb\"\r\n\"\r\n\r\"\"\r\"\r\n", [["a\nb"], ["\n\n\"\n"]]),
    ("a\n\"\"\n", [["a"]]),
    // Cells keep their spelling, spaces among it; empty is empty text.
    ("a,b,c\n 1.10 ,007,\n,,0\n", [["a", "b", "c"], [" 1.10 ", "007", ""], ["", "", "0"]]),
    // Rows of nothing do not count, however many fields they have.
    ("a,b\r\n1,2\r\n,\r\n \t,\"\"\r\n", [["a", "b"], ["1", "2"]]),
    ("a;b\n;;;\n1;\n;\n", [["a", "b"], ["1", ""]]),
    ("a,b\nnull,true\n", [["a", "b"], ["null", "true"]]),
    ("größe,名前\n☕️ 5 €,\u{301}x\n", [["größe", "名前"], ["☕️ 5 €", "\u{301}x"]]),
    // Headers: spaces go, but not inside quotes.
    (" sku ,\ttitle,\" x \"\n1,2,3\n", [["sku", "title", " x "], ["1", "2", "3"]]),
    ("\u{FEFF}sku,title\n1,2\n", [["sku", "title"], ["1", "2"]]),
    ("\u{FEFF}\"sku\",title\n1,2\n", [["sku", "title"], ["1", "2"]]),
    // The separator.
    ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
    ("a;b;c, d\n1;2;3\n", [["a", "b", "c, d"], ["1", "2", "3"]]),
    ("a,b;c,d\n1,2,3\n", [["a", "b;c", "d"], ["1", "2", "3"]]),
    ("a,b;c\n1,2\n", [["a", "b;c"], ["1", "2"]]),
    ("\"a;b;c\",d\n1,2\n", [["a;b;c", "d"], ["1", "2"]]),
    ("\"a,b\";c\n1;2\n", [["a,b", "c"], ["1", "2"]]),
    ("a\n1;2\n", [["a"], ["1;2"]]),
  ]

  @Test(arguments: good) func `CSV is read`(text: String, cells: [[String]]) {
    let reading = RowReading(text, as: "data.csv")
    #expect(reading.cells == cells)
    #expect(reading.findings == [], "\(reading.messages)")
  }

  @Test func `TSV is read`() {
    let text = "a\tb,c;d\n1\t\n\t\n\"x\ty\"\t\"z\"\n\t \t\n"
    let reading = RowReading(text, as: "data.TSV")
    #expect(reading.cells == [["a", "b,c;d"], ["1", ""], ["x\ty", "z"]])
    #expect(reading.findings == [])
  }

  static let bad: [(text: String, findings: [String])] = [
    // Counts: all of them, at the first field too many, else at the row.
    (
      "a,b\n1\n1,2\n1,2,3\n\n\"x\ny\"\n",
      ["rows.field-count 2:1", "rows.field-count 4:5", "rows.field-count 6:1"]
    ),
    ("a,b\n1,2,\n", ["rows.field-count 2:5"]),
    // Quotes.
    ("a,b\n1,5\" nails\nx \"y\",2\n", ["rows.syntax 2:4", "rows.syntax 3:3"]),
    ("a,b\n1,\"x\" y\n\"x\"\"\",\"y\"z\n", ["rows.syntax 2:6", "rows.syntax 3:10"]),
    ("a,b\n1, \"x\"\n", ["rows.syntax 2:4"]),
    ("a,b\n1,2\n3,\"x\ny\nz", ["rows.syntax 3:3"]),
    ("a,\"b\n1,2\n", ["rows.syntax 1:3"]),
    // Headers.
    ("a,,b\n1,2,3\n", ["rows.column 1:3"]),
    ("a,\" \",b,\n1,2,3,4\n", ["rows.column 1:3", "rows.column 1:9"]),
    (
      "sku,ä, sku,\"sku\"\n1,2,3,4\n",
      ["rows.duplicate-column 1:7 note 1:1", "rows.duplicate-column 1:12 note 1:1"]
    ),
    (
      "index,rows,include,exclude,Index,a}b\n1,2,3,4,5,6\n",
      [
        "rows.column 1:1", "rows.column 1:7", "rows.column 1:12", "rows.column 1:20",
        "rows.column 1:34",
      ]
    ),
    ("a\tb\n1\t2\n", ["rows.column 1:1"]),
    ("sep=;\na;b;c\n1;2;3\n", ["rows.column 1:6"]),
    // What is no text.
    ("a,b\nä,\u{1}\n", ["rows.control-character 2:3"]),
    ("a,b\n1,\u{0}\n", ["rows.control-character 2:3"]),
    ("\u{FEFF}\u{7F},b\n", ["rows.control-character 1:1"]),
    ("", ["file.empty place"]),
    ("\u{FEFF}\n \t\r\n", ["file.empty place"]),
  ]

  @Test(arguments: bad) func `what is wrong with CSV is said`(text: String, findings: [String]) {
    let reading = RowReading(text, as: "data.csv")
    #expect(reading.findings == findings, "\(reading.messages)")
    #expect(reading.table == nil)
  }

  static let noText: [(bytes: [UInt8], finding: String)] = [
    (Array("a,b\n1,".utf8) + [0xE9, 0x0A], "rows.encoding 2:3"),
    (Array("\u{FEFF}ä".utf8) + [0xC3], "rows.encoding 1:2"),
    // An overlong form, half of a surrogate pair, and what lies past Unicode.
    (Array("a\n".utf8) + [0xC0, 0xAF], "rows.encoding 2:1"),
    (Array("a\n€".utf8) + [0xED, 0xA0, 0x80], "rows.encoding 2:2"),
    (Array("a\n".utf8) + [0xF5, 0x80, 0x80, 0x80], "rows.encoding 2:1"),
    ([0xFF, 0xFE, 0x61, 0x00], "rows.encoding 1:1"),
    ([0xFE, 0xFF, 0x00, 0x61], "rows.encoding 1:1"),
    ([0x61, 0x00, 0x0A, 0x00], "rows.control-character 1:2"),
  ]

  @Test(arguments: noText) func `what is no UTF-8 is said`(bytes: [UInt8], finding: String) {
    let reading = RowReading(bytes, as: "data.csv")
    #expect(reading.findings == [finding], "\(reading.messages)")
    #expect(reading.table == nil)
  }

  @Test func `words help`() throws {
    let semicolons = RowReading("a;b,c;d\n1,2\n", as: "data.csv")
    #expect(
      semicolons.diagnostics.map(\.message) == ["the row has 1 field, the header 3 fields"])
    #expect(
      semicolons.diagnostics.map(\.help)
        == ["fields are separated by ';', as in the header; an empty one is empty text"])
    let many = RowReading("a,b\n1,2,3\n", as: "data.csv")
    #expect(
      many.diagnostics.map(\.help) == ["a text that holds ',' has to stand in quotes: \"…, …\""])
    let tabs = RowReading("a\tb\n1\n", as: "data.tsv")
    #expect(try #require(tabs.diagnostics.first?.help).contains("tabs"))
    let marked = RowReading("SEP=,\r\na,b,c\r\n", as: "data.csv")
    #expect(
      marked.diagnostics.map(\.help)
        == ["delete the first line 'SEP=,': the separator is known without it"])
    let wide = RowReading([0x61, 0x00, 0x0A, 0x00], as: "data.csv")
    #expect(try #require(wide.diagnostics.first?.help).contains("UTF-16"))
  }
}
