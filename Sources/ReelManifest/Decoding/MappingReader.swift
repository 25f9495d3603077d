import ReelBasics

/// Reads a mapping against its table of keys.
struct MappingReader {
  /// A key that the table has, and its value: their numbers in the document.
  private struct Entry {
    /// The hash of its field.
    let field: UInt64
    let key: UInt32
    let value: UInt32
  }

  let node: YAMLNode
  /// What the mapping is, for messages: `asset`, and what it is called, where it has a name.
  private let title: String
  private let name: YAMLNode?
  private let context: DecodingContext
  private var entries: [Entry] = []
  /// A bit for every key that is there, by its hash: most keys are not.
  private var bits: UInt64 = 0
  /// What counts where this one says nothing; at most one.
  private var beneath: [MappingReader] = []
  private let isPartial: Bool

  /// What the mapping is, for messages: `asset 'clip'`.
  var subject: String { name.map { "\(title) '\($0.text)'" } ?? title }

  /// Checks the keys: unknown and missing ones are reported, but a part of a mapping may lack some.
  /// `nil` where `node` is no mapping.
  ///
  /// `name` is put in quotes after the subject.
  init?(
    _ node: YAMLNode, fields: [Field], subject: String, name: YAMLNode? = nil,
    isPartial: Bool = false, context: DecodingContext
  ) {
    self.node = node
    self.title = subject
    self.name = name
    self.isPartial = isPartial
    self.context = context
    guard isMapping() else { return nil }
    for (key, value) in node.entries { read(key, value, fields, isAgain: false) }
    for field in fields where field.isRequired && !isPartial && entry(field) == nil {
      reportMissing(field)
    }
  }

  /// The same for a mapping whose keys the parser was told of. `isAgain` says that they were checked
  /// before.
  init?(
    _ node: YAMLNode, table: FieldTable, subject: String, name: YAMLNode, isAgain: Bool = false,
    context: DecodingContext
  ) {
    self.node = node
    self.title = subject
    self.name = name
    self.isPartial = false
    self.context = context
    guard isMapping() else { return nil }
    read(table, isAgain: isAgain)
    guard !isAgain else { return }
    for field in table.required where entry(field) == nil { reportMissing(field) }
  }

  private func isMapping() -> Bool {
    if node.kind == .mapping { return true }
    context.report(
      .manifestWrongType, "\(subject) has to be a mapping, not a \(node.kind.title)",
      at: node,
      help: node.kind == .scalar && node.text.contains(":")
        ? "a space has to follow the colon of a key" : nil)
    return false
  }

  private func reportMissing(_ field: Field) {
    context.report(.manifestMissingKey, "\(subject) has no '\(field.name)'", at: node)
  }

  private mutating func read(_ table: FieldTable, isAgain: Bool) {
    let document = node.document
    guard !node.hasMergeKey, document.names === table.names else {
      for (key, value) in node.entries { read(key, value, table.fields, isAgain: isAgain) }
      return
    }
    entries.reserveCapacity(node.childCount / 2)
    var key = node.firstChild
    for _ in 0..<(node.childCount / 2) {
      let record = document.records[key]
      // What has a name has no children.
      let value = record.name > 0 ? key + 1 : document.next(after: key)
      if let hash = table.hash(ofName: record.name) {
        note(hash, key: key, value: value)
      } else {
        read(
          YAMLNode(document: document, index: key), YAMLNode(document: document, index: value),
          table.fields, isAgain: isAgain)
      }
      key = document.next(after: value)
    }
  }

  private mutating func read(
    _ key: YAMLNode, _ value: YAMLNode, _ fields: [Field], isAgain: Bool
  ) {
    guard key.isName else { return }
    // The names of all fields are ASCII.
    guard let hash = key.hashOfASCII, let field = fields.first(where: { $0.hash == hash }),
      key.holds(field.name)
    else {
      if !isAgain { reportUnknown(key, fields) }
      return
    }
    note(hash, key: key.index, value: value.index)
  }

  private mutating func note(_ hash: UInt64, key: Int, value: Int) {
    let bit = UInt64(1) << (hash & 63)
    // Of one that stands twice, the first counts.
    guard bits & bit == 0 || entry(hash) == nil else { return }
    bits |= bit
    entries.append(Entry(field: hash, key: UInt32(key), value: UInt32(value)))
  }

  private func reportUnknown(_ key: YAMLNode, _ fields: [Field]) {
    let near = context.diagnostics.nearest(to: key.text, in: fields.map(\.name))
    context.report(
      .manifestUnknownKey,
      "unknown key '\(key.text)' in \(subject)"
        + (near.map { "; did you mean '\($0)'?" } ?? ""), at: key)
  }

  private func entry(_ field: Field) -> Entry? { entry(field.hash) }

  private func entry(_ hash: UInt64) -> Entry? {
    guard bits & (1 << (hash & 63)) != 0 else { return nil }
    for entry in entries where entry.field == hash { return entry }
    return nil
  }

  private func node(_ number: UInt32) -> YAMLNode {
    YAMLNode(document: node.document, index: Int(number))
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
    [ownValue(field)].compactMap { $0 } + beneath.flatMap { $0.layers(field) }
  }

  /// The value of a key, where it is written.
  func value(_ field: Field) -> YAMLNode? { value(ofHash: field.hash) }

  /// The value of the key of which the field's name has this hash.
  func value(ofHash hash: UInt64) -> YAMLNode? {
    if let entry = entry(hash) { return node(entry.value) }
    return beneath.isEmpty ? nil : beneath[0].value(ofHash: hash)
  }

  /// Whether a key may be there: `false` is sure.
  func mayHave(_ field: Field) -> Bool {
    bits & (1 << (field.hash & 63)) != 0 || !beneath.isEmpty
  }

  /// Whether a key is there.
  func has(_ field: Field) -> Bool { has(hash: field.hash) }

  /// The same by the hash of its field's name.
  func has(hash: UInt64) -> Bool {
    entry(hash) != nil || !beneath.isEmpty && beneath[0].has(hash: hash)
  }

  /// What ``mayHaveOne(of:)`` takes for these fields.
  static func bits(of fields: [Field]) -> UInt64 { fields.reduce(0) { $0 | 1 << ($1.hash & 63) } }

  /// Whether one of several keys may be there: `false` is sure.
  func mayHaveOne(of others: UInt64) -> Bool { bits & others != 0 || !beneath.isEmpty }

  /// The value of a key in this layer alone.
  func ownValue(_ field: Field) -> YAMLNode? { entry(field).map { node($0.value) } }

  /// The key itself, where it is written.
  func key(_ field: Field) -> YAMLNode? {
    if let entry = entry(field) { return node(entry.key) }
    return beneath.isEmpty ? nil : beneath[0].key(field)
  }

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
