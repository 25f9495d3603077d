/// The status line and headers of an answer, gathered line by line.
struct HTTPResponseHead: Sendable {
  /// The most bytes of all lines together.
  let limit: Int
  private(set) var status = 0
  private(set) var headers = HTTPHeaders()
  /// Every byte so far, interim answers and trailers included.
  private(set) var byteCount = 0
  /// Whether the empty line came that ends the block. libcurl reports an answer cut off before it as
  /// a success.
  private(set) var isComplete = false
  private var isFramed = false

  init(limit: Int) { self.limit = limit }

  /// Whether the answer says where its body ends: by length, by chunks, by frames, or by its status.
  var isDelimited: Bool {
    if isFramed || status == 204 || status == 304 || headers["Content-Length"] != nil {
      return true
    }
    let codings = headers.values("Transfer-Encoding").joined(separator: ",").lowercased()
    return codings.hasSuffix("chunked")
  }

  /// The length that the answer announces.
  var contentLength: Int64? { headers["Content-Length"].flatMap { Int64($0) } }

  /// Adds a line with its end; says whether the limit still holds.
  mutating func add(_ line: [UInt8]) -> Bool {
    byteCount += line.count
    guard byteCount <= limit else { return false }
    let text = line.prefix { $0 != 13 && $0 != 10 }
    // After the final head nothing begins another one, whatever a trailer looks like.
    if !isComplete || status < 200, text.starts(with: "HTTP/".utf8) {
      begin(text)
    } else if isComplete {
      return true  // A trailer: counted, not kept.
    } else if text.isEmpty {
      isComplete = true
    } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
      headers.append(Self.string(text[..<colon]), Self.string(text[(colon + 1)...]))
    }
    return true
  }

  private mutating func begin(_ statusLine: ArraySlice<UInt8>) {
    let words = statusLine.split(separator: UInt8(ascii: " "))
    isFramed = !statusLine.starts(with: "HTTP/1".utf8) && !statusLine.starts(with: "HTTP/0".utf8)
    status = words.count > 1 ? Int(Self.string(words[1])) ?? 0 : 0
    headers = HTTPHeaders()
    isComplete = false
  }

  private static func string(_ bytes: ArraySlice<UInt8>) -> String {
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
    var trimmed = bytes.drop(while: isSpace)
    while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
    return String(decoding: trimmed, as: UTF8.self)
  }
}
