import ReelBasics

/// Says again in the author's words what libyaml says in a parser's.
struct YAMLSyntaxMessage {
  let source: SourceText

  /// What an unreadable byte means.
  static func encoding(problem: String, at location: SourceLocation) -> Diagnostic {
    if problem.contains("control characters") {
      return Diagnostic(
        .yamlControlCharacter, "a control character stands here; a text cannot hold it",
        at: location, help: "in quotes it can be written as an escape: \"\\u0007\"")
    }
    return Diagnostic(
      .yamlEncoding, "this is not UTF-8", at: location, help: "save the file as UTF-8")
  }

  /// What a syntax error means.
  ///
  /// libyaml points at where it gave up, and at where the thing began that it was reading; `last` is
  /// where the last value before that begins.
  func diagnostic(
    problem: String, at mark: YAMLMark, since start: YAMLMark, after last: YAMLMark?
  ) -> Diagnostic {
    let words = explain(problem, at: mark, since: start)
    let place = words.isAtStart ? start : mark
    var notes: [Diagnostic.Note] = []
    let begin = words.isNoteOfLast ? last ?? start : start
    if let note = words.note, begin.line != mark.line {
      notes.append(
        Diagnostic.Note(note, at: source.location(line: begin.line, scalar: begin.column)))
    }
    return Diagnostic(
      .yamlSyntax, words.message,
      at: source.location(line: place.line, scalar: max(0, place.column - words.back)),
      notes: notes, help: words.help)
  }

  /// A mistake in words.
  private struct Words {
    let message: String
    var help: String?
    /// Whether it is where the thing begins, not where libyaml gave up.
    var isAtStart = false
    /// What to say of where the thing begins.
    var note: String?
    /// Whether the note is of the last value, not of the thing around it.
    var isNoteOfLast = false
    /// How many columns before the place it is.
    var back = 0
  }

  private static let quoteIt =
    "put the text in quotes, or write it as a block: '>-' and the text on the next line, indented"
  private static let escape = Words(
    message: "an unknown escape in a text in double quotes",
    help: "write '\\\\' for a backslash, or use single quotes")
  private static let noEnd = Words(
    message: "the text in quotes has no end", help: "look for the quote that is missing",
    isAtStart: true)
  private static let notClosed = Words(
    message: "a list or mapping in brackets is not closed here",
    help: "to begin a text with a bracket, put it in quotes", note: "it is opened here")
  private static let directive = Words(
    message: "a line that begins with '%' says how to read YAML, and this one is not understood")
  private static let tag = Words(message: "a text cannot begin with '!'", help: quoteIt)
  private static let tab = Words(
    message: "a tab stands in the indentation; YAML takes spaces only")
  private static let colon = Words(
    message: "a text in brackets cannot have this ':'", help: quoteIt)
  private static let split = Words(
    message: "the key of this ':' is not on its line",
    help: "put the key, its ':' and the value on one line")
  private static let noKey = Words(message: "a key is missing before this ':'", help: quoteIt)

  /// What libyaml says, and what it means.
  private static let words: [String: Words] = [
    "mapping values are not allowed in this context":
      Words(message: "a second ': ' on one line", help: quoteIt),
    "block sequence entries are not allowed in this context":
      Words(message: "a text cannot begin with '- '", help: quoteIt),
    "mapping keys are not allowed in this context":
      Words(message: "a text cannot begin with '? '", help: quoteIt),
    "did not find expected comment or line break":
      Words(
        message: "'|' and '>' begin a block; its text starts on the next line", help: quoteIt),
    "found unknown escape character": escape,
    "did not find expected hexdecimal number": escape,
    "found invalid Unicode character escape code":
      Words(
        message: "half of a surrogate pair is no character",
        help: "write the character itself; from Python: json.dumps(…, ensure_ascii=False)",
        back: 2),
    "could not find expected ':'":
      Words(
        message: "a key without ': '", help: "a space has to follow the colon of a key",
        isAtStart: true),
    "found unexpected end of stream": noEnd,
    "found unexpected document indicator": noEnd,
    "did not find expected <document start>":
      Words(message: "the document has ended already, and more text follows"),
    "did not find expected ',' or '}'": notClosed,
    "did not find expected ',' or ']'": notClosed,
    "did not find expected node content":
      Words(message: "a value is missing here", help: quoteIt),
    "did not find expected '-' indicator":
      Words(message: "this does not line up with the list above it", note: "the list begins here"),
    "found a tab character that violates indentation": tab,
    "found a tab character where an indentation space is expected": tab,
    "found duplicate %YAML directive": directive,
    "found duplicate %TAG directive": directive,
    "found an indentation indicator equal to 0":
      Words(message: "the number after '|' or '>' has to be from 1 to 9"),
    "found unexpected ':'": colon,
    "found undefined tag handle": tag,
    "did not find expected tag URI": tag,
    "did not find expected '!'": tag,
    "did not find the expected '>'": tag,
    "did not find URI escaped octet": tag,
    "found an incorrect leading UTF-8 octet": tag,
    "found an incorrect trailing UTF-8 octet": tag,
    "did not find expected whitespace or line break": tag,
  ]

  private func explain(_ problem: String, at mark: YAMLMark, since start: YAMLMark) -> Words {
    let line = scalars(mark.line)
    let isDirective = start.line == mark.line && start.column == 0 && line.first == "%"
    if isDirective { return Self.directive }
    if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") { return Self.tab }
    let letter = line.indices.contains(mark.column) ? line[mark.column] : nil
    let isFirst = line.prefix(mark.column).allSatisfy { $0 == " " }
    switch problem {
    case "found character that cannot start any token" where letter == "\t": return Self.tab
    case "found character that cannot start any token":
      return Words(
        message: "a text cannot begin with \(letter.map { "'\($0)'" } ?? "this")",
        help: Self.quoteIt)
    case "did not find expected ',' or '}'" where letter == ":" && isFirst,
      "did not find expected ',' or ']'" where letter == ":" && isFirst:
      return Self.split
    case "did not find expected node content" where letter == ":": return Self.colon
    case "did not find expected key" where letter == ":": return Self.noKey
    case "did not find expected alphabetic or numeric character":
      let first = scalars(start.line).dropFirst(start.column).first.map(String.init) ?? "*"
      return Words(
        message: "a text cannot begin with '\(first)'", help: Self.quoteIt, isAtStart: true)
    case "mapping values are not allowed in this context" where mark.column > 1024:
      return Words(message: "a key is longer than 1024 characters")
    case "did not find expected key": return unexpected(after: line.prefix(mark.column))
    default: return Self.words[problem] ?? Words(message: "this is not YAML: \(problem)")
    }
  }

  /// What it means that something stands where only a key can.
  private func unexpected(after line: ArraySlice<Unicode.Scalar>) -> Words {
    switch line.last(where: { $0 != " " }) {
    case "\"", "'":
      Words(
        message: "more text follows the quote that ends the text",
        help: "put the whole text in quotes; a single quote inside single quotes is written twice",
        // Of a text without its end the quote is the first one of another, often many lines below.
        note: "the text begins here", isNoteOfLast: true)
    case "]", "}":
      Words(
        message: "more text follows the bracket that ends the list or mapping",
        help: "to begin a text with a bracket, put it in quotes")
    default:
      Words(
        message: "this does not line up with what is above it",
        note: "what it could belong to begins here")
    }
  }

  /// A line's code points; a byte-order mark is none.
  private func scalars(_ number: Int) -> [Unicode.Scalar] {
    let line = Array(String(decoding: source.line(number), as: UTF8.self).unicodeScalars)
    return number == 0 && line.first == "\u{FEFF}" ? Array(line.dropFirst()) : line
  }
}
