/// Decodes base64 (RFC 4648, sections 4 and 5) piece by piece, in either alphabet. White space and
/// missing padding do not matter; anything else that is not base64 does.
package struct Base64Decoder: Sendable {
  private static let invalid: UInt8 = 0xff
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: invalid, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
    // As URLs and file names have them.
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()

  /// The digits of the group that is not whole yet, and how many they are.
  private var group: UInt32 = 0
  private var digits = 0
  private var isPadded = false

  package init() {}

  /// The bytes of a whole text; `nil` where it is not base64, or stops in the middle of a byte.
  package static func bytes(of text: some Collection<UInt8>) -> [UInt8]? {
    var decoder = Base64Decoder()
    var bytes: [UInt8] = []
    return decoder.decode(text, into: &bytes) && decoder.finish(into: &bytes) ? bytes : nil
  }

  /// Appends the bytes of the next piece to `bytes`; says whether it is base64.
  package mutating func decode(_ piece: some Collection<UInt8>, into bytes: inout [UInt8]) -> Bool {
    let isContiguous = piece.withContiguousStorageIfAvailable { piece in
      unsafe decode(UnsafeRawBufferPointer(piece), into: &bytes)
    }
    guard let isContiguous else { return decode(Array(piece), into: &bytes) }
    return isContiguous
  }

  /// The same for bytes that lie somewhere, which must stay there while this runs.
  package mutating func decode(_ piece: UnsafeRawBufferPointer, into bytes: inout [UInt8]) -> Bool {
    var isValid = true
    // A group may be finished by this piece's first digit.
    bytes += unsafe [UInt8](unsafeUninitializedCapacity: piece.count / 4 * 3 + 3) { output, count in
      unsafe Self.values.withUnsafeBufferPointer { values in
        isValid = unsafe decode(piece, values, UnsafeMutableRawBufferPointer(output), &count)
      }
    }
    return isValid
  }

  /// Appends the bytes of the last group, which may be a part of one, to `bytes`; says whether the
  /// text may end here.
  package mutating func finish(into bytes: inout [UInt8]) -> Bool {
    defer { self = Base64Decoder() }
    switch digits {
    case 0: return true
    case 2: bytes.append(UInt8(truncatingIfNeeded: group >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: group >> 10))
      bytes.append(UInt8(truncatingIfNeeded: group >> 2))
    default: return false
    }
    return true
  }

  private mutating func decode(
    _ input: UnsafeRawBufferPointer, _ values: UnsafeBufferPointer<UInt8>,
    _ output: UnsafeMutableRawBufferPointer, _ count: inout Int
  ) -> Bool {
    func put(_ group: UInt32) {
      unsafe output[count] = UInt8(truncatingIfNeeded: group >> 16)
      unsafe output[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
      unsafe output[count + 2] = UInt8(truncatingIfNeeded: group)
      count += 3
    }
    var index = 0
    while index < input.count {
      // Whole groups at once: nearly all of them.
      while digits == 0, !isPadded, index + 4 <= input.count {
        let first = unsafe values[Int(input[index])]
        let second = unsafe values[Int(input[index + 1])]
        let third = unsafe values[Int(input[index + 2])]
        let fourth = unsafe values[Int(input[index + 3])]
        guard first | second | third | fourth < 64 else { break }
        put(UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth))
        index += 4
      }
      guard index < input.count else { break }
      let byte = unsafe input[index]
      index += 1
      if byte.isASCIISpace { continue }
      if byte == UInt8(ascii: "=") {
        isPadded = true
        continue
      }
      let value = unsafe values[Int(byte)]
      guard value != Self.invalid, !isPadded else { return false }
      group = group << 6 | UInt32(value)
      digits += 1
      if digits == 4 {
        put(group)
        group = 0
        digits = 0
      }
    }
    return true
  }
}
