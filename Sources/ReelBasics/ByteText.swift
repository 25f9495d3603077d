/// A text that equals only one of the same bytes, as names of files do: `String` takes two spellings of a
/// letter for one.
package struct ByteText: Sendable, Hashable {
  package let text: Substring

  package init(_ text: String) { self.text = text[...] }

  package init(_ text: Substring) { self.text = text }

  package static func == (one: ByteText, other: ByteText) -> Bool {
    let isSame = unsafe one.text.utf8.withContiguousStorageIfAvailable { own in
      unsafe other.text.utf8.withContiguousStorageIfAvailable {
        unsafe own.count == $0.count && own.hasBytes($0)
      }
    }
    return isSame.flatMap { $0 } ?? one.text.utf8.elementsEqual(other.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    let isHashed: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
      unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    guard isHashed == nil else { return }
    unsafe Array(text.utf8).withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
