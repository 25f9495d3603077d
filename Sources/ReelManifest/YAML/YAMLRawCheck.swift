import ReelBasics

/// Looks at the text around a node for what libyaml takes for something else than its author does,
/// without a word.
struct YAMLRawCheck {
  struct Mistake {
    let message: String
    let mark: YAMLMark
    let help: String
  }

  private let source: SourceText
  private let longestLine: Int
  // Nearly all lines come in their order, so that each letter is looked for once.
  private var hash: LetterSearch
  private var questionMark: LetterSearch
  private var anchor: LetterSearch
  /// Lines on which none of them stands.
  private var quiet = 0..<0
  // The line that was looked at last: reading it for every node would make long lines slow.
  private var number = -1
  private var bytes: ArraySlice<UInt8> = []
  private var hasHash = false
  private var hasQuestionMark = false
  private var hasAnchor = false
  private var mayMislead: Bool { hasHash || hasQuestionMark || hasAnchor }
  private var decoded: [Unicode.Scalar]?

  init(source: SourceText, limits: YAMLLimits) {
    self.source = source
    longestLine = limits.commentedLine
    hash = LetterSearch(for: UInt8(ascii: "#"), in: source.bytes)
    questionMark = LetterSearch(for: UInt8(ascii: "?"), in: source.bytes)
    anchor = LetterSearch(for: UInt8(ascii: "&"), in: source.bytes)
  }

  /// Whether nothing can be wrong on a line: `true` is sure.
  @inline(__always)
  mutating func isQuiet(_ line: Int) -> Bool { quiet.contains(line) || turnsOutQuiet(line) }

  private mutating func turnsOutQuiet(_ line: Int) -> Bool {
    guard line >= quiet.upperBound, let start = source.lineStart(line) else { return false }
    let next = min(hash.next(from: start), questionMark.next(from: start), anchor.next(from: start))
    let end = next < source.bytes.count ? source.lineNumber(of: next) : source.lineCount
    quiet = line..<max(line, end)
    return end > line
  }

  /// Whether a comment follows on the line where a plain scalar ends.
  mutating func isFollowedByComment(_ end: YAMLMark) -> Bool {
    turn(to: end.line)
    guard hasHash else { return false }
    let rest = scalars.dropFirst(end.column)
    guard let first = rest.first, first == " " || first == "\t" else { return false }
    return rest.first { $0 != " " && $0 != "\t" } == "#"
  }

  /// Whether the lines where a scalar begins and ends have a letter that may mislead libyaml.
  mutating func mayMislead(from start: YAMLMark, to end: YAMLMark) -> Bool {
    turn(to: start.line)
    let atStart = mayMislead
    turn(to: end.line)
    return atStart || mayMislead
  }

  /// What is wrong around a scalar; `column` is that of the collection it stands in, -1 for none.
  mutating func mistake(
    of token: YAMLScalarToken, text: UnsafeBufferPointer<UInt8>, from start: YAMLMark,
    to end: YAMLMark, below column: Int
  ) -> Mistake? {
    switch token.style {
    case .plain:
      if let anchor = token.anchor, unsafe text.first == UInt8(ascii: ":") {
        return mistake(ofAnchor: anchor, from: start)
      }
      return questionMark(before: start) ?? hash(after: end)
    case .quoted: return hash(after: end)
    case .block:
      let isBlank = unsafe text.allSatisfy { $0 == UInt8(ascii: "\n") }
      return hash(afterHeaderAt: start) ?? (isBlank ? comment(at: end, below: column) : nil)
    }
  }

  /// What is wrong after a collection.
  mutating func mistake(afterCollection end: YAMLMark) -> Mistake? { hash(after: end) }

  // MARK: Mistakes

  private static func comment(_ mark: YAMLMark) -> Mistake {
    Mistake(
      message: "'#' begins a comment only after a space", mark: mark,
      help: "put a space before it; if it belongs to the words, put it in quotes")
  }

  /// `"a"#b`, `[a]#b`, `[a,#b`.
  private mutating func hash(after end: YAMLMark) -> Mistake? {
    turn(to: end.line)
    guard hasHash else { return nil }
    let rest = scalars.dropFirst(end.column)
    if rest.first == "#" { return Self.comment(end) }
    let next = rest.drop { $0 == " " }
    guard next.first == ",", next.dropFirst().first == "#" else { return nil }
    return Self.comment(YAMLMark(line: end.line, column: next.startIndex + 1))
  }

  /// `>#a`: the mark of a block, and its properties before it.
  private mutating func hash(afterHeaderAt start: YAMLMark) -> Mistake? {
    turn(to: start.line)
    guard hasHash else { return nil }
    var rest = scalars.dropFirst(start.column)
    while rest.first == "&" || rest.first == "!" { rest = Self.afterProperty(rest) }
    let after = rest.dropFirst().drop { $0 == "-" || $0 == "+" || ("0"..."9").contains($0) }
    guard after.first == "#" else { return nil }
    return Self.comment(YAMLMark(line: start.line, column: after.startIndex))
  }

  /// What follows an anchor or a tag.
  private static func afterProperty(
    _ rest: ArraySlice<Unicode.Scalar>
  ) -> ArraySlice<Unicode.Scalar> {
    rest.drop { $0 != " " && $0 != "\t" }.drop { $0 == " " || $0 == "\t" }
  }

  /// A block's first line that is indented less than an empty one before it, and begins with `#`.
  private mutating func comment(at end: YAMLMark, below column: Int) -> Mistake? {
    turn(to: end.line)
    guard hasHash, let first = scalars.firstIndex(where: { $0 != " " }), scalars[first] == "#",
      first > column
    else { return nil }
    return Mistake(
      message:
        "this line is not part of the block above it: an empty line there is indented further",
      mark: YAMLMark(line: end.line, column: first),
      help: "take the spaces out of the empty lines")
  }

  /// `&a:b`: libyaml ends the name before the colon.
  private mutating func mistake(ofAnchor name: String, from start: YAMLMark) -> Mistake? {
    turn(to: start.line)
    var rest = scalars.dropFirst(start.column)
    if rest.first == "!" { rest = Self.afterProperty(rest) }
    guard rest.starts(with: "&\(name):".unicodeScalars) else { return nil }
    return Mistake(
      message: "the name of an anchor has letters, digits, '_' and '-' only",
      mark: YAMLMark(line: start.line, column: rest.startIndex),
      help: "to begin a text with '&', put it in quotes")
  }

  /// `{?a: b}`: libyaml takes the mark for that of a key.
  private mutating func questionMark(before start: YAMLMark) -> Mistake? {
    turn(to: start.line)
    let column = start.column - 1
    guard hasQuestionMark, scalars.indices.contains(column), scalars[column] == "?" else {
      return nil
    }
    return Mistake(
      message: "a text cannot begin with '?' here",
      mark: YAMLMark(line: start.line, column: column),
      help: "put the text in quotes")
  }

  // MARK: Lines

  private mutating func turn(to line: Int) {
    guard line != number else { return }
    number = line
    decoded = nil
    bytes = source.line(line)
    if line == 0 { bytes = bytes.dropFirst(source.markLength) }
    // Nobody wrote a very long line by hand.
    if bytes.count > longestLine { bytes = [] }
    hasHash = hash.isFound(in: bytes.indices)
    hasQuestionMark = questionMark.isFound(in: bytes.indices)
    hasAnchor = anchor.isFound(in: bytes.indices)
  }

  private var scalars: [Unicode.Scalar] {
    mutating get {
      if let decoded { return decoded }
      let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
      decoded = scalars
      return scalars
    }
  }
}

/// Says of ranges of a text, one after another, whether they hold a letter.
private struct LetterSearch {
  private let letter: UInt8
  private let text: [UInt8]
  /// Where the search began, and where it found the letter: there is none between.
  private var known: Range<Int>

  init(for letter: UInt8, in text: [UInt8]) {
    self.letter = letter
    self.text = text
    known = 0..<(text.position(of: letter) ?? text.count)
  }

  /// Where the letter stands first from a place on; the text's end where it does not.
  mutating func next(from start: Int) -> Int {
    if start < known.lowerBound { return text.position(of: letter, from: start) ?? text.count }
    if start > known.upperBound {
      known = start..<(text.position(of: letter, from: start) ?? text.count)
    }
    return known.upperBound
  }

  mutating func isFound(in range: Range<Int>) -> Bool {
    if range.lowerBound < known.lowerBound {
      return text.position(of: letter, from: range.lowerBound, to: range.upperBound) != nil
    }
    return range.contains(next(from: range.lowerBound))
  }
}
