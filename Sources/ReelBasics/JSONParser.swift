/// What stands somewhere is no JSON.
package struct JSONError: Error, Sendable, Hashable {
  /// Where it is first told, in bytes.
  package let offset: Int
}

/// Reads JSON as RFC 8259 has it, in UTF-8, in one pass.
///
/// It believes nothing: every byte is checked to be there and to be what may stand there, and depth is
/// bounded, as each level takes some of the stack. Of fields of one name the first counts. A comma after
/// the last element does not matter: answers are paid for.
struct JSONParser {
  /// So many arrays and objects may stand in one another.
  private static let maximumDepth = 512

  private let bytes: [UInt8]
  /// Whether what makes no character or no number is taken for U+FFFD and null: a text that was cut inside
  /// an emoji must not cost the picture beside it.
  private let mends: Bool
  private var position = 0

  private init(_ bytes: [UInt8], mends: Bool) {
    self.bytes = bytes
    self.mends = mends
  }

  /// The value that the whole of `bytes` writes.
  static func read(_ bytes: [UInt8], mends: Bool) throws(JSONError) -> JSONValue {
    var reader = JSONParser(bytes, mends: mends)
    // Nobody has to accept a byte order mark, and everybody may.
    if bytes.starts(with: "\u{feff}".utf8) { reader.position = 3 }
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.error }
    return value
  }

  private var error: JSONError { JSONError(offset: position) }

  /// The next byte; 0, which JSON has nowhere, at the end.
  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      default: return
      }
    }
  }

  /// Goes past a byte, if it is the next.
  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "{") where depth < Self.maximumDepth:
      return .object(try fields(depth: depth + 1))
    case UInt8(ascii: "[") where depth < Self.maximumDepth:
      return .array(try elements(depth: depth + 1))
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: word.description.utf8) else { throw error }
    position += word.utf8CodeUnitCount
    return value
  }

  // MARK: Objects and arrays

  private mutating func fields(depth: Int) throws(JSONError) -> [String: JSONValue] {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return [:] }
    var fields: [String: JSONValue] = [:]
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error }
      let name = try text()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error }
      let value = try value(depth: depth)
      if fields[name] == nil { fields[name] = value }
      skipSpace()
      if take(UInt8(ascii: "}")) { return fields }
      guard take(UInt8(ascii: ",")) else { throw error }
      skipSpace()
      if take(UInt8(ascii: "}")) { return fields }
    }
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "]")) { return [] }
    var elements: [JSONValue] = []
    while true {
      elements.append(try value(depth: depth))
      skipSpace()
      if take(UInt8(ascii: "]")) { return elements }
      guard take(UInt8(ascii: ",")) else { throw error }
      skipSpace()
      if take(UInt8(ascii: "]")) { return elements }
    }
  }

  // MARK: Numbers

  /// A whole number where it is one, however it is written.
  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let first = position
    skipDigits()
    guard position > first, position == first + 1 || bytes[first] != UInt8(ascii: "0") else {
      throw error
    }
    let wholeEnd = position
    if take(UInt8(ascii: ".")) { try skipSomeDigits() }
    if next | 0x20 == UInt8(ascii: "e") {
      position += 1
      if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
      try skipSomeDigits()
    }
    // Nearly all are so: few digits, which always fit.
    if position == wholeEnd, wholeEnd - first <= 18 {
      let number = bytes[first..<wholeEnd].reduce(Int64(0)) { $0 * 10 + Int64($1 & 0xf) }
      return .int(first > start ? -number : number)
    }
    if let value = JSONValue(number: bytes[start..<position]) { return value }
    guard mends else { throw error }
    return .null
  }

  private mutating func skipDigits() {
    while next.isASCIIDigit { position += 1 }
  }

  private mutating func skipSomeDigits() throws(JSONError) {
    guard next.isASCIIDigit else { throw error }
    skipDigits()
  }

  // MARK: Texts

  private mutating func text() throws(JSONError) -> String {
    position += 1
    let start = position
    skipPlain()
    if next == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try string(bytes[start..<position])
    }
    var plain = Array(bytes[start..<position])
    while !take(UInt8(ascii: "\"")) {
      guard take(UInt8(ascii: "\\")) else { throw error }
      try takeEscape(into: &plain)
      let start = position
      skipPlain()
      plain += bytes[start..<position]
    }
    return try string(plain[...])
  }

  /// Goes on to a quote, a backslash, a control character or the end.
  private mutating func skipPlain() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
      position += 1
    }
  }

  private func string(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    guard mends else { throw error }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func takeEscape(into plain: inout [UInt8]) throws(JSONError) {
    let byte = next
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
    case UInt8(ascii: "b"): plain.append(0x08)
    case UInt8(ascii: "f"): plain.append(0x0c)
    case UInt8(ascii: "n"): plain.append(0x0a)
    case UInt8(ascii: "r"): plain.append(0x0d)
    case UInt8(ascii: "t"): plain.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      plain += UTF8.encode(try scalar()) ?? UTF8.encodedReplacementCharacter
      return
    default: throw error
    }
    position += 1
  }

  /// The scalar whose digits follow; two that belong together are one.
  private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    let end = position
    if (0xd800..<0xdc00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
      let second = try fourDigits()
      if (0xdc00..<0xe000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      {
        return scalar
      }
    }
    guard mends else { throw error }
    // What follows one that stands alone is not its other half.
    position = end
    return "\u{FFFD}"
  }

  private mutating func fourDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = next
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        digit = (byte | 0x20) - UInt8(ascii: "a") + 10
      default: throw error
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
