import ReelBasics

/// The text of one or several entries of `assets`.
struct EntryText {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var lineCount: Int { SourceText(name: "", bytes: bytes).lineCount }

  /// How many spaces it begins with.
  var indentation: Int { bytes.prefix { $0 == UInt8(ascii: " ") }.count }

  /// Whether each of its lines begins with so many spaces, is empty or a comment: nothing of it can end
  /// the document, or begin what stands beside `assets`.
  func isIndented(by indentation: Int) -> Bool {
    let text = SourceText(name: "", bytes: bytes)
    return (0..<text.lineCount).allSatisfy { number in
      let line = text.line(number)
      let spaces = line.prefix { $0 == UInt8(ascii: " ") }.count
      return spaces == line.count || spaces >= indentation
        || line[line.startIndex + spaces] == UInt8(ascii: "#")
    }
  }

  /// Whatever may be an anchor or an alias: `&` or `*` and the letters after it.
  var references: [ArraySlice<UInt8>] {
    bytes.indices.filter { Self.signs.contains(bytes[$0]) }.compactMap { place in
      let name = bytes[(place + 1)...].prefix { $0 > UInt8(ascii: " ") }
      return name.isEmpty ? nil : bytes[place..<name.endIndex]
    }
  }

  var hasAnchor: Bool { references.contains { $0.first == UInt8(ascii: "&") } }

  private static let signs = Array("&*".utf8)
}
