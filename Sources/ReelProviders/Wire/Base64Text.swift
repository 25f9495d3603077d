/// Base64 as answers carry media.
enum Base64Text {
  private static let invalid: UInt8 = 0xff
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: invalid, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  /// The bytes of a base64 text, with or without `data:…;base64,` before it; white space and missing
  /// padding do not matter. `nil` where it is something else, or stops in the middle of a byte.
  static func decode(_ text: String) -> [UInt8]? {
    var source = text.utf8[...]
    if source.starts(with: "data:".utf8) {
      guard let comma = source.firstIndex(of: UInt8(ascii: ",")),
        String(source[..<comma])?.lowercased().hasSuffix(";base64") == true
      else { return nil }
      source = source[source.index(after: comma)...]
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count / 4 * 3)
    var group: UInt32 = 0
    var digits = 0
    var isPadded = false
    for byte in source where byte != 32 && !(9...13).contains(byte) {
      if byte == UInt8(ascii: "=") {
        isPadded = true
        continue
      }
      let value = values[Int(byte)]
      guard value != invalid, !isPadded else { return nil }
      group = group << 6 | UInt32(value)
      digits += 1
      if digits == 4 {
        bytes.append(UInt8(truncatingIfNeeded: group >> 16))
        bytes.append(UInt8(truncatingIfNeeded: group >> 8))
        bytes.append(UInt8(truncatingIfNeeded: group))
        digits = 0
      }
    }
    switch digits {
    case 0: break
    case 2: bytes.append(UInt8(truncatingIfNeeded: group >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: group >> 10))
      bytes.append(UInt8(truncatingIfNeeded: group >> 2))
    default: return nil
    }
    return bytes.isEmpty ? nil : bytes
  }
}
