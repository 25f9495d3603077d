import ReelBasics
import Testing

@Suite struct JSONTests {
  @Test(
    arguments: [
      (.null, "null"), (true, "true"), (.int(-7), "-7"), (.int(.min), "-9223372036854775808"),
      (.double(6), "6"), (.double(-0.0), "0"), (.double(0.1), "0.1"), (.double(1e300), "1e+300"),
      (.double(.infinity), "null"), (.double(.nan), "null"),
      ("", "\"\""), ("a\"b\\c/d", #""a\"b\\c/d""#), ("\n\r\t", #""\n\r\t""#),
      ("\u{0}\u{1}\u{8}\u{c}\u{1f}\u{7f}", #""\u0000\u0001\u0008\u000c\u001f\u007f""#),
      ("é🪁\u{2028}", "\"é🪁\u{2028}\""), ([], "[]"), ([:], "{}"), ([1, [2, []]], "[1,[2,[]]]"),
      (["b": 1, "a": 2, "B": 3, "ä": 4, "": 5], #"{"":5,"B":3,"a":2,"b":1,"ä":4}"#),
    ] as [(JSONValue, String)])
  func `the canonical form is one`(value: JSONValue, text: String) throws {
    #expect(value.canonical == text)
    #expect(value.bytes == Array(text.utf8))
    #expect(try JSONValue(parsing: Array(text.utf8)).canonical == text)
    #expect(try JSONValue(parsing: Array(value.pretty.utf8)).canonical == text)
  }

  @Test func `the form for people has lines`() {
    let value: JSONValue = ["a": [1, [:]], "b": [], "c": ["d": "e"]]
    #expect(
      value.pretty == """
        {
          "a": [
            1,
            {}
          ],
          "b": [],
          "c": {
            "d": "e"
          }
        }

        """)
  }

  @Test func `what is read has its type`() throws {
    let value = try JSONValue(
      parsing: Array(#"{"i":1,"d":1.5,"e":6.0,"b":true,"n":null,"s":"\ud83e\ude81","a":[1]}"#.utf8))
    #expect(value["i"]?.integer == 1 && value["i"]?.number == 1)
    #expect(value["d"]?.number == 1.5 && value["d"]?.integer == nil)
    #expect(value["e"]?.integer == 6)
    #expect(value["b"]?.bool == true && value["b"]?.integer == nil && value["i"]?.bool == nil)
    #expect(value["n"] == .null && value["x"] == nil)
    #expect(value["s"]?.string == "🪁")
    #expect(value["a"]?.elements?.count == 1 && value.fields?.count == 7)
  }

  @Test(arguments: ["", "{", "{\"a\":}", "nul", "'a'", "{\"a\" 1}", "\u{0}"])
  func `what is no JSON is refused`(text: String) {
    #expect(throws: (any Error).self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test func `brackets without end are refused`() {
    let text = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: (any Error).self) { try JSONValue(parsing: text) }
  }

  @Test(arguments: 0...3)
  func `a long list in pieces is what the whole would be`(count: Int) {
    let fields: [String: JSONValue] = ["alpha": 1, "zeta": ["x", ["y": true]]]
    let elements = (0..<count).map { JSONValue.object(["n": .int(Int64($0))]) }
    var written = ""
    JSONValue.writePretty(fields, list: "list", of: elements) { written += $0 }
    let whole = JSONValue.object(fields.merging(["list": .array(elements)]) { first, _ in first })
    #expect(written == whole.pretty)
  }
}
