#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds where the texts of JSON end, piece by piece.
struct JSONTextScan {
  /// Whether the next byte comes after a backslash that ended a piece.
  private var isEscaped = false

  /// How many bytes belong to the text, and whether its closing quote follows them.
  mutating func run(_ window: UnsafeRawBufferPointer) -> (count: Int, ends: Bool) {
    var index = 0
    var quote: Int? = -1
    if isEscaped {
      isEscaped = false
      index = 1
    }
    while index < window.count {
      if let found = quote, found < index {
        quote = unsafe Self.first(UInt8(ascii: "\""), in: window, from: index)
      }
      let end = quote ?? window.count
      let slash = unsafe Self.first(
        UInt8(ascii: "\\"), in: UnsafeRawBufferPointer(rebasing: window[..<end]), from: index)
      guard let slash else { return (end, quote != nil) }
      index = slash + 2
      isEscaped = index > window.count
    }
    return (window.count, false)
  }

  /// Where a byte stands first from a place on.
  static func first(
    _ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count,
      let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return unsafe UnsafeRawPointer(found) - base
  }
}
