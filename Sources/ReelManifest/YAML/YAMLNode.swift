package import ReelBasics

/// A node of a document, seen through its aliases.
package struct YAMLNode: Sendable {
  /// What a node is once aliases are followed.
  package enum Kind: Sendable {
    case scalar
    case sequence
    case mapping
  }

  let document: YAMLDocument
  let index: Int

  private var record: YAMLDocument.Record { document.records[index] }

  /// The node itself, or the one that an alias names.
  private var target: YAMLDocument.Record {
    let record = record
    return record.kind == .alias ? document.records[Int(record.start)] : record
  }

  package var kind: Kind {
    switch target.kind {
    case .scalar, .alias: .scalar
    case .sequence: .sequence
    case .mapping: .mapping
    }
  }

  /// Where the node is written; for an alias, where the alias is.
  package var location: SourceLocation {
    document.source.location(line: Int(record.line), scalar: Int(record.column))
  }

  /// Where the node is written, as libyaml counts.
  var mark: YAMLMark { YAMLMark(line: Int(record.line), column: Int(record.column)) }

  /// The text of a scalar as it was meant: escapes and folding done. Empty for a collection.
  package var text: String {
    let record = target
    guard record.kind == .scalar else { return "" }
    let start = Int(record.start)
    return String(decoding: document.text[start..<(start + Int(record.count))], as: UTF8.self)
  }

  /// Whether a scalar may stand for something else than its text: without quotes and without a tag
  /// that says text, or with one that says otherwise.
  package var isPlain: Bool { YAMLDocument.isPlain(target) }

  /// Whether ` #` ends a scalar without quotes, so that a part of what was meant may be missing.
  package var isCutByComment: Bool { target.isCutByComment }

  /// Whether the scalar is nothing: empty, `~` or `null` without quotes.
  package var isNull: Bool {
    let record = target
    return record.kind == .scalar && document.isNull(record)
  }

  /// Whether it can be the name of something: a text, and not nothing.
  var isName: Bool {
    let record = target
    return record.kind == .scalar && !document.isNull(record)
  }

  /// Whether it is a scalar of this text, byte for byte.
  func holds(_ text: String) -> Bool {
    let record = target
    guard record.kind == .scalar, Int(record.count) == text.utf8.count else { return false }
    return document.text[document.bytes(of: record)].elementsEqual(text.utf8)
  }

  /// Whether it is a scalar in which a letter of ASCII stands.
  func contains(_ letter: UInt8) -> Bool {
    let record = target
    guard record.kind == .scalar else { return false }
    let bytes = document.bytes(of: record)
    return document.text.position(of: letter, from: bytes.lowerBound, to: bytes.upperBound) != nil
  }

  /// Whether its text may have something in it that `${…}` stands for.
  var mayHaveVariables: Bool { contains(UInt8(ascii: "$")) }

  /// Whether it is letters of ASCII, digits, `_`, `.` and `-`, beginning with a letter.
  var isPlainName: Bool {
    let record = target
    guard record.kind == .scalar, record.count > 0 else { return false }
    let bytes = document.bytes(of: record)
    guard document.text[bytes.lowerBound].isASCIILetter else { return false }
    for index in bytes {
      switch document.text[index] {
      case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): continue
      case let byte: guard byte.isASCIILetter || byte.isASCIIDigit else { return false }
      }
    }
    return true
  }

  /// A hash of its text, where that is ASCII.
  var hashOfASCII: UInt64? {
    let record = target
    return record.kind == .scalar ? document.hashOfASCII(record) : nil
  }

  /// The elements of a sequence.
  package var elements: [YAMLNode] { kind == .sequence ? children : [] }

  /// The entries of a mapping as they are written, merge keys among them.
  package var writtenEntries: [(key: YAMLNode, value: YAMLNode)] { Array(written) }

  /// The same, one after another.
  var written: YAMLEntries {
    let record = target
    return YAMLEntries(
      document: document, first: Int(record.start),
      count: record.kind == .mapping ? Int(record.count) / 2 : 0)
  }

  /// The entries of a mapping with what `<<` brings: own keys win, then the earlier source.
  package var entries: [(key: YAMLNode, value: YAMLNode)] {
    let written = writtenEntries
    guard hasMergeKey else { return written }
    var entries = written.filter { !$0.key.isMergeKey }
    var names = Set(entries.map(\.key.text))
    for (_, value) in written.filter({ $0.key.isMergeKey }) {
      let sources = value.kind == .sequence ? value.elements : [value]
      for entry in sources.flatMap(\.entries) where names.insert(entry.key.text).inserted {
        entries.append(entry)
      }
    }
    return entries
  }

  /// Whether a mapping takes in others.
  var hasMergeKey: Bool { written.contains(where: \.key.isMergeKey) }

  /// The value of a key of a mapping.
  package subscript(key: String) -> YAMLNode? { entries.first { $0.key.text == key }?.value }

  /// Whether this key merges another mapping; `"<<"` in quotes is a key like any other.
  var isMergeKey: Bool {
    let record = target
    return record.kind == .scalar && document.isMergeKey(record)
  }

  private var children: [YAMLNode] {
    let record = target
    var children: [YAMLNode] = []
    children.reserveCapacity(Int(record.count))
    var next = Int(record.start)
    for _ in 0..<record.count {
      children.append(YAMLNode(document: document, index: next))
      next = Int(document.records[next].next)
    }
    return children
  }
}

/// The entries of a mapping, one after another, as they are written.
struct YAMLEntries: Sequence, IteratorProtocol {
  let document: YAMLDocument
  /// The number of the next key.
  private var key: Int
  private(set) var left: Int

  fileprivate init(document: YAMLDocument, first key: Int, count: Int) {
    self.document = document
    self.key = key
    left = count
  }

  var underestimatedCount: Int { left }

  mutating func next() -> (key: YAMLNode, value: YAMLNode)? {
    guard left > 0 else { return nil }
    left -= 1
    let key = key
    let value = Int(document.records[key].next)
    self.key = Int(document.records[value].next)
    return (YAMLNode(document: document, index: key), YAMLNode(document: document, index: value))
  }
}
