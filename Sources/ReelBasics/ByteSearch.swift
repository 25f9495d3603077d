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

extension UnsafeBufferPointer<UInt8> {
  /// Whether a byte is among these, by the same search.
  package func hasByte(_ byte: UInt8) -> Bool {
    guard let base = baseAddress else { return false }
    return unsafe memchr(base, Int32(byte), count) != nil
  }

  /// Whether these are the same bytes as others, of which there are as many.
  package func hasBytes(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    precondition(other.count == count)
    guard let base = baseAddress, let other = other.baseAddress, count > 0 else { return true }
    return unsafe memcmp(base, other, count) == 0
  }

  /// Whether these are the bytes that stand in an array from `start` on.
  package func stands(in bytes: [UInt8], at start: Int) -> Bool {
    guard start >= 0, count <= bytes.count - start else { return false }
    guard let base = baseAddress, count > 0 else { return true }
    return unsafe bytes.withUnsafeBytes { bytes in
      guard let other = bytes.baseAddress else { return false }
      return unsafe memcmp(base, other + start, count) == 0
    }
  }
}

extension String {
  /// Whether a letter of ASCII is among the bytes of the text, by the same search.
  package func hasByte(_ byte: UInt8) -> Bool {
    let found = unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.hasByte(byte) }
    return found ?? utf8.contains(byte)
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
