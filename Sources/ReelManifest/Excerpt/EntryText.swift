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

  /// Whether an anchor may be in it: `&` and a letter after it.
  var mayHaveAnchor: Bool {
    bytes.indices.dropLast().contains { place in
      bytes[place] == UInt8(ascii: "&") && bytes[place + 1] > UInt8(ascii: " ")
    }
  }

  /// Whether its last line is at its end, so that what follows begins a line.
  var endsItsLine: Bool { bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") }
}
