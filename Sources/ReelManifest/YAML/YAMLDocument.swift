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

  /// What a node has or not, in a bit each.
  struct Traits: OptionSet {
    let rawValue: UInt8

    /// A scalar without quotes that is not a block, so that it may be a number.
    static let plain = Traits(rawValue: 1)
    /// A plain scalar that ` #` follows on its line.
    static let cutByComment = Traits(rawValue: 2)
    /// A scalar that is nothing: empty, `~` or `null` without quotes.
    static let null = Traits(rawValue: 4)
    /// A scalar that, as a key, merges another mapping: `<<` without quotes.
    static let mergeKey = Traits(rawValue: 8)
    /// A mapping that has such a key.
    static let merging = Traits(rawValue: 16)
  }

  /// One node. Its children follow it, each with its own; a mapping's are key, value, key, value.
  struct Record: Sendable {
    var kind: Kind
    var traits: Traits = []
    var tag: YAMLTag = .none
    /// Key of a mapping: its number among the names that the parser was told of, 0 for any other.
    var name: UInt8 = 0
    var line: UInt32
    /// In code points, as libyaml counts them.
    var column: UInt32
    /// Scalar: where its text starts, see ``YAMLTexts``. Collection: the number of the node after all of
    /// its own. Alias: its target.
    var start: UInt32 = 0
    /// Scalar: the bytes of its text. Collection: how many children.
    var count: UInt32 = 0
  }

  package var source: SourceText { texts.source }
  let texts: YAMLTexts
  let records: [Record]
  /// What the numbers of the keys' names mean.
  let names: KnownNames?
  /// How many nodes there are where each alias counts as all that it stands for.
  let expandedCount: Int

  init(texts: YAMLTexts, records: [Record], names: KnownNames?, expandedCount: Int) {
    self.texts = texts
    self.records = records
    self.names = names
    self.expandedCount = expandedCount
  }

  /// The number of the node that follows one and all of its own: its next sibling, if it has one.
  func next(after node: Int) -> Int {
    let record = records[node]
    switch record.kind {
    case .scalar, .alias: return node + 1
    case .sequence, .mapping: return Int(record.start)
    }
  }

  /// The document's one node that is in no other.
  package var root: YAMLNode { YAMLNode(document: self, index: 0) }
}

/// What is asked of very many nodes, and answered without making a text of each.
extension YAMLDocument {
  /// The bytes of a scalar, of which `record` is not an alias.
  @inline(__always)
  func withBytes<Result>(
    of record: Record, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    unsafe texts.withBytes(from: record.start, count: record.count, body)
  }

  /// The text of a scalar.
  func text(of record: Record) -> String {
    unsafe withBytes(of: record) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a scalar may stand for something else than its text: without quotes and without a tag
  /// that says text, or with one that says otherwise.
  static func isPlain(_ record: Record) -> Bool {
    switch record.tag {
    case .string, .plain: false
    case .integer, .float, .boolean, .null: true
    case .none, .sequence, .mapping: record.traits.contains(.plain)
    }
  }

  /// A hash (FNV-1a) of a scalar; `nil` where not all of it is ASCII.
  func hashOfASCII(_ record: Record) -> UInt64? {
    unsafe withBytes(of: record) { bytes in
      var hash = NameHash()
      let isASCII = unsafe bytes.allSatisfy { byte in
        hash.add(byte)
        return byte < 0x80
      }
      return isASCII ? hash.value : nil
    }
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
