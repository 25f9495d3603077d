import ReelBasics

/// The entries of a document's `assets`, as they stand in its text.
struct AssetEntries {
  private let document: YAMLDocument
  /// The name of each, in the order of the text.
  let keys: [YAMLNode]
  /// The line, from 0, of what follows the last one.
  let endLine: Int
  /// The number of the node that follows the last one, or would.
  private let endNode: Int

  /// `nil` where they do not stand one below the other, each on lines of its own that begin with spaces.
  init?(_ document: YAMLDocument) {
    self.document = document
    let top = document.root.writtenEntries
    guard document.root.kind == .mapping, !document.root.hasMergeKey,
      let place = top.firstIndex(where: { $0.key.holds("assets") }),
      case let assets = top[place].value, document.records[assets.index].kind == .mapping,
      !assets.hasMergeKey
    else { return nil }
    keys = assets.written.map(\.key)
    let next = place + 1 < top.count ? top[place + 1].key : nil
    endNode = next?.index ?? document.records.count
    endLine = next?.mark.line ?? document.source.lineCount
    // In braces, or with an anchor, a mapping begins before its first key.
    guard next?.mark.column ?? 0 == 0, let first = keys.first, first.mark.column > 0,
      assets.mark == first.mark,
      keys.allSatisfy({ Self.beginsItsLine($0, at: first.mark.column) }),
      zip(keys, keys.dropFirst()).allSatisfy({ $0.mark.line < $1.mark.line }),
      keys[keys.count - 1].mark.line < endLine
    else { return nil }
  }

  private static func beginsItsLine(_ key: YAMLNode, at column: Int) -> Bool {
    guard key.mark.column == column, key.document.records[key.index].kind == .scalar else {
      return false
    }
    let line = key.document.source.line(key.mark.line)
    return line.count > column
      && line.prefix(column).allSatisfy { $0 == UInt8(ascii: " ") }
  }

  /// For each entry those that have the anchors of its aliases, nothing twice; `nil` where something
  /// outside of the entries has such an alias.
  var anchors: [[Int]]? {
    var anchors = [[Int]](repeating: [], count: keys.count)
    var current = -1
    for (node, record) in document.records.enumerated() {
      if node < endNode {
        while current + 1 < keys.count, keys[current + 1].index <= node { current += 1 }
      } else {
        current = -1
      }
      guard record.kind == .alias, let other = entry(of: Int(record.start)), other != current else {
        continue
      }
      guard current >= 0 else { return nil }
      if !anchors[current].contains(other) { anchors[current].append(other) }
    }
    return anchors
  }

  /// The numbers of the nodes that the document's aliases are for, in the order of the text.
  var aliasTargets: [Int] {
    document.records.lazy.filter { $0.kind == .alias }.map { Int($0.start) }
  }

  /// The entry that a node is of.
  private func entry(of node: Int) -> Int? {
    guard node >= keys[0].index, node < endNode else { return nil }
    var low = 0
    var high = keys.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if keys[middle].index <= node { low = middle } else { high = middle }
    }
    return low
  }
}
