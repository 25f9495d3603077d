extension String {
  /// Whether it stands before another text where bytes count alone, as they do in files: these are to
  /// be the same on all machines.
  package func precedesByBytes(_ other: String) -> Bool {
    let isBefore = unsafe utf8.withContiguousStorageIfAvailable { own in
      unsafe other.utf8.withContiguousStorageIfAvailable {
        unsafe own.lexicographicallyPrecedes($0)
      }
    }
    return isBefore.flatMap { $0 } ?? utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Whether another text has the same bytes: texts that are equal may be spelt in several ways.
  package func hasBytes(of other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }

  /// The byte at a place, counted from the start.
  package func byte(at place: Int) -> UInt8 {
    utf8[utf8.index(startIndex, offsetBy: place)]
  }

  /// The place of a byte where it stands last, counted from the start.
  package func lastPlace(of byte: UInt8) -> Int? {
    let place = unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.lastIndex(of: byte) }
    return place ?? Array(utf8).lastIndex(of: byte)
  }

  /// Whether a condition holds for all its bytes.
  ///
  /// Inlinable, as the condition is asked of every byte.
  @inlinable package func hasOnlyBytes(where holds: (UInt8) -> Bool) -> Bool {
    let isSo = unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.allSatisfy(holds) }
    return isSo ?? utf8.allSatisfy(holds)
  }
}
