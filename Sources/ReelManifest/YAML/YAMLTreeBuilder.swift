import ReelBasics

/// Makes a tree of events, under limits and without recursion.
struct YAMLTreeBuilder {
  struct ScalarToken {
    let anchor: String?
    let tag: String?
    let style: Style

    enum Style {
      case plain
      case quoted
      case block
    }
  }

  enum Token {
    case documentStart
    case alias(String)
    case start(YAMLDocument.Kind, anchor: String?, tag: String?)
    case stop
  }

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

  private struct Anchor {
    let node: Int
    /// How many nodes it stands for, aliases inside it counted in full; `nil` while it is open.
    var expanded: Int?
  }

  private let source: SourceText
  private var lines: RunningLines
  private let limits: YAMLLimits
  private let diagnostics: DiagnosticCollector
  private var records: [YAMLDocument.Record] = []
  /// Texts that do not stand in the source as they are meant.
  private var made: [UInt8] = []
  private let names: KnownNames?
  /// The mappings of which the keys have to be looked at.
  private var unsound: [Int] = []
  private var frames: [Frame] = []
  private var anchors: [String: Anchor] = [:]
  private var documents = 0
  private var expanded = 0
  private var raw: YAMLRawCheck
  /// The first alias past the free expansion, with the sum there, and again at every doubling.
  private var expansions: [(mark: YAMLMark, sum: Int)] = []

  init(
    source: SourceText, limits: YAMLLimits, names: KnownNames?, diagnostics: DiagnosticCollector
  ) {
    self.source = source
    lines = RunningLines(source: source)
    self.names = names
    self.limits = limits
    self.diagnostics = diagnostics
    raw = YAMLRawCheck(source: source, limits: limits)
    // Rather too many: what is not used costs nothing, and to grow costs a copy.
    records.reserveCapacity(source.bytes.count / 10 + 16)
    made.reserveCapacity(source.bytes.count)
  }

  /// Takes a scalar; `false` where reading cannot go on.
  mutating func scalar(
    _ token: ScalarToken, text bytes: UnsafeBufferPointer<UInt8>, from mark: YAMLMark,
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
    if YAMLDocument.isPlain(record) { unsafe record.traits.formUnion(Self.meaning(of: bytes)) }
    unsafe keep(bytes, of: token.style, from: mark, in: &record)
    if isAtKey { record.name = unsafe names?.number(of: bytes) ?? 0 }
    guard let node = append(record, at: mark) else { return false }
    expanded += 1
    if let anchor = token.anchor { anchors[anchor] = Anchor(node: node, expanded: 1) }
    return true
  }

  /// Takes anything else; `false` where reading cannot go on.
  mutating func token(_ token: Token, from mark: YAMLMark, to end: YAMLMark) -> Bool {
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
    let most = max(limits.freeExpansion, limits.expansion * records.count)
    if let first = expansions.first(where: { $0.sum > most }) {
      diagnostics.report(
        .yamlAliasExpansion, "aliases make the document more than \(limits.expansion) times larger",
        at: location(first.mark))
      return nil
    }
    let document = YAMLDocument(
      texts: YAMLTexts(source: source, made: made), records: records, names: names,
      expandedCount: expanded)
    YAMLKeyCheck(document: document, diagnostics: diagnostics).run(unsound.sorted())
    return document
  }

  // MARK: Scalars

  /// What a text without quotes stands for besides itself.
  private static func meaning(of text: UnsafeBufferPointer<UInt8>) -> YAMLDocument.Traits {
    func isOne(_ word: StaticString) -> Bool {
      word.withUTF8Buffer { unsafe text.elementsEqual($0) }
    }
    switch text.count {
    case 0: return .null
    case 1: return isOne("~") ? .null : []
    case 2: return isOne("<<") ? .mergeKey : []
    case 4: return isOne("null") || isOne("Null") || isOne("NULL") ? .null : []
    default: return []
    }
  }

  /// Notes where the bytes of a text are: in the source, where it says there what it means.
  private mutating func keep(
    _ text: UnsafeBufferPointer<UInt8>, of style: ScalarToken.Style, from mark: YAMLMark,
    in record: inout YAMLDocument.Record
  ) {
    record.count = UInt32(text.count)
    // The column counts characters: where it is not the byte's, other bytes stand there.
    if style != .block, let line = lines.start(of: mark.line) {
      let start = line + mark.column + (style == .quoted ? 1 : 0)
      if unsafe text.stands(in: source.bytes, at: start) {
        record.start = UInt32(start)
        return
      }
    }
    record.start = UInt32(source.bytes.count + made.count)
    unsafe made.append(contentsOf: text)
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
    if let anchor { anchors[anchor] = Anchor(node: node, expanded: nil) }
    frames.append(
      Frame(node: node, isMapping: kind == .mapping, anchor: anchor, expandedBefore: expanded))
    expanded += 1
    return true
  }

  private mutating func stop() {
    guard let frame = frames.popLast() else { return }
    records[frame.node].start = UInt32(records.count)
    if frame.isMapping, !frame.isSound { unsound.append(frame.node) }
    guard let anchor = frame.anchor, anchors[anchor]?.node == frame.node else { return }
    anchors[anchor]?.expanded = expanded - frame.expandedBefore
  }

  private mutating func alias(_ name: String, at mark: YAMLMark) -> Bool {
    guard let anchor = anchors[name] else {
      let near = diagnostics.nearest(to: name, in: anchors.keys.sorted())
      return fail(
        .yamlUnknownAlias, "no anchor '&\(name)' stands before this alias", at: mark,
        help: near.map { "did you mean '*\($0)'?" }
          ?? "to begin a text with '*', put it in quotes")
    }
    guard let size = anchor.expanded else {
      return fail(.yamlAliasCycle, "the alias '*\(name)' stands inside what it names", at: mark)
    }
    var record = YAMLDocument.Record(
      kind: .alias, line: UInt32(mark.line), column: UInt32(clamping: mark.column))
    record.start = UInt32(anchor.node)
    guard append(record, at: mark) != nil else { return false }
    let (sum, overflow) = expanded.addingReportingOverflow(size)
    expanded = overflow ? .max / 2 : min(sum, .max / 2)
    if expanded > limits.freeExpansion, expanded / 2 >= expansions.last?.sum ?? 0 {
      expansions.append((mark, expanded))
    }
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
