import ReelBasics

/// Reads free values by the core schema, `${…}` in texts replaced.
struct JSONReader {
  let context: DecodingContext
  /// Whether it may be read for one asset after another, as what cells say always is.
  var isRepeated = false

  func read(_ node: YAMLNode) -> JSONValue {
    guard hasRoom(for: node) else { return .null }
    switch node.kind {
    case .sequence: return .array(node.elements.map(read))
    case .mapping:
      let entries = node.entries.filter { $0.key.isName && hasRoom(for: $0.key) }
      return .object(
        Dictionary(entries.map { ($0.key.text, read($0.value)) }) { first, _ in first })
    case .scalar: return scalar(node)
    }
  }

  /// Whether there is room for what a node is without its children, which counts where it is repeated; a
  /// text with `${…}` counts when that is put in.
  private func hasRoom(for node: YAMLNode) -> Bool {
    let length = node.kind == .scalar && node.mayHaveVariables ? 0 : node.textLength
    return !isRepeated && !context.isInCell
      || context.take(AssetRoom.valueBytes + length, at: node)
  }

  private func scalar(_ node: YAMLNode) -> JSONValue {
    let scalar = YAMLScalar(node)
    if let wanted = node.tag.wanted(insteadOf: scalar) {
      context.report(
        .yamlTag, "\(wanted), not '\(node.text)'", at: node,
        help: "take the tag away if it is a text")
      return .null
    }
    switch scalar {
    case .null: return .null
    case .boolean(let value): return .bool(value)
    case .integer(let number): return .int(Int64(number))
    case .float(let number): return .double(number)
    case .text(let text):
      return .string(node.mayHaveVariables ? context.expanded(text, at: node) ?? text : text)
    case .ambiguous(let reason):
      context.report(
        .manifestBadValue, "'\(node.text)' is unclear: \(reason.rawValue)", at: node,
        help: "put it in quotes if it is a text")
      return .null
    }
  }
}

extension YAMLTag {
  /// What the tag takes, where a scalar is something else; what is unclear is said otherwise.
  fileprivate func wanted(insteadOf scalar: YAMLScalar) -> String? {
    switch (self, scalar) {
    case (.integer, .integer), (.float, .integer), (.float, .float), (.boolean, .boolean),
      (.null, .null), (_, .ambiguous):
      nil
    case (.integer, _): "'!!int' takes a whole number"
    case (.float, _): "'!!float' takes a number"
    case (.boolean, _): "'!!bool' takes true or false"
    case (.null, _): "'!!null' takes nothing"
    case (.none, _), (.plain, _), (.string, _), (.sequence, _), (.mapping, _): nil
    }
  }
}
