import ReelBasics

/// Makes a tree of events, under limits and without recursion.
struct YAMLTreeBuilder {
  /// A collection that is not at its end yet.
  private struct Frame {
    let node: Int
    let isMapping: Bool
    var anchor: String?
    let expandedBefore: Int
    /// The known names that it has as keys, a bit for each number.
    var names: UInt64 = 0
    /// Whether all its keys are known names, and differ.
    var isSound = true

    /// Takes the number of a key.
    mutating func note(_ name: UInt8) {
      let bit = UInt64(1) << UInt64(name)
      isSound = isSound && name > 0 && names & bit == 0
      names |= bit
    }
  }

  private let source: SourceText
  private let limits: YAMLLimits
  private let diagnostics: DiagnosticCollector
  private var records: [YAMLDocument.Record] = []
  private var texts: YAMLTextKeeper
  private let names: KnownNames?
  /// The mappings of which the keys have to be looked at.
  private var unsound: [Int] = []
  private var frames: [Frame] = []
  private var documents = 0
  private var expansion: YAMLExpansion
  private var raw: YAMLRawCheck

  init(
    source: SourceText, limits: YAMLLimits, names: KnownNames?, diagnostics: DiagnosticCollector
  ) {
    self.source = source
    self.names = names
    self.limits = limits
    self.diagnostics = diagnostics
    texts = YAMLTextKeeper(source: source)
    expansion = YAMLExpansion(limits: limits)
    raw = YAMLRawCheck(source: source, limits: limits)
    // Rather too many: what is not used costs nothing, and to grow costs a copy.
    records.reserveCapacity(source.bytes.count / 10 + 16)
  }

  /// Takes a scalar; `false` where reading cannot go on.
  mutating func scalar(
    _ token: YAMLScalarToken, text bytes: UnsafeBufferPointer<UInt8>, from mark: YAMLMark,
    to end: YAMLMark
  ) -> Bool {
    guard bytes.count <= limits.scalarBytes else {
      return fail(
        .yamlTooLarge, "a text is longer than \(limits.scalarBytes / 1024) KiB", at: mark)
    }
    var record = YAMLDocument.Record(
      kind: .scalar, line: UInt32(mark.line), column: UInt32(clamping: mark.column))
    if token.style == .plain { record.traits.insert(.plain) }
    if !raw.isQuiet(mark.line) || !raw.isQuiet(end.line) {
      if token.style == .plain, bytes.count > 0, raw.isFollowedByComment(end) {
        record.traits.insert(.cutByComment)
      }
      // Without a closure, which would copy the builder.
      let column = frames.isEmpty ? -1 : Int(records[frames[frames.count - 1].node].column)
      if raw.mayMislead(from: mark, to: end),
        let mistake = unsafe raw.mistake(
          of: token, text: bytes, from: mark, to: end, below: column)
      {
        report(mistake)
      }
    }
    if let name = token.tag { record.tag = tag(name, at: mark) }
    if YAMLDocument.isPlain(record) {
      unsafe record.traits.formUnion(YAMLDocument.Traits(ofPlain: bytes))
    }
    unsafe texts.keep(bytes, of: token.style, from: mark, in: &record)
    if isAtKey { record.name = unsafe names?.number(of: bytes) ?? 0 }
    guard let node = append(record, at: mark) else { return false }
    expansion.count += 1
    if let anchor = token.anchor { expansion.name(node, anchor, size: 1) }
    return true
  }

  /// Takes anything else; `false` where reading cannot go on.
  mutating func token(_ token: YAMLToken, from mark: YAMLMark, to end: YAMLMark) -> Bool {
    switch token {
    case .documentStart:
      documents += 1
      return documents == 1
        || fail(.yamlSecondDocument, "a second document starts here; a file may hold one", at: mark)
    case .alias(let name): return alias(name, at: mark)
    case .start(let kind, let anchor, let tag):
      return start(kind, anchor: anchor, tag: tag, at: mark)
    case .stop:
      if !raw.isQuiet(end.line), let mistake = raw.mistake(afterCollection: end) {
        report(mistake)
      }
      stop()
      return true
    }
  }

  /// The finished tree; `nil` where there is none.
  func finish() -> YAMLDocument? {
    guard !records.isEmpty else {
      diagnostics.report(.fileEmpty, "\(source.name) is empty", at: nil)
      return nil
    }
    if let mark = expansion.excess(over: records.count) {
      diagnostics.report(
        .yamlAliasExpansion, "aliases make the document more than \(limits.expansion) times larger",
        at: location(mark))
      return nil
    }
    let document = YAMLDocument(
      texts: texts.all, records: records, names: names, expandedCount: expansion.count)
    YAMLKeyCheck(document: document, diagnostics: diagnostics).run(unsound.sorted())
    return document
  }

  /// Where the last value begins that was taken.
  var last: YAMLMark? {
    records.last.map { YAMLMark(line: Int($0.line), column: Int($0.column)) }
  }

  /// Whether the next node is a key of a mapping.
  ///
  /// In place, as a call would copy the builder.
  @inline(__always)
  private var isAtKey: Bool {
    let last = frames.count - 1
    return last >= 0 && frames[last].isMapping && records[frames[last].node].count & 1 == 0
  }

  // MARK: Nodes

  private mutating func start(
    _ kind: YAMLDocument.Kind, anchor: String?, tag name: String?, at mark: YAMLMark
  ) -> Bool {
    guard frames.count < limits.depth else {
      return fail(.yamlTooDeep, "more than \(limits.depth) collections inside each other", at: mark)
    }
    var record = YAMLDocument.Record(
      kind: kind, line: UInt32(mark.line), column: UInt32(clamping: mark.column))
    if let name { record.tag = tag(name, at: mark) }
    guard let node = append(record, at: mark) else { return false }
    if let anchor { expansion.name(node, anchor, size: nil) }
    frames.append(
      Frame(
        node: node, isMapping: kind == .mapping, anchor: anchor, expandedBefore: expansion.count))
    expansion.count += 1
    return true
  }

  private mutating func stop() {
    guard let frame = frames.popLast() else { return }
    records[frame.node].start = UInt32(records.count)
    if frame.isMapping, !frame.isSound { unsound.append(frame.node) }
    guard let anchor = frame.anchor else { return }
    expansion.close(frame.node, anchor, since: frame.expandedBefore)
  }

  private mutating func alias(_ name: String, at mark: YAMLMark) -> Bool {
    guard let anchor = expansion.anchors[name] else {
      let near = diagnostics.nearest(to: name, in: expansion.anchors.keys.sorted())
      return fail(
        .yamlUnknownAlias, "no anchor '&\(name)' stands before this alias", at: mark,
        help: near.map { "did you mean '*\($0)'?" }
          ?? "to begin a text with '*', put it in quotes")
    }
    guard let size = anchor.size else {
      return fail(.yamlAliasCycle, "the alias '*\(name)' stands inside what it names", at: mark)
    }
    var record = YAMLDocument.Record(
      kind: .alias, line: UInt32(mark.line), column: UInt32(clamping: mark.column))
    record.start = UInt32(anchor.node)
    guard append(record, at: mark) != nil else { return false }
    expansion.add(size, at: mark)
    return true
  }

  private mutating func append(_ record: YAMLDocument.Record, at mark: YAMLMark) -> Int? {
    guard records.count < limits.nodes else {
      _ = fail(.yamlTooLarge, "the document has more than \(limits.nodes) values", at: mark)
      return nil
    }
    let node = records.count
    records.append(record)
    guard !frames.isEmpty else { return node }
    let parent = frames[frames.count - 1].node
    if isAtKey {
      frames[frames.count - 1].note(record.name)
      let key = record.kind == .alias ? records[Int(record.start)] : record
      if key.traits.contains(.mergeKey) { records[parent].traits.insert(.merging) }
    }
    records[parent].count += 1
    return node
  }

  private func tag(_ name: String, at mark: YAMLMark) -> YAMLTag {
    if let tag = YAMLTag(name: name) { return tag }
    diagnostics.report(
      .yamlTag, "the tag '\(name)' means nothing here", at: location(mark),
      help: "to begin a text with '!', put it in quotes")
    return .none
  }

  private func report(_ mistake: YAMLRawCheck.Mistake) {
    diagnostics.report(
      .yamlSyntax, mistake.message, at: location(mistake.mark), help: mistake.help)
  }

  private func location(_ mark: YAMLMark) -> SourceLocation {
    source.location(line: mark.line, scalar: mark.column)
  }

  private func fail(
    _ code: DiagnosticCode, _ message: String, at mark: YAMLMark, help: String? = nil
  ) -> Bool {
    diagnostics.report(code, message, at: location(mark), help: help)
    return false
  }
}
