import ReelBasics

/// Decodes a JSON text that holds media, as it stands between its quotes: base64, after
/// `data:…;base64,` or without, with JSON's escapes.
struct MediaTextDecoder {
  private enum Escape {
    case none
    /// After a backslash.
    case begun
    /// After `\u`, with so many hexadecimal digits read.
    case unicode(digits: Int, value: UInt32)
  }

  /// More than any media type needs.
  private static let longestPrefix = 256

  /// What the `data:` before the base64 says it is.
  private(set) var mediaType: String?
  /// The beginning, until it is known whether it is a `data:` prefix.
  private var prefix: [UInt8]? = []
  private var base64 = Base64Decoder()
  private var escape = Escape.none

  /// Appends the bytes of the next piece to `bytes`; says whether it may be media.
  mutating func decode(_ piece: UnsafeRawBufferPointer, into bytes: inout [UInt8]) -> Bool {
    var rest = unsafe piece
    while unsafe !rest.isEmpty {
      if case .none = escape {
        let end = unsafe rest.firstIndex(of: UInt8(ascii: "\\")) ?? rest.endIndex
        let run = unsafe UnsafeRawBufferPointer(rebasing: rest[..<end])
        guard unsafe take(run, into: &bytes) else { return false }
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest[end...])
        if unsafe !rest.isEmpty {
          escape = .begun
          unsafe rest = UnsafeRawBufferPointer(rebasing: rest[1...])
        }
      } else {
        guard let byte = unsafe rest.first, unescape(byte, into: &bytes) else { return false }
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest[1...])
      }
    }
    return true
  }

  /// Appends what is left to `bytes`; says whether the text may end here.
  mutating func finish(into bytes: inout [UInt8]) -> Bool {
    guard case .none = escape else { return false }
    if let start = prefix, !base64.decode(start, into: &bytes) { return false }
    return base64.finish(into: &bytes)
  }

  /// Takes a byte of an escape; says whether base64 may have it.
  private mutating func unescape(_ byte: UInt8, into bytes: inout [UInt8]) -> Bool {
    func take(_ byte: UInt8) -> Bool {
      escape = .none
      return unsafe withUnsafeBytes(of: byte) { unsafe self.take($0, into: &bytes) }
    }
    switch escape {
    case .unicode(let digits, let value):
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return false }
      let value = value << 4 | UInt32(digit)
      guard digits == 3 else {
        escape = .unicode(digits: digits + 1, value: value)
        return true
      }
      return value < 128 && take(UInt8(value))
    case .none, .begun:
      switch byte {
      case UInt8(ascii: "/"): return take(byte)
      case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return take(32)
      case UInt8(ascii: "u"):
        escape = .unicode(digits: 0, value: 0)
        return true
      default: return false
      }
    }
  }

  /// Takes bytes without escapes.
  private mutating func take(_ run: UnsafeRawBufferPointer, into bytes: inout [UInt8]) -> Bool {
    guard var start = prefix else { return unsafe base64.decode(run, into: &bytes) }
    unsafe start += run
    let mark = "data:".utf8
    guard start.starts(with: mark) else {
      // What is shorter than the mark may still become it.
      if start.count < mark.count, mark.starts(with: start) {
        prefix = start
        return true
      }
      prefix = nil
      return base64.decode(start, into: &bytes)
    }
    guard let comma = start.firstIndex(of: UInt8(ascii: ",")) else {
      prefix = start
      return start.count <= Self.longestPrefix
    }
    prefix = nil
    let words = String(decoding: start[mark.count..<comma], as: UTF8.self).lowercased()
      .split(separator: ";", omittingEmptySubsequences: false)
    guard comma <= Self.longestPrefix, words.count > 1, words.last == "base64" else {
      return false
    }
    mediaType = words[0].isEmpty ? nil : String(words[0])
    return base64.decode(start[(comma + 1)...], into: &bytes)
  }
}
