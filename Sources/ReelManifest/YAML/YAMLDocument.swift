package import ReelBasics

/// A YAML document as a flat tree: nodes in the order of the text, with their places.
///
/// Aliases stay references, so that the tree is never larger than its text.
package final class YAMLDocument: Sendable {
  /// What a node is.
  enum Kind: UInt8, Sendable {
    case scalar
    case sequence
    case mapping
    case alias
  }

  /// One node. Children hang together by `next`; a mapping's are key, value, key, value.
  struct Record: Sendable {
    var kind: Kind
    /// Whether a scalar is written without quotes and not as a block, so that it may be a number.
    var isPlain = false
    /// Whether ` #` follows a plain scalar on its line.
    var isCutByComment = false
    var tag: YAMLTag = .none
    var line: UInt32
    /// In code points, as libyaml counts them.
    var column: UInt32
    /// Scalar: where its text starts. Collection: its first child. Alias: its target.
    var start: UInt32 = 0
    /// Scalar: the bytes of its text. Collection: how many children.
    var count: UInt32 = 0
    var next: UInt32 = 0
  }

  package let source: SourceText
  let records: [Record]
  let text: [UInt8]

  init(source: SourceText, records: [Record], text: [UInt8]) {
    self.source = source
    self.records = records
    self.text = text
  }

  /// The document's one node that is in no other.
  package var root: YAMLNode { YAMLNode(document: self, index: 0) }
}

/// What is asked of very many nodes, and answered without making a text of each.
extension YAMLDocument {
  /// The bytes of a scalar, of which `record` is not an alias.
  func bytes(of record: Record) -> Range<Int> {
    let start = Int(record.start)
    return start..<(start + Int(record.count))
  }

  /// Whether a scalar is nothing: empty, `~` or `null` without quotes.
  func isNull(_ record: Record) -> Bool {
    guard Self.isPlain(record) else { return false }
    switch record.count {
    case 0: return true
    case 1: return holds("~", record)
    case 4: return holds("null", record) || holds("Null", record) || holds("NULL", record)
    default: return false
    }
  }

  /// Whether a scalar is a key that merges another mapping.
  func isMergeKey(_ record: Record) -> Bool {
    record.count == 2 && Self.isPlain(record) && holds("<<", record)
  }

  /// Whether a scalar is this text.
  func holds(_ text: StaticString, _ record: Record) -> Bool {
    guard Int(record.count) == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { unsafe self.text[bytes(of: record)].elementsEqual($0) }
  }

  /// Whether a scalar may stand for something else than its text: without quotes and without a tag
  /// that says text, or with one that says otherwise.
  static func isPlain(_ record: Record) -> Bool {
    switch record.tag {
    case .string, .plain: false
    case .integer, .float, .boolean, .null: true
    case .none, .sequence, .mapping: record.isPlain
    }
  }

  /// A hash (FNV-1a) of a scalar; `nil` where not all of it is ASCII.
  func hashOfASCII(_ record: Record) -> UInt64? {
    var hash = NameHash()
    for index in bytes(of: record) {
      guard text[index] < 0x80 else { return nil }
      hash.add(text[index])
    }
    return hash.value
  }
}

/// The tags of the core schema.
enum YAMLTag: UInt8, Sendable {
  case none
  /// `!`: not to be resolved.
  case plain
  case string
  case integer
  case float
  case boolean
  case null
  case sequence
  case mapping

  /// The tag of a name as libyaml gives it, `nil` for one outside the core schema.
  init?(name: String) {
    switch name {
    case "!": self = .plain
    case "tag:yaml.org,2002:str": self = .string
    case "tag:yaml.org,2002:int": self = .integer
    case "tag:yaml.org,2002:float": self = .float
    case "tag:yaml.org,2002:bool": self = .boolean
    case "tag:yaml.org,2002:null": self = .null
    case "tag:yaml.org,2002:seq": self = .sequence
    case "tag:yaml.org,2002:map": self = .mapping
    default: return nil
    }
  }
}
