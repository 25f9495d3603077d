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

  /// Whether a condition holds for all its bytes.
  package func hasOnlyBytes(where holds: (UInt8) -> Bool) -> Bool {
    let isSo = unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.allSatisfy(holds) }
    return isSo ?? utf8.allSatisfy(holds)
  }
}
