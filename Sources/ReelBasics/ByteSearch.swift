#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension [UInt8] {
  /// The place of the first `byte` from `start` on, before `end`; `nil` where there is none.
  ///
  /// By the C library's search, which looks at many bytes at once.
  package func position(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    precondition(start >= 0 && end <= count)
    guard start < end else { return nil }
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = unsafe memchr(base + start, Int32(byte), end - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  /// The same up to the end of all.
  package func position(of byte: UInt8, from start: Int = 0) -> Int? {
    position(of: byte, from: start, to: count)
  }
}

extension String {
  /// Whether a letter of ASCII is among the bytes of the text, by the same search.
  package func hasByte(_ byte: UInt8) -> Bool {
    unsafe utf8.withContiguousStorageIfAvailable { bytes in
      guard let base = bytes.baseAddress else { return false }
      return unsafe memchr(base, Int32(byte), bytes.count) != nil
    } ?? utf8.contains(byte)
  }
}

extension [UInt8] {
  /// How many bytes two texts begin with alike.
  package func commonPrefix(with other: [UInt8]) -> Int {
    let most = Swift.min(count, other.count)
    return unsafe withUnsafeBytes { own in
      unsafe other.withUnsafeBytes { other in
        var same = 0
        while same + 8 <= most, unsafe word(own, at: same) == word(other, at: same) { same += 8 }
        while same < most, unsafe own[same] == other[same] { same += 1 }
        return same
      }
    }
  }

  /// How many bytes two texts end with alike.
  package func commonSuffix(with other: [UInt8]) -> Int {
    let most = Swift.min(count, other.count)
    return unsafe withUnsafeBytes { own in
      unsafe other.withUnsafeBytes { other in
        var same = 0
        while same + 8 <= most,
          unsafe word(own, at: own.count - same - 8) == word(other, at: other.count - same - 8)
        {
          same += 8
        }
        while same < most, unsafe own[own.count - same - 1] == other[other.count - same - 1] {
          same += 1
        }
        return same
      }
    }
  }

  private func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }
}
