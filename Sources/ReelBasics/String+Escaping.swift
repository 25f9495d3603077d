extension String {
  /// The text with other texts in the place of bytes that mean something where it is to stand. What is
  /// not ASCII never does.
  package func escaped(_ replacement: (UInt8) -> String?) -> String {
    if hasOnlyBytes(where: { replacement($0) == nil }) { return self }
    var bytes: [UInt8] = []
    for byte in utf8 {
      if let replacement = replacement(byte) {
        bytes += replacement.utf8
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
