import ReelBasics
import Testing

@Suite struct ByteSearchTests {
  @Test func `a byte is found where it stands first`() {
    let bytes = Array("a#b##".utf8)
    let hash = UInt8(ascii: "#")
    #expect(bytes.position(of: hash) == 1)
    #expect(bytes.position(of: hash, from: 2) == 3)
    #expect(bytes.position(of: hash, from: 5) == nil)
    #expect(bytes.position(of: hash, from: 2, to: 3) == nil)
    #expect(bytes.position(of: hash, from: 4, to: 2) == nil)
    #expect(bytes.position(of: 0xC2) == nil)
    #expect([UInt8]().position(of: hash) == nil)
  }

  @Test(arguments: [("", false), ("kite", false), ("a<b", true), ("ä<", true), ("<\0", true)])
  func `a text has a byte or not`(text: String, isThere: Bool) {
    #expect(text.hasByte(UInt8(ascii: "<")) == isThere)
    #expect(Substring(text).description.hasByte(UInt8(ascii: "<")) == isThere)
  }

  @Test func `letters and digits of ASCII are told`() {
    for byte in UInt8.min...UInt8.max {
      let scalar = Unicode.Scalar(byte)
      #expect(byte.isASCIILetter == (scalar.isASCII && scalar.properties.isAlphabetic))
      #expect(byte.isASCIIDigit == ("0"..."9").contains(scalar))
    }
  }

  @Test(arguments: [
    ("", [""]), ("a", ["a"]), ("a\n", ["a", ""]), ("a\n\nb", ["a", "", "b"]),
    ("ä\nb\n", ["ä", "b", ""]), ("a\r\nb", ["a", "b"]), ("a\rb\nc", ["a", "b", "c"]),
    ("a\r", ["a", ""]),
  ])
  func `lines end where editors end them`(text: String, lines: [String]) {
    let source = SourceText(name: "t", bytes: Array(text.utf8))
    let found = (0..<source.lineCount).map { String(decoding: source.line($0), as: UTF8.self) }
    #expect(found == lines)
  }
}
