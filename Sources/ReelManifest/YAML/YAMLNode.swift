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

  /// The number of the node itself, or of the one that an alias names.
  private var targetIndex: Int {
    let record = record
    return record.kind == .alias ? Int(record.start) : index
  }

  private var target: YAMLDocument.Record { document.records[targetIndex] }

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
    return record.kind == .scalar ? document.text(of: record) : ""
  }

  /// The same for those who may not need it.
  var lazyText: LazyText {
    let record = target
    return record.kind == .scalar ? LazyText(of: record, in: document.texts) : LazyText("")
  }

  /// How many bytes the text of a scalar has.
  var textLength: Int {
    let record = target
    return record.kind == .scalar ? Int(record.count) : 0
  }

  /// Whether the text of a scalar begins with a letter of ASCII.
  var beginsWithLetter: Bool {
    let record = target
    guard record.kind == .scalar else { return false }
    return unsafe document.withBytes(of: record) { unsafe $0.first?.isASCIILetter ?? false }
  }

  /// Whether a scalar may stand for something else than its text: without quotes and without a tag
  /// that says text, or with one that says otherwise.
  package var isPlain: Bool { YAMLDocument.isPlain(target) }

  /// The tag that says what it is.
  var tag: YAMLTag { target.tag }

  /// Whether ` #` ends a scalar without quotes, so that a part of what was meant may be missing.
  package var isCutByComment: Bool { target.traits.contains(.cutByComment) }

  /// Whether the scalar is nothing: empty, `~` or `null` without quotes.
  package var isNull: Bool { target.traits.contains(.null) }

  /// Whether it can be the name of something: a text, and not nothing.
  var isName: Bool {
    let record = target
    return record.kind == .scalar && !record.traits.contains(.null)
  }

  /// Whether it is a scalar of this text, byte for byte.
  func holds(_ text: String) -> Bool {
    let record = target
    guard record.kind == .scalar, Int(record.count) == text.utf8.count else { return false }
    return unsafe document.withBytes(of: record) { bytes in
      let isSame = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe $0.hasBytes(bytes) }
      return unsafe isSame ?? bytes.elementsEqual(text.utf8)
    }
  }

  /// The same for bytes.
  func holds(_ bytes: [UInt8]) -> Bool {
    let record = target
    guard record.kind == .scalar, Int(record.count) == bytes.count else { return false }
    return unsafe document.withBytes(of: record) { unsafe $0.stands(in: bytes, at: 0) }
  }

  /// Whether it is a scalar in which a letter of ASCII stands.
  func contains(_ letter: UInt8) -> Bool {
    let record = target
    guard record.kind == .scalar else { return false }
    return unsafe document.withBytes(of: record) { unsafe $0.hasByte(letter) }
  }

  /// Whether its text may have something in it that `${…}` stands for.
  var mayHaveVariables: Bool { contains(UInt8(ascii: "$")) }

  /// Whether it is letters of ASCII, digits, `_`, `.` and `-`, beginning with a letter.
  var isPlainName: Bool {
    let record = target
    guard record.kind == .scalar else { return false }
    return unsafe document.withBytes(of: record) { bytes in
      guard let first = unsafe bytes.first, first.isASCIILetter else { return false }
      return unsafe bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: byte.isASCIILetter || byte.isASCIIDigit
        }
      }
    }
  }

  /// A hash of its text, where that is ASCII.
  var hashOfASCII: UInt64? {
    let record = target
    return record.kind == .scalar ? document.hashOfASCII(record) : nil
  }

  /// How many nodes stand in a collection, keys and values counted both.
  var childCount: Int { target.kind == .scalar ? 0 : Int(target.count) }

  /// The number of the first of them.
  var firstChild: Int { targetIndex + 1 }

  /// The elements of a sequence.
  package var elements: [YAMLNode] { kind == .sequence ? children : [] }

  /// The entries of a mapping as they are written, merge keys among them.
  package var writtenEntries: [(key: YAMLNode, value: YAMLNode)] { Array(written) }

  /// The same, one after another.
  var written: YAMLEntries {
    let record = target
    return YAMLEntries(
      document: document, first: firstChild,
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
  var hasMergeKey: Bool { target.traits.contains(.merging) }

  /// The value of a key of a mapping.
  package subscript(key: String) -> YAMLNode? { entries.first { $0.key.text == key }?.value }

  /// Whether this key merges another mapping; `"<<"` in quotes is a key like any other.
  var isMergeKey: Bool { target.traits.contains(.mergeKey) }

  private var children: [YAMLNode] {
    let record = target
    var children: [YAMLNode] = []
    children.reserveCapacity(Int(record.count))
    var next = firstChild
    for _ in 0..<record.count {
      children.append(YAMLNode(document: document, index: next))
      next = document.next(after: next)
    }
    return children
  }
}

extension YAMLNode: Hashable {
  package static func == (left: YAMLNode, right: YAMLNode) -> Bool {
    left.document === right.document && left.index == right.index
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(document))
    hasher.combine(index)
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
    let value = document.next(after: key)
    self.key = document.next(after: value)
    return (YAMLNode(document: document, index: key), YAMLNode(document: document, index: value))
  }
}
