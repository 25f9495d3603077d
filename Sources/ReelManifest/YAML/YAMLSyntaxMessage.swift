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
      .yamlEncoding, "this is not UTF-8 (\(problem))", at: location, help: "save the file as UTF-8")
  }

  /// What a syntax error means.
  ///
  /// libyaml points at where it gave up; where the mistake began is a note.
  func diagnostic(
    problem: String, at mark: YAMLMark, context: String?, since start: YAMLMark
  ) -> Diagnostic {
    let line = Array(String(decoding: source.line(mark.line), as: UTF8.self).unicodeScalars)
    let (message, help, column) = explain(problem, line, mark)
    var notes: [Diagnostic.Note] = []
    if let context, start.line != mark.line {
      notes.append(Diagnostic.Note(context, at: place(start)))
    }
    return Diagnostic(
      .yamlSyntax, message, at: source.location(line: mark.line, scalar: column ?? mark.column),
      notes: notes, help: help)
  }

  private static let quoteIt =
    "put the text in quotes, or write it as a block: '>-' and the text on the next line, indented"

  private func explain(
    _ problem: String, _ line: [Unicode.Scalar], _ mark: YAMLMark
  ) -> (message: String, help: String?, column: Int?) {
    let character = line.indices.contains(mark.column) ? line[mark.column] : nil
    if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
      return ("a tab stands in the indentation; YAML takes spaces only", nil, nil)
    }
    switch problem {
    case "mapping values are not allowed in this context":
      return ("a second ': ' on one line", Self.quoteIt, nil)
    case "found character that cannot start any token":
      let written = character.map { "'\($0)'" } ?? "this"
      return ("a text cannot begin with \(written)", Self.quoteIt, nil)
    case "found unknown escape character", "did not find expected hexdecimal number":
      return (
        "an unknown escape in a text in double quotes",
        "write '\\\\' for a backslash, or use single quotes", nil
      )
    case "found invalid Unicode character escape code":
      return (
        "half of a surrogate pair is no character",
        "write the character itself; from Python: json.dumps(…, ensure_ascii=False)", nil
      )
    case "could not find expected ':'":
      return ("a key without ': '", "a space has to follow the colon of a key", nil)
    case "found unexpected end of stream", "found unexpected document indicator":
      return ("the text in quotes has no end", "look for the quote that is missing", nil)
    case "did not find expected key":
      return (
        "this does not line up with what is above it, or a text in quotes goes on after its end",
        Self.quoteIt, nil
      )
    case "did not find expected <document start>":
      return ("the document has ended already, and more text follows", nil, nil)
    case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
      return (
        "a list or mapping in brackets is not closed here",
        "to begin a text with a bracket, "
          + "put it in quotes", nil
      )
    case "did not find expected node content":
      return ("a value is missing here", Self.quoteIt, nil)
    case "did not find expected '-' indicator":
      return ("this does not line up with the list above it", nil, nil)
    default: return (problem, nil, nil)
    }
  }

  private func place(_ mark: YAMLMark) -> SourceLocation {
    source.location(line: mark.line, scalar: mark.column)
  }
}
