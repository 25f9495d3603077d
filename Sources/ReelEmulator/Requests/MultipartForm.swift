import ReelBasics

/// A body of type `multipart/form-data` (RFC 7578), taken apart.
struct MultipartForm: Sendable {
  /// One part: a field, or a file where it has a file name or a type that is not text.
  struct Part: Sendable {
    let name: String
    let isFile: Bool
    let filename: String?
    let bytes: [UInt8]
  }

  let parts: [Part]

  /// The parts of a body; `nil` where it is not well formed.
  init?(contentType: String, body: [UInt8]) {
    guard let boundary = Self.attribute("boundary", of: contentType) else { return nil }
    let delimiter = Array("\r\n--\(boundary)".utf8)
    // The first delimiter lacks the line break before it.
    guard body.starts(with: delimiter.dropFirst(2)) else { return nil }
    var parts: [Part] = []
    var position = delimiter.count - 2
    while true {
      let rest = body[position...]
      if rest.starts(with: Array("--".utf8)) { break }
      guard rest.starts(with: Array("\r\n".utf8)),
        let end = Self.find(delimiter, in: body, from: position),
        let part = Self.part(body, from: position, to: end)
      else { return nil }
      parts.append(part)
      position = end + delimiter.count
    }
    self.parts = parts
  }

  /// Takes a part apart: line break, headers, empty line, bytes.
  private static func part(_ body: [UInt8], from start: Int, to end: Int) -> Part? {
    guard let blank = find(Array("\r\n\r\n".utf8), in: body, from: start), blank < end + 1 else {
      return nil
    }
    let headers = String(decoding: body[start..<blank], as: UTF8.self)
    var name: String?
    var isFile = false
    var filename: String?
    for line in headers.split(separator: "\r\n") {
      let lowered = line.lowercased()
      if lowered.hasPrefix("content-disposition:") {
        name = attribute("name", of: String(line))
        filename = attribute("filename", of: String(line))
        isFile = isFile || filename != nil
      } else if lowered.hasPrefix("content-type:") {
        isFile = isFile || lowered.contains("image/") || lowered.contains("octet-stream")
      }
    }
    guard let name else { return nil }
    return Part(
      name: name, isFile: isFile, filename: filename,
      bytes: Array(body[min(blank + 4, end)..<end]))
  }

  /// The value of `key=value` or `key="value"` after a semicolon.
  private static func attribute(_ key: String, of header: String) -> String? {
    for piece in header.parts(between: UInt8(ascii: ";")).dropFirst() {
      guard let (name, written) = piece.cut(atFirst: UInt8(ascii: "=")),
        name.filter({ $0 != " " }).lowercased() == key
      else { continue }
      var value = written
      while let rest = value.without(prefix: " ") { value = rest }
      while let rest = value.without(suffix: " ") { value = rest }
      if let inner = value.without(prefix: "\"")?.without(suffix: "\"") { value = inner }
      return value.isEmpty ? nil : String(value)
    }
    return nil
  }

  /// Where `needle` begins at or after `start`.
  private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var position = start
    let last = bytes.count - needle.count
    while position <= last {
      if bytes[position] == first, bytes[position..<(position + needle.count)] == needle[...] {
        return position
      }
      position += 1
    }
    return nil
  }
}
