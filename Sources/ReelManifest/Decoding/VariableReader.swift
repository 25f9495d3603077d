import ReelBasics

/// Reads `variables` into what `${…}` stands for.
struct VariableReader {
  /// The most bytes of a name.
  static let longestName = YAMLLimits().nameBytes

  let options: ManifestOptions
  let apiKeyEnv: String
  let context: DecodingContext

  /// The values of `layers`, of which the later ones win, and then the command line.
  func read(_ layers: [MappingReader]) -> VariableScope {
    var scope = VariableScope()
    for layer in layers { read(layer, into: &scope) }
    for (name, value) in options.variables.sorted(by: { $0.key < $1.key }) {
      guard scope.values[name] != nil else {
        let near = context.diagnostics.nearest(to: name, in: scope.values.keys.sorted())
        context.diagnostics.report(
          .variableUnknown, "--set \(name): the manifest has no such variable", at: nil,
          help: near.map { "did you mean '\($0)'?" })
        continue
      }
      scope.values[name] = value
    }
    return scope
  }

  private func read(_ layer: MappingReader, into scope: inout VariableScope) {
    guard let node = layer.ownValue(ManifestFields.variables) else { return }
    guard node.kind == .mapping else {
      context.report(.manifestWrongType, "'variables' has to be a mapping", at: node)
      return
    }
    for (key, value) in node.entries where key.isName {
      guard Self.checkName(key, of: "a variable", context: context) else { continue }
      scope.values[key.text] = nil
      if value.kind == .mapping, value[ManifestFields.environmentName.name] == nil {
        let fields = FieldFlattener(replaces: false, context: context)
          .fields(of: value, below: key.text)
        lay(fields ?? [], of: key.text, over: &scope)
        continue
      }
      // It stands for the whole of one in a lower layer.
      for name in scope.fields.removeValue(forKey: key.text) ?? [] { scope.values[name] = nil }
      let text = self.value(value, of: key.text)
      if VariableScope.isOpened(in: text) {
        context.report(
          .variableNested,
          "the value of '\(key.text)' holds '${', which is not replaced in values",
          at: value, help: "write the words out")
      }
      scope.values[key.text] = text
    }
  }

  /// Lays the fields of a variable over those that it has: mappings merge key by key.
  private func lay(
    _ fields: [(key: String, text: String)], of variable: String, over scope: inout VariableScope
  ) {
    let lower = scope.fields[variable] ?? []
    let upper = Set(fields.map(\.key))
    var upperMappings: Set<String> = []
    if !lower.isEmpty { for name in upper { upperMappings.formUnion(Self.mappings(around: name)) } }
    var names: [String] = []
    for name in lower where !upper.contains(name) {
      // A text stands for a whole mapping, and a mapping for a text.
      if upperMappings.contains(name) || Self.mappings(around: name).contains(where: upper.contains)
      {
        scope.values[name] = nil
      } else {
        names.append(name)
      }
    }
    scope.fields[variable] = names + fields.map(\.key)
    for (name, text) in fields { scope.values[name] = text }
  }

  /// The mappings that a field stands in: `shop` and `shop.place` of `shop.place.town`.
  private static func mappings(around name: String) -> [String] {
    name.utf8.indices.filter { name.utf8[$0] == UInt8(ascii: ".") }.map { String(name[..<$0]) }
  }

  /// Whether something can be called so in `${…}`; reported where not.
  static func checkName(_ key: YAMLNode, of subject: String, context: DecodingContext) -> Bool {
    guard key.text != "index" else {
      context.report(.manifestBadName, "'index' is reserved for outputs", at: key)
      return false
    }
    guard key.textLength <= longestName else {
      reportLong(key, subject: subject, context)
      return false
    }
    let isName =
      key.text.first.map { $0.isASCII && ($0.isLetter || $0 == "_") } ?? false
      && key.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    if !isName {
      context.report(
        .manifestBadName, "\(subject) cannot be called '\(key.text)'", at: key,
        help: "letters, digits, '_' and '-', beginning with a letter")
    }
    return isName
  }

  /// Reports a name that is too long to be repeated in its message.
  static func reportLong(_ key: YAMLNode, subject: String, _ context: DecodingContext) {
    context.report(
      .manifestBadName, "the name of \(subject) is longer than \(longestName) bytes", at: key)
  }

  /// The value as it is spelt; an unreadable one is empty, so that its uses are not reported too.
  private func value(_ node: YAMLNode, of name: String) -> String {
    if node.kind == .scalar { return node.isNull ? "" : node.text }
    guard
      let reader = MappingReader(
        node, fields: [ManifestFields.environmentName, ManifestFields.environmentDefault],
        subject: "variable '\(name)'", context: context),
      let variable = reader.rawText(ManifestFields.environmentName),
      let place = reader.value(ManifestFields.environmentName)
    else { return "" }
    guard !Self.holdsSecret(variable), variable != apiKeyEnv else {
      context.report(
        .variableSecret, "'\(variable)' holds a secret; it cannot become a text of a manifest",
        at: place)
      return ""
    }
    context.environmentNames.insert(variable)
    // Looked at in either case: what is wrong with it is wrong on every machine.
    let fallback = reader.rawText(ManifestFields.environmentDefault)
    if let value = options.environment[variable] ?? fallback { return value }
    if reader.value(ManifestFields.environmentDefault) == nil {
      context.report(
        .variableEnvironment, "the environment has no '\(variable)'", at: place,
        help: "set it, or add a 'default'")
    }
    return ""
  }

  /// Whether an environment variable is one that keys are kept in, by its name.
  private static func holdsSecret(_ name: String) -> Bool {
    ["KEY", "TOKEN", "SECRET", "PASSWORD"].contains { name.uppercased().hasSuffix($0) }
  }
}
