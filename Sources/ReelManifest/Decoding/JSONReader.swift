import ReelBasics

/// Reads free values by the core schema, `${…}` in texts replaced.
struct JSONReader {
  let context: DecodingContext

  func read(_ node: YAMLNode) -> JSONValue {
    switch node.kind {
    case .sequence: return .array(node.elements.map(read))
    case .mapping:
      let entries = node.entries.filter { $0.key.isName }
      return .object(
        Dictionary(entries.map { ($0.key.text, read($0.value)) }) { first, _ in first })
    case .scalar: return scalar(node)
    }
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
      return .string(
        context.scope.expand(text, at: node, diagnostics: context.diagnostics) ?? text)
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
