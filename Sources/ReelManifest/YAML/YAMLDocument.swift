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
