extension JSONValue {
  /// The value as compact JSON with sorted keys: the canonical form that fingerprints stand on.
  package var canonical: String {
    var out: [UInt8] = []
    write(to: &out, indent: nil)
    return String(decoding: out, as: UTF8.self)
  }

  /// The value as UTF-8 JSON on one line, for requests, events and journals.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    write(to: &out, indent: nil)
    return out
  }

  /// Adds the value as `bytes` gives it.
  package func write(to out: inout [UInt8]) { write(to: &out, indent: nil) }

  /// An object as `bytes` gives it, in two: with the fields whose names come before a name, and from
  /// there on. Where there are both, a field of that name may be put between, after a comma.
  package static func halves(
    of fields: [String: JSONValue], around name: String
  ) -> (head: [UInt8], tail: [UInt8]) {
    var (head, tail) = ([UInt8(ascii: "{")], [UInt8]())
    head.reserveCapacity(512)
    for (place, field) in fields.sorted(by: { $0.key.precedesByBytes($1.key) }).enumerated() {
      if field.key.precedesByBytes(name) {
        if place > 0 { head.append(UInt8(ascii: ",")) }
        write(field, to: &head, indent: nil)
      } else {
        if place > 0 { tail.append(UInt8(ascii: ",")) }
        write(field, to: &tail, indent: nil)
      }
    }
    tail.append(UInt8(ascii: "}"))
    return (head, tail)
  }

  /// The value as JSON for people: two spaces of indentation, a line break at the end.
  package var pretty: String {
    var out: [UInt8] = []
    write(to: &out, indent: 0)
    out.append(UInt8(ascii: "\n"))
    return Self.printable(String(decoding: out, as: UTF8.self))
  }

  /// Writes an object as `pretty` does, in pieces: its field `list` is an array that may be too long
  /// to be held as a whole.
  package static func writePretty(
    _ fields: [String: JSONValue], list: String, of elements: some Sequence<JSONValue>,
    to write: (String) -> Void
  ) {
    let names = (Array(fields.keys) + [list]).sorted { $0.precedesByBytes($1) }
    write("{")
    for (index, name) in names.enumerated() {
      var out: [UInt8] = []
      if index > 0 { out.append(UInt8(ascii: ",")) }
      newLine(2, to: &out)
      Self.write(name, to: &out)
      out += ": ".utf8
      if let value = fields[name] {
        value.write(to: &out, indent: 2)
        write(printable(String(decoding: out, as: UTF8.self)))
      } else {
        write(String(decoding: out, as: UTF8.self))
        writeArray(elements, to: write)
      }
    }
    write("\n}\n")
  }

  /// The elements of a field of the outermost object.
  private static func writeArray(
    _ elements: some Sequence<JSONValue>, to write: (String) -> Void
  ) {
    var isFirst = true
    for element in elements {
      var out = Array((isFirst ? "[" : ",").utf8)
      newLine(4, to: &out)
      element.write(to: &out, indent: 4)
      write(printable(String(decoding: out, as: UTF8.self)))
      isFirst = false
    }
    write(isFirst ? "[]" : "\n  ]")
  }

  private func write(to out: inout [UInt8], indent: Int?) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .int(let number): out += String(number).utf8
    case .double(let number):
      // JSON has no infinities; whole numbers are written as such, so that 6.0 and 6 are one.
      if let whole = Int64(exactly: number) {
        out += String(whole).utf8
      } else {
        out += (number.isFinite ? String(number) : "null").utf8
      }
    case .string(let text): Self.write(text, to: &out)
    case .array(let elements):
      Self.writeList(elements, open: "[", close: "]", to: &out, indent: indent) {
        $0.write(to: &$1, indent: $2)
      }
    case .object(let fields):
      let sorted = fields.sorted { $0.key.precedesByBytes($1.key) }
      Self.writeList(sorted, open: "{", close: "}", to: &out, indent: indent) {
        Self.write($0, to: &$1, indent: $2)
      }
    }
  }

  private static func write(
    _ field: (key: String, value: JSONValue), to out: inout [UInt8], indent: Int?
  ) {
    write(field.key, to: &out)
    out += (indent == nil ? ":" : ": ").utf8
    field.value.write(to: &out, indent: indent)
  }

  private static func writeList<Element>(
    _ elements: [Element], open: String, close: String, to out: inout [UInt8], indent: Int?,
    element write: (Element, inout [UInt8], Int?) -> Void
  ) {
    out += open.utf8
    let inner = indent.map { $0 + 2 }
    for (index, element) in elements.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      newLine(inner, to: &out)
      write(element, &out, inner)
    }
    if !elements.isEmpty { newLine(indent, to: &out) }
    out += close.utf8
  }

  private static func newLine(_ indent: Int?, to out: inout [UInt8]) {
    guard let indent else { return }
    out.append(UInt8(ascii: "\n"))
    out += repeatElement(UInt8(ascii: " "), count: indent)
  }

  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var own = text
    own.withUTF8 { bytes in
      if unsafe stands(bytes) {
        unsafe out.append(contentsOf: bytes)
      } else {
        escape(text, to: &out)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  /// Whether a text stands between quotes as it is: most do.
  package static func stands(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { unsafe stands($0) }
  }

  /// Looks at all bytes, many at a time, which is quicker than to stop at the first that does not stand.
  private static func stands(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var found: UInt8 = 0
    for index in bytes.indices {
      let byte = unsafe bytes[index]
      found |= byte < 0x20 ? 1 : 0
      found |= byte == UInt8(ascii: "\"") ? 1 : 0
      found |= byte == UInt8(ascii: "\\") ? 1 : 0
      found |= byte == 0x7f ? 1 : 0
    }
    return found == 0
  }

  private static func escape(_ text: String, to out: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out += "\\\"".utf8
      case UInt8(ascii: "\\"): out += "\\\\".utf8
      case UInt8(ascii: "\n"): out += "\\n".utf8
      case UInt8(ascii: "\r"): out += "\\r".utf8
      case UInt8(ascii: "\t"): out += "\\t".utf8
      case 0..<0x20, 0x7f:
        let hex = String(byte, radix: 16)
        out += "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8
      default: out.append(byte)
      }
    }
  }
}
