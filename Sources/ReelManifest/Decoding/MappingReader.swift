import ReelBasics

/// Reads a mapping against its table of keys.
struct MappingReader {
  let node: YAMLNode
  /// What the mapping is, for messages: `asset 'clip'`.
  let subject: String
  private let context: DecodingContext
  private let values: [String: (key: YAMLNode, value: YAMLNode)]
  /// What counts where this one says nothing; at most one.
  private var beneath: [MappingReader] = []
  private let isPartial: Bool

  /// Checks the keys: unknown and missing ones are reported, but a part of a mapping may lack some.
  /// `nil` where `node` is no mapping.
  init?(
    _ node: YAMLNode, fields: [Field], subject: String, isPartial: Bool = false,
    context: DecodingContext
  ) {
    guard node.kind == .mapping else {
      context.report(
        .manifestWrongType, "\(subject) has to be a mapping, not a \(node.kind.title)", at: node,
        help: node.kind == .scalar && node.text.contains(":")
          ? "a space has to follow the colon of a key" : nil)
      return nil
    }
    self.node = node
    self.subject = subject
    self.isPartial = isPartial
    self.context = context
    var values: [String: (key: YAMLNode, value: YAMLNode)] = [:]
    for (key, value) in node.entries where key.isName && values[key.text] == nil {
      guard fields.contains(where: { $0.name == key.text }) else {
        let near = context.diagnostics.nearest(to: key.text, in: fields.map(\.name))
        context.report(
          .manifestUnknownKey,
          "unknown key '\(key.text)' in \(subject)"
            + (near.map { "; did you mean '\($0)'?" } ?? ""), at: key)
        continue
      }
      values[key.text] = (key, value)
    }
    self.values = values
    for field in fields where field.isRequired && !isPartial && values[field.name] == nil {
      context.report(.manifestMissingKey, "\(subject) has no '\(field.name)'", at: node)
    }
  }

  /// The mapping laid over another.
  func over(_ other: MappingReader?) -> MappingReader {
    guard let other else { return self }
    var layered = self
    layered.beneath = [other]
    return layered
  }

  /// The mapping of a key, laid over that of the layer beneath. `nil` where the key is absent, or its
  /// value is no mapping, which is reported.
  func mapping(_ field: Field, fields: [Field], subject: String) -> MappingReader? {
    let nodes = layers(field)
    guard let top = nodes.first else { return nil }
    let lower = nodes.dropFirst().first { $0.kind == .mapping }.flatMap {
      MappingReader($0, fields: fields, subject: subject, context: context)
    }
    return MappingReader(
      top, fields: fields, subject: subject, isPartial: isPartial, context: context)?.over(lower)
  }

  /// The values of a key, the uppermost layer's first.
  private func layers(_ field: Field) -> [YAMLNode] {
    [values[field.name]?.value].compactMap { $0 } + beneath.flatMap { $0.layers(field) }
  }

  /// The value of a key, where it is written.
  func value(_ field: Field) -> YAMLNode? {
    values[field.name]?.value ?? beneath.first?.value(field)
  }

  /// The value of a key in this layer alone.
  func ownValue(_ field: Field) -> YAMLNode? { values[field.name]?.value }

  /// The key itself, where it is written.
  func key(_ field: Field) -> YAMLNode? { values[field.name]?.key ?? beneath.first?.key(field) }

  // MARK: Typed values: `nil` where absent, or reported.

  func text(_ field: Field) -> String? { read(field) { context.text($0, of: field.name) } }

  func rawText(_ field: Field) -> String? { read(field) { context.rawText($0, of: field.name) } }

  func texts(_ field: Field) -> [String] {
    read(field) { context.texts($0, of: field.name) } ?? []
  }

  func choice(_ field: Field) -> String? {
    guard case .choice(let choices) = field.shape else { return nil }
    return read(field) { context.choice($0, of: field.name, from: choices) }
  }

  func integer(_ field: Field) -> Int? {
    guard case .integer(let range) = field.shape else { return nil }
    return read(field) { context.integer($0, of: field.name, in: range) }
  }

  func number(_ field: Field) -> Double? {
    guard case .number(let range) = field.shape else { return nil }
    return read(field) { context.number($0, of: field.name, in: range) }
  }

  func boolean(_ field: Field) -> Bool? { read(field) { context.boolean($0, of: field.name) } }

  func dollars(_ field: Field) -> Ticks? { read(field) { context.dollars($0, of: field.name) } }

  func timeSpan(_ field: Field) -> Duration? {
    read(field) { context.timeSpan($0, of: field.name) }
  }

  private func read<Value>(_ field: Field, _ body: (YAMLNode) -> Value?) -> Value? {
    value(field).flatMap(body)
  }
}
