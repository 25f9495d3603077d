import ReelBasics

/// Reads rows from a list of mappings in YAML.
struct YAMLRowReader {
  private let limits: RowLimits
  private var builder: RowTableBuilder

  init(limits: RowLimits, builder: RowTableBuilder) {
    self.limits = limits
    self.builder = builder
  }

  /// The rows of a list; `nil` where something is wrong, which is reported.
  mutating func read(_ list: YAMLNode) -> RowTable? {
    guard list.kind == .sequence else {
      builder.report(
        .rowsValue, "the rows have to be a list of mappings, not a \(list.kind.title)",
        at: list.location, help: "each row is written '- column: value'")
      return nil
    }
    for row in list.elements where !builder.isFull {
      guard row.kind == .mapping else {
        builder.report(
          .rowsValue, "a row has to be a mapping, not a \(row.kind.title)", at: row.location)
        continue
      }
      builder.beginRow(at: row.location)
      readFields(row, prefix: "", depth: 1)
      _ = builder.endRow()
    }
    return builder.finish()
  }

  private mutating func readFields(_ mapping: YAMLNode, prefix: String, depth: Int) {
    var counts: [String: Int]?
    for (key, value) in mapping.entries where key.isName && !builder.isFull {
      let name = prefix + key.text
      switch value.kind {
      case .scalar: set(name, to: value, key: key, in: mapping, counts: &counts)
      case .sequence:
        builder.report(
          .rowsValue, "the column '\(name)' has a list; a cell is one value", at: value.location)
      case .mapping where depth < limits.depth:
        readFields(value, prefix: name + ".", depth: depth + 1)
      case .mapping:
        // Aliases can put mappings deeper than they are written.
        builder.report(
          .rowsTooLarge, "more than \(limits.depth) mappings inside each other",
          at: builder.place)
      }
    }
  }

  /// `counts` says how often the mapping has each key, once that was asked for.
  private mutating func set(
    _ name: String, to value: YAMLNode, key: YAMLNode, in mapping: YAMLNode,
    counts: inout [String: Int]?
  ) {
    let column = builder.column(name) ?? builder.addColumn(name, at: key.location)
    guard !builder.isFull else { return }
    let text = value.isNull ? "" : value.text
    if text.utf8.contains(0) {
      builder.report(
        .rowsControlCharacter, "a text holds a NUL character", at: value.location)
    }
    guard !builder.set(column, to: text) else { return }
    // A key that one mapping has twice is reported with the document.
    let times = counts ?? mapping.entries.reduce(into: [:]) { $0[$1.key.text, default: 0] += 1 }
    counts = times
    guard times[key.text] == 1 else { return }
    builder.report(.rowsDuplicateColumn, "the row has '\(name)' twice", at: key.location)
  }
}
