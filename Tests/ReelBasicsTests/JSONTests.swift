import ReelBasics
import ReelTestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

  @Test func `nothing in it moves a cursor`() throws {
    let text = "é\u{80}\u{9B}2J\u{85}\u{2028}\u{202E}b\u{2066}\u{FEFF}\u{FFFF}🪁"
    let value: JSONValue = [.string(text), ["\u{2029}": 1]]
    let line = #"["é\u0080\u009b2J\u0085\u2028\u202eb\u2066\ufeff\uffff🪁",{"\u2029":1}]"#
    #expect(value.line == line)
    #expect(value.canonical != line, "fingerprints stand on the other form")
    for form in [value.line, value.pretty] {
      #expect(form.unicodeScalars.allSatisfy { $0.value < 0x80 || $0 == "é" || $0 == "🪁" })
      #expect(try JSONValue(parsing: Array(form.utf8)).canonical == value.canonical)
    }
    var pieces = ""
    JSONValue.writePretty(["x": value], list: "list", of: [value]) { pieces += $0 }
    #expect(pieces.contains(#"\u2028"#) && !pieces.unicodeScalars.contains("\u{2028}"))
  }

  @Test(arguments: [
    (#""a\ud83e""#, "a\u{FFFD}"), (#""\ude81b""#, "\u{FFFD}b"), (#""\ud83ex""#, "\u{FFFD}x"),
    (#""\ud83e\u0041""#, "\u{FFFD}A"), (#""\ud83e\ud83e\ude81""#, "\u{FFFD}🪁"),
    (#""\ud83e\n""#, "\u{FFFD}\n"), (#""\ud83e\ude81""#, "🪁"), (#""\ud83e\u00""#, nil),
    (#""\ud83""#, nil),
  ])
  func `what was cut inside a character is mended where that is asked for`(
    json: String, text: String?
  ) {
    #expect((try? JSONValue(mending: Array(json.utf8))) == text.map { .string($0) })
    if text?.contains("\u{FFFD}") ?? true {
      #expect(throws: JSONError.self) { try JSONValue(parsing: Array(json.utf8)) }
    }
  }

  @Test func `bytes and numbers that are none are mended where that is asked for`() throws {
    let bytes =
      Array("{\"a\": \"x".utf8) + [0xF0, 0x9F] + Array("\", \"b\": 1e400, \"c\": 2}".utf8)
    #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    #expect(try JSONValue(mending: bytes) == ["a": "x\u{FFFD}", "b": .null, "c": 2])
    for wrong in ["1e", "[1 2]", "\"a\tb\"", "{\"a\"}", "nul", ""] {
      #expect(throws: JSONError.self) { try JSONValue(mending: Array(wrong.utf8)) }
    }
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

  @Test(arguments: odd)
  func `what stands at an edge is what Foundation reads`(text: String) {
    #expect(JSONValue.isReadAlike(Array(text.utf8)))
  }

  @Test(
    arguments: [
      [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xe2, 0x82, 0x22],
    ] as [[UInt8]])
  func `bytes that are no UTF-8 are what Foundation reads`(bytes: [UInt8]) {
    #expect(JSONValue.isReadAlike(bytes))
  }

  @Test(
    arguments: [
      ("9007199254740993.0", 9_007_199_254_740_993),
      ("-922337203685477580.0", -922_337_203_685_477_580),
      ("9223372036854775807", .max), ("-9.223372036854775808e18", .min),
      ("12e17", 1_200_000_000_000_000_000),
    ] as [(String, Int64)])
  func `whole numbers are read to the last digit`(text: String, number: Int64) throws {
    #expect(try JSONValue(parsing: text.utf8) == .int(number))
  }

  @Test(arguments: [[0xff, 0xfe, 0x31, 0], [0x7b, 0, 0x7d, 0], [0x31, 0]] as [[UInt8]])
  func `JSON in other encodings is refused`(bytes: [UInt8]) {
    // Foundation reads UTF-16, which RFC 8259 has no more.
    #expect(throws: (any Error).self) { try JSONValue(parsing: bytes) }
  }

  @Test(arguments: [("[1,", 3), ("[1 2]", 3), ("{\"a\":tru}", 5), ("nul", 0), ("\"\\x\"", 2)])
  func `where it stops being JSON is told`(text: String, offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
    #expect(error?.offset == offset)
  }

  @Test(arguments: 509...514)
  func `depth has the same bound`(depth: Int) {
    let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let objects =
      String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
    #expect(JSONValue.isReadAlike(Array(arrays.utf8)))
    #expect(JSONValue.isReadAlike(Array(objects.utf8)))
  }

  @Test func `what is damaged or put together at random is what Foundation reads`() {
    let pieces = Self.odd.map { Array($0.utf8) } + #"{}[],:"\019.e- "#.utf8.map { [$0] }
    let answer = Array(
      #"{"data":[{"url":"http:\/\/h\u00e9.0","r":"é a"}],"u":{"i":0,"o":-1.25e3,"t":true}}"#.utf8)
    var random = SeededGenerator(seed: 20_261_124)
    for round in 0..<20_000 {
      var bytes: [UInt8] = []
      if round.isMultiple(of: 2) {
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          bytes += pieces.randomElement(using: &random) ?? []
        }
      } else {
        bytes = answer
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          let byte =
            Bool.random(using: &random)
            ? pieces.randomElement(using: &random)?.first
            : UInt8.random(in: 0...255, using: &random)
          bytes.replaceSubrange(
            place..<(place + Int.random(in: 0...1, using: &random)), with: byte.map { [$0] } ?? [])
        }
      }
      guard JSONValue.isReadAlike(bytes) else {
        Issue.record("round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        return
      }
    }
  }

  private static let odd = [
    "null ", " true", "1", "-1", "-0", "0", "00", "01", "-", "1.", ".5", "1.0", "6.0", "1e3",
    "1E+3",
    "1e-3", "1e400", "-1e400", "1e-400", "0e400", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "12345678901234567890", "9007199254740993.0",
    "9223372036854775807.0", "999999999999999999",
    "1000000000000000000000e-10", "100e-2", "0.0e999999999999999999999", "1e99999999999999999999",
    "-1.5e1", "12.50e1",
    "1.5e-9223372036854775808", "0.0e-9223372036854775808", "1e-9223372036854775808",
    "1.5e9223372036854775807", "15e-9223372036854775809", "1.0000000000000000000000001",
    "-9223372036854775808.0e0", "1e18", "1e19",
    "9.223372036854775e18", "-0.0",
    "+1", "0x10", "1e", "1e+", "NaN", "Infinity", #""\u0041""#, #""\ud83e\ude81""#, #""\ud83e""#,
    #""\ude81""#, #""\ud83e\u0041""#, #""\ud83ex""#, #""\ud83e\n""#, #""\u00""#, #""\u12G4""#,
    #""\u0000""#, "\"a\u{1}b\"", "\"a\tb\"", "\"\u{7f}\"", #""\x""#, #""\/\b\f\n\r\t\\\"""#,
    "\"abc", #""abc\"#, "\"é🪁\"", "[ ]", "[1,]", "[,1]", "[1 2]", "[1,2", "{ }", #"{"a":1,}"#,
    "{,}", #"{"a" : 1 , "a":2}"#, #"{"a":null,"a":2}"#, "{\"é\":1,\"e\u{301}\":2}", "{a:1}",
    #"{"a":1}x"#, "{\"a\":1} \n\t\r ", "[1]//c", "\u{feff}{}", "\u{feff}", " ", "\u{c}1",
    "\u{a0}1", "[true,false,null]", "[truefalse]", "tru", "True",
  ]

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

/// How Foundation reads what is JSON.
private struct Reference: Decodable {
  let value: JSONValue

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      value = .string(text)
    } else if container.decodeNil() {
      value = .null
    } else if let number = try? container.decode(Int64.self) {
      value = .int(number)
    } else if let number = try? container.decode(Double.self) {
      value = .double(number)
    } else if let truth = try? container.decode(Bool.self) {
      value = .bool(truth)
    } else if let elements = try? container.decode([Reference].self) {
      value = .array(elements.map(\.value))
    } else {
      value = .object(try container.decode([String: Reference].self).mapValues(\.value))
    }
  }
}

extension JSONValue {
  /// Whether bytes are the same value, or none, to this and to Foundation's decoder.
  fileprivate static func isReadAlike(_ bytes: [UInt8]) -> Bool {
    let own = try? JSONValue(parsing: bytes)
    let other = (try? JSONDecoder().decode(Reference.self, from: Data(bytes)))?.value
    return own?.rounded == other?.rounded
  }

  /// With large numbers as a `Double` has them: Foundation reads some of them less exactly.
  private var rounded: JSONValue {
    switch self {
    case .int(let number) where number.magnitude >= 1 << 53: .double(Double(number))
    case .array(let elements): .array(elements.map(\.rounded))
    case .object(let fields): .object(fields.mapValues(\.rounded))
    case .null, .bool, .int, .double, .string: self
    }
  }
}
