import ReelBasics

/// What cells and `${…}` make of a few words is counted, and kept once where it can be.
extension DecodingContext {
  /// Short texts are not worth to be shared.
  private static let longestShort = 64

  /// Whether a cell is decoded for good, and not only looked at.
  var isInCell: Bool { origin != nil }

  /// A text of a node with its `${…}` replaced; `nil` where something is wrong, which is reported.
  func expanded(_ text: String, at node: YAMLNode) -> String? {
    room.insertions += 1
    guard let text = scope.expand(text, at: node, diagnostics: diagnostics) else { return nil }
    // What is only looked at is not kept.
    guard cell == nil || isInCell else { return text }
    return take(text.utf8.count, at: node) ? text : nil
  }

  /// A text of a node in which nothing is put in, kept once for all cells where it is long.
  func shared(_ text: String, of node: YAMLNode) -> String {
    guard isInCell, text.utf8.count > Self.longestShort else { return text }
    if let known = room.texts[node] { return known }
    room.texts[node] = text
    return text
  }

  /// A list of texts.
  func texts(_ node: YAMLNode, of key: String) -> [String]? {
    guard isInCell else { return list(node, of: key)?.compactMap { text($0, of: key) } }
    if let known = room.lists[node] { return known }
    let read = readOnce { list(node, of: key)?.compactMap { text($0, of: key) } }
    guard let texts = read.value, !read.isSame else {
      room.lists[node] = read.value
      return read.value
    }
    return take(texts.count * AssetRoom.valueBytes, at: node) ? texts : nil
  }

  /// What `body` reads, and whether it would read the same again: nothing was put in or reported.
  func readOnce<Value>(_ body: () -> Value) -> (value: Value, isSame: Bool) {
    let before = (room.insertions, diagnostics.reports)
    let value = body()
    return (value, before == (room.insertions, diagnostics.reports))
  }

  /// Whether there is room for so many bytes more, which are taken. The first time that there is not, it
  /// is reported; of a cell by those who go through the cells, as it ends there.
  func take(_ bytes: Int, at node: YAMLNode) -> Bool {
    let wasSpent = room.isSpent
    guard !room.take(bytes) else { return true }
    if !wasSpent, !isInCell {
      report(
        .yamlTooLarge,
        "what '${…}' and defaults put into assets comes to more than \(room.mostInWords) in all",
        at: node, help: "put less into each, or split the manifest")
    }
    return false
  }
}
