// What cuts and compares names by bytes, as files, addresses and command lines have them: to `Character`, a
// separator and the accent, joiner or skin tone that follows are one letter, which is no separator.
extension StringProtocol {
  /// Whether it begins with the bytes of another text.
  @inlinable package func hasBytePrefix(_ other: some StringProtocol) -> Bool {
    utf8.starts(with: other.utf8)
  }

  /// Whether it ends with the bytes of another text.
  @inlinable package func hasByteSuffix(_ other: some StringProtocol) -> Bool {
    utf8.suffix(other.utf8.count).elementsEqual(other.utf8)
  }

  /// What follows the text that it begins with; `nil` where it begins otherwise.
  @inlinable package func without(prefix: some StringProtocol) -> SubSequence? {
    guard hasBytePrefix(prefix) else { return nil }
    return self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...]
  }

  /// What stands before the text that it ends with; `nil` where it ends otherwise.
  @inlinable package func without(suffix: some StringProtocol) -> SubSequence? {
    guard hasByteSuffix(suffix) else { return nil }
    return self[..<utf8.index(startIndex, offsetBy: utf8.count - suffix.utf8.count)]
  }

  /// What stands on both sides of a letter of ASCII where it stands first; `nil` where it does not.
  @inlinable package func cut(
    atFirst letter: UInt8
  ) -> (before: SubSequence, after: SubSequence)? {
    guard let place = utf8.firstIndex(of: letter) else { return nil }
    return (self[..<place], self[utf8.index(after: place)...])
  }

  /// What stands on both sides of a letter of ASCII where it stands last; `nil` where it does not.
  @inlinable package func cut(
    atLast letter: UInt8
  ) -> (before: SubSequence, after: SubSequence)? where UTF8View: BidirectionalCollection {
    guard let place = utf8.lastIndex(of: letter) else { return nil }
    return (self[..<place], self[utf8.index(after: place)...])
  }

  /// What stands before the first of some letters of ASCII; all of it where none of them stands there.
  @inlinable package func before(anyOf letters: String) -> SubSequence {
    self[..<(utf8.firstIndex { letters.utf8.contains($0) } ?? endIndex)]
  }

  /// The parts between a letter of ASCII; those with nothing in them only where they are kept.
  @inlinable package func parts(
    between letter: UInt8, keepsEmpty: Bool = false
  ) -> [SubSequence] {
    var parts: [SubSequence] = []
    var start = startIndex
    while let place = utf8[start...].firstIndex(of: letter) {
      if keepsEmpty || start < place { parts.append(self[start..<place]) }
      start = utf8.index(after: place)
    }
    if keepsEmpty || start < endIndex { parts.append(self[start...]) }
    return parts
  }

  /// The names on a path.
  @inlinable package var pathParts: [SubSequence] { parts(between: UInt8(ascii: "/")) }

  /// The last name on a path; the path itself where it has none, as `/`.
  @inlinable package var fileName: SubSequence { pathParts.last ?? self[...] }
}
