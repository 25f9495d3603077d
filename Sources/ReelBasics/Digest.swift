/// A SHA-256 digest.
package struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest of 32 bytes; `nil` for any other number.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    words = unsafe bytes.withUnsafeBytes { bytes in
      func word(_ index: Int) -> UInt64 {
        unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
      }
      return (word(0), word(1), word(2), word(3))
    }
  }

  /// The digest that 64 lower-case hexadecimal digits write; `nil` for anything else.
  package init?(hex: some StringProtocol) {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in hex.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { return nil }
    self.init(bytes: bytes)
  }

  /// The 32 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for word in [words.0, words.1, words.2, words.3] {
      var shift: UInt64 = 64
      while shift > 0 {
        shift -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String { hex(first: 64) }

  /// The first 12 digits, for people.
  package var short: String { hex(first: 12) }

  /// The first of the 64 lower-case hexadecimal digits; `count` is 0 or more, and above 64 all of them.
  package func hex(first count: Int) -> String {
    unsafe String(unsafeUninitializedCapacity: min(count, 64)) { digits in
      var place = 0
      for word in [words.0, words.1, words.2, words.3] {
        var shift: UInt64 = 64
        while shift > 0, place < count {
          shift -= 4
          let value = UInt8(truncatingIfNeeded: word >> shift & 15)
          unsafe digits[place] = value < 10 ? 48 + value : 87 + value
          place += 1
        }
      }
      return place
    }
  }

  package var description: String { hex }

  package static func == (left: Digest, right: Digest) -> Bool {
    left.words == right.words
  }

  package static func < (left: Digest, right: Digest) -> Bool {
    left.words < right.words
  }

  package func hash(into hasher: inout Hasher) {
    // The words of a digest are spread already; one is enough.
    hasher.combine(words.0)
  }
}
