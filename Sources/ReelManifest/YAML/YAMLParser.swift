private import CYAML
package import ReelBasics

/// Reads YAML through libyaml's events. The one file that sees libyaml.
package struct YAMLParser {
  private let source: SourceText
  private let limits: YAMLLimits
  private let names: KnownNames?
  private let diagnostics: DiagnosticCollector

  /// `names` are what many keys are called.
  package init(
    source: SourceText, limits: YAMLLimits = YAMLLimits(), names: KnownNames? = nil,
    diagnostics: DiagnosticCollector
  ) {
    self.source = source
    self.limits = limits
    self.names = names
    self.diagnostics = diagnostics
  }

  /// The document; `nil` where it cannot be read at all, which is then reported.
  ///
  /// Some mistakes, such as a duplicate key, are reported and leave a document all the same.
  package func parse() -> YAMLDocument? {
    guard YAMLPrescan(source: source, limits: limits, diagnostics: diagnostics).passes() else {
      return nil
    }
    var builder = YAMLTreeBuilder(
      source: source, limits: limits, names: names, diagnostics: diagnostics)
    // Of a last line of spaces libyaml makes none, where a block would have an empty one.
    let last = source.line(source.lineCount - 1)
    let endsInSpaces = !last.isEmpty && last.allSatisfy { $0 == UInt8(ascii: " ") }
    let bytes = endsInSpaces ? source.bytes + [UInt8(ascii: "\n")] : source.bytes
    guard unsafe bytes.withUnsafeBufferPointer({ unsafe feed($0, to: &builder) }) else {
      return nil
    }
    return builder.finish()
  }

  /// Runs libyaml over the bytes; `false` where it or the builder gave up.
  private func feed(_ bytes: UnsafeBufferPointer<UInt8>, to builder: inout YAMLTreeBuilder) -> Bool
  {
    // libyaml keeps a pointer to its own parser: the address must not move.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { unsafe parser.deallocate() }
    guard unsafe yaml_parser_initialize(parser) == 1 else { return false }
    defer { unsafe yaml_parser_delete(parser) }
    // libyaml counts a byte-order mark as a column where it is told the encoding.
    let text = unsafe UnsafeBufferPointer(rebasing: bytes.dropFirst(source.markLength))
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    var event = unsafe yaml_event_t()
    while true {
      guard unsafe yaml_parser_parse(parser, &event) == 1 else {
        unsafe report(parser.pointee, after: builder.last)
        return false
      }
      defer { unsafe yaml_event_delete(&event) }
      guard unsafe event.type != YAML_STREAM_END_EVENT else { return true }
      guard unsafe Self.take(event, into: &builder) else { return false }
    }
  }

  /// Hands an event on; `false` where reading cannot go on.
  @inline(__always)
  private static func take(
    _ event: borrowing yaml_event_t, into builder: inout YAMLTreeBuilder
  ) -> Bool {
    let mark = unsafe YAMLMark(event.start_mark)
    let end = unsafe YAMLMark(event.end_mark)
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      return unsafe builder.scalar(
        YAMLScalarToken(
          anchor: text(scalar.anchor), tag: text(scalar.tag), style: style(scalar.style)),
        text: UnsafeBufferPointer(start: scalar.value, count: scalar.length), from: mark, to: end)
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return unsafe builder.token(
        .start(.mapping, anchor: text(start.anchor), tag: text(start.tag)), from: mark, to: end)
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return unsafe builder.token(
        .start(.sequence, anchor: text(start.anchor), tag: text(start.tag)), from: mark, to: end)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return builder.token(.stop, from: mark, to: end)
    case YAML_ALIAS_EVENT:
      return unsafe builder.token(.alias(text(event.data.alias.anchor) ?? ""), from: mark, to: end)
    case YAML_DOCUMENT_START_EVENT: return builder.token(.documentStart, from: mark, to: end)
    default: return true
    }
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAMLScalarToken.Style {
    switch style {
    case YAML_PLAIN_SCALAR_STYLE: .plain
    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
    default: .quoted
    }
  }

  private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe bytes.map { unsafe String(cString: $0) }
  }

  /// Reports why libyaml gave up; `last` is where the last value begins that it read.
  private func report(_ parser: yaml_parser_t, after last: YAMLMark?) {
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "no memory"
    guard unsafe parser.error != YAML_READER_ERROR else {
      // The reader knows a byte, no line; of a broken character the one that breaks it.
      var offset = unsafe parser.problem_offset + source.markLength
      if problem.contains("trailing") { offset = source.characterStart(before: offset) }
      diagnostics.report(
        YAMLSyntaxMessage.encoding(problem: problem, at: source.location(offset: offset)))
      return
    }
    diagnostics.report(
      YAMLSyntaxMessage(source: source).diagnostic(
        problem: problem, at: unsafe YAMLMark(parser.problem_mark),
        since: unsafe YAMLMark(parser.context_mark), after: last))
  }
}

extension YAMLMark {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: mark.line, column: mark.column)
  }
}
