import ReelBasics

/// What decoding carries along: where findings go and what `${…}` stands for.
final class DecodingContext {
  private(set) var diagnostics: DiagnosticCollector
  var scope: VariableScope
  /// The cell that is decoded.
  private(set) var cell: CellName?
  /// Where that cell is in its matrix.
  private(set) var origin: (matrix: Matrix, cell: Matrix.Cell)?
  /// By the places of findings in cells: where the value stands that was put in there.
  private var valuePlaces: [SourceLocation: SourceLocation] = [:]
  /// How much of what is put together there is room for.
  let room: AssetRoom
  /// The variables of the environment that the manifest reads.
  var environmentNames: Set<String> = []

  init(
    diagnostics: DiagnosticCollector, scope: VariableScope, limits: YAMLLimits = YAMLLimits()
  ) {
    self.diagnostics = diagnostics
    self.scope = scope
    room = AssetRoom(most: limits.assetBytes)
  }

  /// Reports something about a node.
  func report(
    _ code: DiagnosticCode, _ message: String, at node: YAMLNode, notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    diagnostics.report(code, message, at: node.location, notes: notes, help: help)
    guard let origin, node.mayHaveVariables else { return }
    valuePlaces[node.location] = origin.matrix.place(
      ofValue: VariableScope.names(in: node.text), in: origin.cell)
  }

  /// Where the values stand that were put in where something was found since the last time.
  func takeValuePlaces() -> [SourceLocation: SourceLocation] {
    defer { valuePlaces = [:] }
    return valuePlaces
  }

  /// Decodes with a cell's values in `${…}`; what is found goes to `diagnostics`.
  ///
  /// `origin` is where the cell is in its matrix, where ``takeValuePlaces()`` is to tell of it.
  func with<Result>(
    _ cell: CellName, variables: [String: String], to diagnostics: DiagnosticCollector,
    origin: (matrix: Matrix, cell: Matrix.Cell)? = nil, _ body: () -> Result
  ) -> Result {
    let before = (self.diagnostics, scope.nearest, self.cell, self.origin)
    (self.diagnostics, scope.nearest, self.cell, self.origin) = (
      diagnostics, variables, cell, origin
    )
    defer { (self.diagnostics, scope.nearest, self.cell, self.origin) = before }
    return body()
  }

  // MARK: Values. Each reports what is wrong and gives `nil`.

  /// A text, `${…}` replaced.
  func text(_ node: YAMLNode, of key: String) -> String? {
    guard let raw = rawText(node, of: key) else { return nil }
    return node.mayHaveVariables ? expanded(raw, at: node) : shared(raw, of: node)
  }

  /// A text as it is spelt.
  func rawText(_ node: YAMLNode, of key: String) -> String? {
    guard node.kind == .scalar else {
      report(
        .manifestWrongType, "'\(key)' takes a text, not a \(node.kind.title)", at: node,
        help: "a text that holds braces or brackets needs quotes")
      return nil
    }
    guard !node.isNull else {
      report(.manifestWrongType, "'\(key)' has no value", at: node)
      return nil
    }
    return node.text
  }

  /// One of several words.
  func choice(_ node: YAMLNode, of key: String, from choices: [String]) -> String? {
    guard let text = text(node, of: key) else { return nil }
    guard !choices.contains(text) else { return text }
    let near = diagnostics.nearest(to: text, in: choices)
    report(
      .manifestBadValue, "'\(key)' takes \(choices.joined(separator: " or ")), not '\(text)'",
      at: node, help: near.map { "did you mean '\($0)'?" })
    return nil
  }

  /// A whole number in a range.
  func integer(
    _ node: YAMLNode, of key: String, in range: ClosedRange<Int>,
    saying words: @autoclosure () -> String? = nil
  ) -> Int? {
    var wanted: String {
      words() ?? "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
    guard let scalar = number(node, of: key, wanted: wanted) else { return nil }
    switch scalar {
    case .integer(let number) where range.contains(number): return number
    case .float(let number):
      guard let whole = Int(exactly: number), range.contains(whole) else { break }
      return whole
    default: break
    }
    report(
      scalar.isNumber ? .manifestBadValue : .manifestWrongType,
      "'\(key)' takes \(wanted), not '\(node.text)'", at: node)
    return nil
  }

  /// A number in a range.
  func number(_ node: YAMLNode, of key: String, in range: ClosedRange<Double>) -> Double? {
    var wanted: String { "a number from \(range.lowerBound) to \(range.upperBound)" }
    guard let scalar = number(node, of: key, wanted: wanted) else { return nil }
    let value: Double? =
      switch scalar {
      case .integer(let number): Double(number)
      case .float(let number): number
      default: nil
      }
    if let value, range.contains(value) { return value }
    report(
      value == nil ? .manifestWrongType : .manifestBadValue,
      "'\(key)' takes \(wanted), not '\(node.text)'", at: node)
    return nil
  }

  /// `true` or `false`.
  func boolean(_ node: YAMLNode, of key: String) -> Bool? {
    guard let scalar = number(node, of: key, wanted: "true or false") else { return nil }
    if case .boolean(let value) = scalar { return value }
    report(
      .manifestWrongType, "'\(key)' takes true or false, not '\(node.text)'", at: node,
      help: ["yes", "no", "on", "off"].contains(node.text.lowercased())
        ? "YAML 1.2 knows only true and false" : nil)
    return nil
  }

  /// The elements of a list.
  func list(_ node: YAMLNode, of key: String) -> [YAMLNode]? {
    guard node.kind == .sequence else {
      report(
        .manifestWrongType, "'\(key)' takes a list", at: node, help: "as in '\(key): [a, b]'")
      return nil
    }
    return node.elements
  }

  /// Whether the provider can fetch an address; reports where not.
  func checkScheme(of address: String, at node: YAMLNode) -> Bool {
    let scheme = address.isURL ? address.before(anyOf: ":").lowercased() : ""
    guard !["https", "http", "data"].contains(scheme) else { return true }
    report(
      .referenceSyntax,
      scheme.isEmpty
        ? "'\(address.prefix(80))' is no address"
        : "the provider fetches no '\(scheme):' addresses",
      at: node, help: scheme == "file" ? "write the path alone" : nil)
    return false
  }

  /// The scalar after `${…}`; reports what can be no number or truth value by its spelling.
  private func number(
    _ node: YAMLNode, of key: String, wanted: @autoclosure () -> String
  ) -> YAMLScalar? {
    guard let text = text(node, of: key) else { return nil }
    guard isBare(node) else {
      report(
        .manifestWrongType, "'\(key)' takes \(wanted()), not a text in quotes", at: node)
      return nil
    }
    return clearScalar(text, at: node, of: key, wanted: wanted())
  }

  /// Whether a text may stand for something else: without quotes, or with something put in.
  private func isBare(_ node: YAMLNode) -> Bool {
    node.isPlain || VariableScope.isOpened(in: node.text)
  }

  /// Whether a text without quotes is one thing to all readers of YAML; reported where not.
  func isClear(_ text: String, at node: YAMLNode, of key: String, wanted: String) -> Bool {
    !isBare(node) || clearScalar(text, at: node, of: key, wanted: wanted) != nil
  }

  /// What a text means without quotes; reports a number that is another to some readers, or none.
  private func clearScalar(
    _ text: String, at node: YAMLNode, of key: String, wanted: @autoclosure () -> String
  ) -> YAMLScalar? {
    let scalar = YAMLScalar(plain: text)
    guard case .ambiguous(let reason) = scalar else { return scalar }
    report(
      .manifestBadValue,
      "'\(key)' takes \(wanted()); '\(text)' is unclear: \(reason.rawValue)", at: node,
      help: reason.help)
    return nil
  }
}

extension YAMLNode.Kind {
  /// The kind in a word.
  var title: String {
    switch self {
    case .scalar: "text"
    case .sequence: "list"
    case .mapping: "mapping"
    }
  }
}

extension YAMLScalar {
  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .float: true
    default: false
    }
  }
}
