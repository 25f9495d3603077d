import ReelBasics

/// Base64 as answers carry media.
enum Base64Text {
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
    guard let bytes = Base64Decoder.bytes(of: source), !bytes.isEmpty else { return nil }
    return bytes
  }
}
