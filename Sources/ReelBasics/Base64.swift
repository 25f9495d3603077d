/// Base64 with padding (RFC 4648, section 4).
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text of `bytes`. Pieces of a whole may be joined where each but the last is a multiple of
  /// three bytes long.
  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let known = min(3, bytes.count - index)
      let second = known > 1 ? bytes[index + 1] : 0
      let third = known > 2 ? bytes[index + 2] : 0
      let group = Int(bytes[index]) << 16 | Int(second) << 8 | Int(third)
      text.append(alphabet[group >> 18])
      text.append(alphabet[group >> 12 & 63])
      text.append(known > 1 ? alphabet[group >> 6 & 63] : UInt8(ascii: "="))
      text.append(known > 2 ? alphabet[group & 63] : UInt8(ascii: "="))
      index += 3
    }
    return text
  }
}
