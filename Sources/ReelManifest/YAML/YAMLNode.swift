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

  private var written: YAMLDocument.Record { document.records[index] }

  /// The node itself, or the one that an alias names.
  private var target: YAMLDocument.Record {
    let record = written
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
    document.source.location(line: Int(written.line), scalar: Int(written.column))
  }

  /// Where the node is written, as libyaml counts.
  var mark: YAMLMark { YAMLMark(line: Int(written.line), column: Int(written.column)) }

  /// The text of a scalar as it was meant: escapes and folding done. Empty for a collection.
  package var text: String {
    let record = target
    guard record.kind == .scalar else { return "" }
    let start = Int(record.start)
    return String(decoding: document.text[start..<(start + Int(record.count))], as: UTF8.self)
  }

  /// Whether a scalar may stand for something else than its text: without quotes and without a tag
  /// that says text, or with one that says otherwise.
  package var isPlain: Bool {
    let record = target
    return switch record.tag {
    case .string, .plain: false
    case .integer, .float, .boolean, .null: true
    case .none, .sequence, .mapping: record.isPlain
    }
  }

  /// Whether ` #` ends a scalar without quotes, so that a part of what was meant may be missing.
  package var isCutByComment: Bool { target.isCutByComment }

  /// Whether the scalar is nothing: empty, `~` or `null` without quotes.
  package var isNull: Bool {
    guard kind == .scalar, isPlain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// Whether it can be the name of something: a text, and not nothing.
  var isName: Bool { kind == .scalar && !isNull }

  /// The elements of a sequence.
  package var elements: [YAMLNode] { kind == .sequence ? children : [] }

  /// The entries of a mapping as they are written, merge keys among them.
  package var writtenEntries: [(key: YAMLNode, value: YAMLNode)] {
    guard kind == .mapping else { return [] }
    let children = children
    return stride(from: 0, to: children.count - 1, by: 2).map { (children[$0], children[$0 + 1]) }
  }

  /// The entries of a mapping with what `<<` brings: own keys win, then the earlier source.
  package var entries: [(key: YAMLNode, value: YAMLNode)] {
    let written = writtenEntries
    guard written.contains(where: { $0.key.isMergeKey }) else { return written }
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

  /// The value of a key of a mapping.
  package subscript(key: String) -> YAMLNode? { entries.first { $0.key.text == key }?.value }

  /// Whether this key merges another mapping; `"<<"` in quotes is a key like any other.
  var isMergeKey: Bool { kind == .scalar && isPlain && text == "<<" }

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
