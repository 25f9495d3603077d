import ReelBasics

/// Finds in the raw bytes what libyaml would misread or be slow at.
struct YAMLPrescan {
  let source: SourceText
  let limits: YAMLLimits
  let diagnostics: DiagnosticCollector

  /// Whether libyaml may read the document; what forbids it is reported.
  func passes() -> Bool {
    let bytes = source.bytes
    guard bytes.count <= limits.bytes else {
      return fail(
        .yamlTooLarge, "the document is larger than \(limits.bytes / (1024 * 1024)) MiB", at: nil)
    }
    guard !bytes.starts(with: [0xFE, 0xFF]), !bytes.starts(with: [0xFF, 0xFE]) else {
      return fail(
        .yamlEncoding, "the document is in UTF-16; save it as UTF-8",
        at: SourceText(name: source.name, bytes: []).location(line: 0, scalar: 0))
    }
    return hasNoForeignLineBreaks(bytes) && hasNoConflict(bytes) && hasFewDirectives()
  }

  /// U+0085, U+2028 and U+2029 end lines for libyaml and for nobody else.
  private func hasNoForeignLineBreaks(_ bytes: [UInt8]) -> Bool {
    var found = false
    var places = RunningPlaces(source: source)
    // The next of the two bytes that they begin with: most texts have few.
    var next = (c2: bytes.position(of: 0xC2) ?? .max, e2: bytes.position(of: 0xE2) ?? .max)
    while min(next.c2, next.e2) < bytes.count {
      let index = min(next.c2, next.e2)
      if index == next.c2 {
        next.c2 = bytes.position(of: 0xC2, from: index + 1) ?? .max
      } else {
        next.e2 = bytes.position(of: 0xE2, from: index + 1) ?? .max
      }
      let isForeign =
        bytes[index] == 0xC2
        ? index + 1 < bytes.count && bytes[index + 1] == 0x85
        : index + 2 < bytes.count && bytes[index + 1] == 0x80
          && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9)
      guard isForeign else { continue }
      found = true
      diagnostics.report(
        .yamlLineSeparator,
        "an invisible line separator (U+0085, U+2028 or U+2029) stands here",
        at: places.location(offset: index),
        help: "it often comes along when text is pasted from a word processor; delete it")
    }
    return !found
  }

  /// What a merge of git leaves where two sides changed the same lines.
  private func hasNoConflict(_ bytes: [UInt8]) -> Bool {
    let mark = Array("<<<<<<< ".utf8)
    var next = bytes.position(of: mark[0])
    while let start = next {
      let isLineStart = start == 0 || bytes[start - 1] == UInt8(ascii: "\n")
      if isLineStart, bytes[start...].starts(with: mark) {
        var places = RunningPlaces(source: source)
        diagnostics.report(
          .yamlSyntax, "a merge left its conflict here", at: places.location(offset: start),
          help: "take one side, or both, and delete the lines of '<<<<<<<', '=======' and '>>>>>>>'"
        )
        return false
      }
      next = bytes.position(of: mark[0], from: start + 1)
    }
    return true
  }

  private func hasFewDirectives() -> Bool {
    guard source.bytes.position(of: UInt8(ascii: "%")) != nil else { return true }
    var directives = 0
    for number in 0..<source.lineCount {
      let line = source.line(number)
      if line.starts(with: "---".utf8) { return true }
      guard line.first == UInt8(ascii: "%") else { continue }
      directives += 1
      if directives > limits.directives {
        return fail(
          .yamlTooLarge, "more than \(limits.directives) lines begin with '%'",
          at: source.location(line: number, scalar: 0))
      }
    }
    return true
  }

  private func fail(_ code: DiagnosticCode, _ message: String, at location: SourceLocation?) -> Bool
  {
    diagnostics.report(code, message, at: location)
    return false
  }
}
