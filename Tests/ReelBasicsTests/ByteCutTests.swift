import ReelBasics
import Testing

/// Texts cut where files and command lines cut them, though to `Character` the separator and what stands
/// beside it are one letter.
struct ByteCutTests {
  /// What joins the letter before it: a skin tone, an accent, a joiner, a variation selector.
  static let marks = ["\u{1F3FB}", "\u{301}", "\u{200D}", "\u{FE0F}"]
  /// The same, none, and a number sign that joins the letter after it.
  static let texts = ["a", "\u{600}"] + marks + marks.map { "a\($0)" } + marks.map { "\($0)a" }

  private static func bytes(_ text: some StringProtocol) -> [UInt8] { Array(text.utf8) }

  @Test(arguments: texts)
  func `a text is cut into its parts`(name: String) {
    let path = "/\(name)//\(name)/b/\(name)/"
    #expect(path.pathParts.map(Self.bytes) == [name, name, "b", name].map(Self.bytes))
    #expect(path.dropFirst(0).pathParts.count == 4)
    let all = path.parts(between: UInt8(ascii: "/"), keepsEmpty: true)
    #expect(all.map(Self.bytes) == ["", name, "", name, "b", name, ""].map(Self.bytes))
    #expect(Self.bytes(path.fileName) == Self.bytes(name))
  }

  @Test func `what has no separator is one part`() {
    #expect("".pathParts == [] && "/".pathParts == [] && "a".pathParts == ["a"])
    #expect("".parts(between: UInt8(ascii: ","), keepsEmpty: true) == [""])
    #expect("".fileName == "" && "/".fileName == "/" && "a".fileName == "a")
    #expect("a".cut(atFirst: UInt8(ascii: "=")) == nil && "a".cut(atLast: UInt8(ascii: "=")) == nil)
    #expect("a".before(anyOf: "=") == "a" && "".before(anyOf: "=") == "")
  }

  @Test(arguments: texts)
  func `a text is cut at a letter`(value: String) throws {
    let text = "\(value)=\(value)=\(value)"
    let first = try #require(text.cut(atFirst: UInt8(ascii: "=")))
    #expect(Self.bytes(first.before) == Self.bytes(value))
    #expect(Self.bytes(first.after) == Self.bytes("\(value)=\(value)"))
    let last = try #require(text.cut(atLast: UInt8(ascii: "=")))
    #expect(Self.bytes(last.before) == Self.bytes("\(value)=\(value)"))
    #expect(Self.bytes(last.after) == Self.bytes(value))
    #expect(Self.bytes(text.before(anyOf: "#=")) == Self.bytes(value))
  }

  @Test(arguments: texts)
  func `what a text begins and ends with is taken off`(name: String) {
    #expect("a/\(name)".hasBytePrefix("a/") && "\(name)/a".hasByteSuffix("/a"))
    #expect("a/\(name)".without(prefix: "a/").map(Self.bytes) == Self.bytes(name))
    #expect("\(name)/a".without(suffix: "/a").map(Self.bytes) == Self.bytes(name))
    #expect("a/".without(prefix: "a/\(name)") == nil && "/a".without(suffix: "\(name)/a") == nil)
    #expect(name.without(prefix: "") == name[...] && name.without(suffix: "") == name[...])
  }

  @Test(arguments: marks)
  func `a path is made absolute`(mark: String) {
    let path = "../\(mark)a/./\(mark)b/../c".absolutePath(from: "/x/\(mark)y")
    #expect(Self.bytes(path) == Self.bytes("/x/\(mark)a/c"))
    #expect(Self.bytes("/\(mark)a".absolutePath(from: "/x")) == Self.bytes("/\(mark)a"))
  }

  @Test func `two spellings of a letter are two texts of bytes`() {
    let texts = [ByteText("e\u{301}"), ByteText("\u{E9}"), ByteText("xe\u{301}".dropFirst())]
    #expect(texts[0].text == texts[1].text && texts[0] != texts[1] && texts[0] == texts[2])
    #expect(Set(texts).count == 2)
    #expect(ByteText("") == ByteText("a".dropFirst()))
  }
}
