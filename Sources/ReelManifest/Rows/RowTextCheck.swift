import ReelBasics

/// Checks that a data file is a text at all.
struct RowTextCheck {
  let source: SourceText
  let diagnostics: DiagnosticCollector

  /// Whether it is UTF-8; the first place that is not is reported.
  func isUTF8() -> Bool {
    let bytes = source.bytes
    guard !bytes.starts(with: [0xFE, 0xFF]), !bytes.starts(with: [0xFF, 0xFE]) else {
      diagnostics.report(
        .rowsEncoding, "the file is in UTF-16",
        at: SourceText(name: source.name, bytes: []).location(line: 0, scalar: 0),
        help: "save it as UTF-8")
      return false
    }
    guard String(validating: bytes, as: UTF8.self) == nil else { return true }
    diagnostics.report(
      .rowsEncoding, "this is not UTF-8", at: source.location(offset: firstInvalidByte),
      help: "save the file as UTF-8; a spreadsheet may call it 'CSV UTF-8'")
    return false
  }

  private var firstInvalidByte: Int {
    var parser = Unicode.UTF8.ForwardParser()
    var rest = source.bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar): offset += scalar.count
      case .error, .emptyInput: return offset
      }
    }
  }

  /// Whether it is free of control characters but tabs and line breaks; the first is reported.
  func hasNoControlCharacters() -> Bool {
    let found = source.bytes.firstIndex { byte in
      (byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D) || byte == 0x7F
    }
    guard let found else { return true }
    let isNull = source.bytes[found] == 0
    diagnostics.report(
      .rowsControlCharacter,
      "a \(isNull ? "NUL" : "control") character stands here; a cell cannot hold it",
      at: source.location(offset: found),
      help: isNull ? "if the file is in UTF-16, save it as UTF-8" : nil)
    return false
  }
}
