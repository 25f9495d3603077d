import ReelBasics

/// Finds where `${` of a scalar's text stands in the source, for one after another of them.
///
/// Quotes, blocks, folding and nearly all escapes leave `${` as it is: the first of the text is the first
/// that the source has there, and so on. Where the names differ all the same, nobody knows.
struct InsertionPlaces {
  /// The farthest column of a scalar whose bytes are counted from its line's start: in one very long line
  /// that would be done very often.
  private static let farthestColumn = 4096

  private let node: YAMLNode
  private let text: [UInt8]
  private let source: SourceText
  private var places: RunningPlaces
  /// How far both are gone through, and where the scalar ends at the latest.
  private var textOffset = 0
  private var sourceOffset: Int
  private let end: Int

  init(of node: YAMLNode) {
    self.node = node
    text = Array(node.text.utf8)
    source = node.document.source
    places = RunningPlaces(source: source)
    let records = node.document.records
    // What an alias stands for is written elsewhere.
    guard records[node.index].kind == .scalar, node.mark.column <= Self.farthestColumn else {
      (sourceOffset, end) = (0, 0)
      return
    }
    sourceOffset = Self.start(of: node.mark, in: source)
    let next = node.index + 1
    end =
      next < records.count
      ? Self.offset(of: YAMLNode(document: node.document, index: next).mark, in: source)
      : source.bytes.count
  }

  /// The place of a `${` that stands so many bytes after the start of the text, and not before the last
  /// one that was asked for; that of the scalar where it is not known.
  mutating func location(offset: Int) -> SourceLocation {
    while let inText = Self.opening(in: text, from: textOffset, to: text.count), inText <= offset,
      let inSource = Self.opening(in: source.bytes, from: sourceOffset, to: end)
    {
      guard inText < offset else {
        return Self.name(in: text, at: inText) == Self.name(in: source.bytes, at: inSource)
          ? places.location(offset: inSource) : node.location
      }
      (textOffset, sourceOffset) = (inText + 2, inSource + 2)
    }
    return node.location
  }

  /// Where `${` stands first.
  private static func opening(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    var start = start
    while let dollar = bytes.position(of: UInt8(ascii: "$"), from: start, to: end) {
      start = dollar + 1
      if start < end, bytes[start] == UInt8(ascii: "{") { return dollar }
    }
    return nil
  }

  /// What follows a `${`, as far as it is written as it is meant.
  private static func name(in bytes: [UInt8], at opening: Int) -> ArraySlice<UInt8> {
    bytes[opening...].prefix { byte in
      switch byte {
      case UInt8(ascii: "}"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
      default: byte > UInt8(ascii: " ")
      }
    }
  }

  /// The byte where the text of a scalar can begin: that of a block on the line after its `|` or `>`.
  private static func start(of mark: YAMLMark, in source: SourceText) -> Int {
    let start = offset(of: mark, in: source)
    guard start < source.bytes.count else { return start }
    switch source.bytes[start] {
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      return source.lineStart(mark.line + 1) ?? source.bytes.count
    default: return start
    }
  }

  private static func offset(of mark: YAMLMark, in source: SourceText) -> Int {
    guard var offset = source.lineStart(mark.line) else { return source.bytes.count }
    if mark.line == 0 { offset += source.markLength }
    for _ in 0..<mark.column where offset < source.bytes.count {
      offset += 1
      // Bytes of a letter after its first one are marked so.
      while offset < source.bytes.count, source.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }
}
