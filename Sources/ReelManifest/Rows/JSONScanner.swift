import ReelBasics

/// Goes through JSON (RFC 8259) token by token, keeping places and the spelling of numbers.
///
/// It reads UTF-8 that was checked, up to `end`.
struct JSONScanner {
  /// What is wrong, and where. A scanner that has thrown one stays where it was.
  struct Mistake: Error {
    let message: String
    let offset: Int
    var help: String?
    var code: DiagnosticCode = .rowsSyntax
  }

  private let bytes: [UInt8]
  let end: Int
  private(set) var index: Int

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
  }

  /// The next byte that is no white space; `nil` at the end.
  mutating func next() -> UInt8? {
    while index < end {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return bytes[index]
      }
    }
    return nil
  }

  /// Takes a punctuation mark, where it is next.
  mutating func take(_ mark: Character) -> Bool {
    guard let byte = next(), byte == mark.asciiValue else { return false }
    index += 1
    return true
  }

  /// That something else has to stand here.
  mutating func mistake(wanted: String) -> Mistake {
    let last = bytes[..<index].last { !$0.isASCIISpace }
    guard let byte = next() else {
      return Mistake(message: "the text ends here; \(wanted) is missing", offset: index)
    }
    let isWord = Self.isWordPart(byte)
    let word = String(
      decoding: bytes[index..<end].prefix(24).prefix(while: Self.isWordPart), as: UTF8.self)
    let character = String(decoding: bytes[index..<min(end, index + 32)], as: UTF8.self).prefix(1)
    let help: String? =
      switch byte {
      case UInt8(ascii: "'"): "JSON takes double quotes only"
      case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments"
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        last == UInt8(ascii: ",") ? "the comma before it has to go" : nil
      default: nil
      }
    return Mistake(
      message: "\(wanted) has to stand here, not '\(isWord ? word : String(character))'",
      offset: index, help: help)
  }

  // MARK: Scalars

  /// Takes `true`, `false`, `null` or a number as it is spelt; `nil` where none of them is next.
  mutating func word() throws(Mistake) -> String? {
    guard let first = next(), Self.isWordPart(first) else { return nil }
    let start = index
    var stop = index
    while stop < end, Self.isWordPart(bytes[stop]) { stop += 1 }
    let written = bytes[start..<stop]
    guard Self.isNumber(written) || Self.words.contains(where: { written.elementsEqual($0.utf8) })
    else {
      let isLikeNumber = first < UInt8(ascii: "A")
      throw Mistake(
        message: "'\(String(decoding: written.prefix(24), as: UTF8.self))' is no "
          + (isLikeNumber ? "number of JSON" : "value of JSON"), offset: start,
        help: "a text has to stand in double quotes")
    }
    index = stop
    return String(decoding: written, as: UTF8.self)
  }

  private static let words = ["true", "false", "null"]

  /// Letters, digits and what numbers are written with.
  private static func isWordPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isNumber(_ written: ArraySlice<UInt8>) -> Bool {
    var rest = written
    func skipDigits() -> Bool {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest[digits.endIndex...]
      return !digits.isEmpty
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let hasLeadingZero = rest.first == UInt8(ascii: "0")
    let start = rest.startIndex
    guard skipDigits(), !hasLeadingZero || rest.startIndex == start + 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard skipDigits() else { return false }
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard skipDigits() else { return false }
    }
    return rest.isEmpty
  }

  /// Takes a text, its escapes resolved; `nil` where none is next.
  mutating func text() throws(Mistake) -> String? {
    guard next() == UInt8(ascii: "\"") else { return nil }
    let start = index
    var text: [UInt8] = []
    var piece = start + 1
    var stop = piece
    while stop < end {
      switch bytes[stop] {
      case UInt8(ascii: "\""):
        text += bytes[piece..<stop]
        index = stop + 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[piece..<stop]
        stop = try escape(at: stop, to: &text)
        piece = stop
      case 0..<0x20:
        guard bytes[stop] == 0x0A || bytes[stop] == 0x0D else {
          throw Mistake(
            message: "a control character stands in a text", offset: stop,
            help: "write it as an escape, such as \\t")
        }
        throw Mistake(
          message: "the text that begins here has no end on its line", offset: start,
          help: "a line break inside a text is written \\n")
      default: stop += 1
      }
    }
    throw Mistake(message: "the text that begins here has no end", offset: start)
  }

  /// Adds what an escape means; gives the index after it.
  private func escape(at start: Int, to text: inout [UInt8]) throws(Mistake) -> Int {
    guard start + 1 < end else {
      throw Mistake(message: "the text ends inside an escape", offset: start)
    }
    switch bytes[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[start + 1])
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let (scalar, stop) = try unicodeEscape(at: start)
      text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      return stop
    default:
      throw Mistake(
        message: "an unknown escape in a text", offset: start,
        help: "write '\\\\' for a backslash")
    }
    return start + 2
  }

  /// The character of `\uXXXX`, or of two of them that are a surrogate pair.
  private func unicodeEscape(at start: Int) throws(Mistake) -> (Unicode.Scalar, Int) {
    let first = try codeUnit(at: start)
    guard first != 0 else {
      throw Mistake(
        message: "a text holds a NUL character", offset: start, code: .rowsControlCharacter)
    }
    if let scalar = Unicode.Scalar(first) { return (scalar, start + 6) }
    if first < 0xDC00, start + 7 < end, bytes[start + 6] == UInt8(ascii: "\\"),
      bytes[start + 7] == UInt8(ascii: "u")
    {
      let second = try codeUnit(at: start + 6)
      if (0xDC00...0xDFFF).contains(second),
        let pair = Unicode.Scalar(
          0x10000 + UInt32(first - 0xD800) << 10 + UInt32(second - 0xDC00))
      {
        return (pair, start + 12)
      }
    }
    throw Mistake(message: "half of a surrogate pair is no character", offset: start)
  }

  private func codeUnit(at start: Int) throws(Mistake) -> UInt16 {
    let digits = bytes[min(start + 2, end)..<min(start + 6, end)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else {
      throw Mistake(message: "four hexadecimal digits have to follow '\\u'", offset: start)
    }
    return unit
  }
}
