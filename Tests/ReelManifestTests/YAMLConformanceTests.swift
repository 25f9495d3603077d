import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// What Reel reads of YAML 1.2 and what it refuses, kind by kind; the same table with the cases of
/// yaml-test-suite stands in the catalogue's page on YAML.
@Suite struct YAMLConformanceTests {
  private func parse(_ text: String) -> (json: String?, findings: [String]) {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "x.yaml", bytes: Array(text.utf8))
    let document = YAMLParser(source: source, diagnostics: diagnostics).parse()
    let context = DecodingContext(diagnostics: diagnostics, scope: VariableScope())
    let json = document.map { JSONReader(context: context).read($0.root).canonical }
    return (json, diagnostics.sorted.map(LoadedManifest.finding))
  }

  static let read: [(text: String, json: String)] = [
    ("- a\n-\n- - b\n  - c\n", #"["a",null,["b","c"]]"#),
    ("a: 1\nb:\n- x\n- y\nc: {}\n", #"{"a":1,"b":["x","y"],"c":{}}"#),
    (
      "{a: [b, {c: d}, [e]], \"f\":g, h: , i}",
      #"{"a":["b",{"c":"d"},["e"]],"f":"g","h":null,"i":null}"#
    ),
    ("[a: b, c]", #"[{"a":"b"},"c"]"#),
    ("? a\n: b\n? c\n", #"{"a":"b","c":null}"#),
    // Scalars: folding, chomping, escapes.
    ("a: one\n  two\n\n  three\n", #"{"a":"one two\nthree"}"#),
    ("a: 'it''s\n\n  one'\n", #"{"a":"it's\none"}"#),
    ("a: \"x \\\n  y\\t\\x41\\u00e9\\U0001F600\\/\"\n", #"{"a":"x y\tAé😀/"}"#),
    ("a: |\n x\n  y\n\nb: |-\n x\n\nc: |+\n x\n\n", #"{"a":"x\n y\n","b":"x","c":"x\n\n"}"#),
    ("a: >\n x\n y\n\n z\n  w\n v\n", #"{"a":"x y\nz\n w\nv\n"}"#),
    ("a: |2\n   x\n", #"{"a":" x\n"}"#),
    ("- &a :b\n- &c !!str :d\n- [? e, f?g]\n", #"[":b",":d",[{"e":null},"f?g"]]"#),
    ("a: b#c #d\nb: '#'\n", ##"{"a":"b#c","b":"#"}"##),
    ("a: http://x/?y=z, -1 - 2: b\n".replacing(": b", with: ""), #"{"a":"http://x/?y=z, -1 - 2"}"#),
    ("- a: >\n\n  # b\n  c: |\n\n# d\n", #"[{"a":"","c":""}]"#),
    // Spaces at the end of a file are a line of a text as any other.
    ("a: |\n  x\n   ", #"{"a":"x\n \n"}"#),
    ("- |+\n   ", #"["\n"]"#),
    ("- |\n  x ", #"["x "]"#),
    // The core schema.
    (
      "[~, null, True, false, 12, -3, 0o14, 0xC, 1.5, 1e3, .5, no, 1_0x, 0x, '1', ! 1]",
      #"[null,null,true,false,12,-3,12,12,1.5,1000,0.5,"no","1_0x","0x","1","1"]"#
    ),
    (
      "[!!str 1, !!int \"3\", !!float '1.5', !!bool \"true\", !!null '', !!seq [], !!map {}]",
      #"["1",3,1.5,true,null,[],{}]"#
    ),
    // Anchors, aliases and merge keys.
    (
      "a: &x [1]\nb: *x\nc: &y {d: 1}\ne: {<<: *y, f: 2}\n",
      #"{"a":[1],"b":[1],"c":{"d":1},"e":{"d":1,"f":2}}"#
    ),
    // The frame of a document.
    ("%YAML 1.2\n%TAG !y! tag:yaml.org,2002:\n--- # x\n!y!str a\n...\n", #""a""#),
    ("\u{FEFF}a: \r\n  b\r\n", #"{"a":"b"}"#),
  ]

  @Test(arguments: read) func `documents are read`(text: String, json: String) {
    let result = parse(text)
    #expect(result.json == json, "\(text)")
    #expect(result.findings == [], "\(text)")
  }

  static let refused: [(text: String, finding: String)] = [
    // By design.
    ("a\n---\nb\n", "yaml.second-document 2:1"),
    ("", "file.empty -"),
    ("# x\n", "file.empty -"),
    ("a: !x b\n", "yaml.tag 1:4"),
    ("!!set {a, b}\n", "yaml.tag 1:1"),
    ("{[a]: b}\n", "yaml.key-not-text 1:2"),
    ("? {a: b}\n: c\n", "yaml.key-not-text 1:3"),
    ("{~: b}\n", "yaml.key-not-text 1:2"),
    ("{a: 1, 'a': 2}\n", "yaml.duplicate-key 1:8"),
    ("a: &x [*x]\n", "yaml.alias-cycle 1:8"),
    ("a: x\u{2028}y\n", "yaml.line-separator 1:5"),
    // Not YAML, and read by libyaml.
    ("a: \"b\"#c\n", "yaml.syntax 1:7"),
    ("a: 'b'#c\n", "yaml.syntax 1:7"),
    ("a: [é]#c\n", "yaml.syntax 1:7"),
    ("- {a: b}#c\n", "yaml.syntax 1:9"),
    ("a: [b,#c\n d]\n", "yaml.syntax 1:7"),
    ("a: [\"b\" ,#c\n d]\n", "yaml.syntax 1:10"),
    ("a: [[b],#c\n d]\n", "yaml.syntax 1:9"),
    ("a: >#c\n  b\n", "yaml.syntax 1:5"),
    ("a: !!str &x |2-#c\n  b\n", "yaml.syntax 1:16"),
    ("a: >\n \n  \n # b\n", "yaml.syntax 4:2"),
    ("- >\n  \n # b\n", "yaml.syntax 3:2"),
    // YAML that libyaml takes for something else.
    ("a: &b:c d\n", "yaml.syntax 1:4"),
    ("a: !!str &b:c d\n", "yaml.syntax 1:10"),
    ("[&b:c]\n", "yaml.key-not-text 1:2"),
    ("{ ?a: b }\n", "yaml.syntax 1:3"),
    ("[?a]\n", "yaml.syntax 1:2"),
    // YAML that libyaml does not take.
    (": a\n", "yaml.syntax 1:1"),
    ("[: a]\n", "yaml.syntax 1:2"),
    ("{\"a\"\n: b}\n", "yaml.syntax 2:1"),
    ("{a\n b: c}\n", "yaml.syntax 2:3"),
    ("{a: :b}\n", "yaml.syntax 1:5"),
    ("- \ta: b\n", "yaml.syntax 1:3"),
    ("a: |\n \tb\n", "yaml.syntax 2:2"),
    ("&é a\n", "yaml.syntax 1:1"),
    ("--- |\na\n", "yaml.syntax 2:1"),
    ("a\n...\nb\n", "yaml.syntax 3:1"),
    ("%FOO\n---\na\n", "yaml.syntax 1:5"),
  ]

  @Test(arguments: refused) func `documents are refused`(text: String, finding: String) {
    let result = parse(text)
    #expect(result.findings == [finding], "\(text)")
  }

  /// Not YAML, and read all the same: nothing of what is written gets lost.
  static let lenient: [(text: String, json: String)] = [
    ("a: [b,\nc]\n", #"{"a":["b","c"]}"#),
    ("a: \"b\nc\"\n", #"{"a":"b c"}"#),
    ("a: \"b\n\tc\"\n", #"{"a":"b c"}"#),
    ("- [\n\ta,\n b\n ]\n", #"[["a","b"]]"#),
    ("[-, a]\n", #"["-","a"]"#),
    ("%YAML 1.1#x\n--- a\n", #""a""#),
  ]

  @Test(arguments: lenient) func `some of what is not YAML is read`(text: String, json: String) {
    let result = parse(text)
    #expect(result.json == json, "\(text)")
    #expect(result.findings == [], "\(text)")
  }
}
