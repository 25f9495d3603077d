import ReelBasics

/// Reads `matrix`.
struct MatrixReader {
  /// The most entries of `include` or `exclude`: each is held against every cell.
  private static let mostEntries = 1000

  let rows: RowReader
  let file: ManifestFile
  let size: MatrixSizeCheck
  let context: DecodingContext

  /// The matrix of an asset, and the data file that it reads; `nil` where something is wrong, which
  /// is reported.
  func read(_ node: YAMLNode, of asset: YAMLNode) -> (matrix: Matrix, file: String?)? {
    guard node.kind == .mapping, !node.entries.isEmpty else {
      context.report(
        .manifestWrongType, "'matrix' has to be a mapping of axes to lists", at: node,
        help: "as in 'matrix: {ratio: [16:9, 9:16]}'")
      return nil
    }
    var axes: [Matrix.Axis] = []
    var isWhole = true
    var file: String?
    for (key, value) in node.entries where key.isName {
      switch key.text {
      case "include", "exclude": continue
      case "rows":
        let read = RowAxisReader(rows: rows, origin: self.file, context: context).read(value)
        file = read.file
        axes += [read.axis].compactMap { $0 }
        isWhole = isWhole && read.axis != nil
      default:
        let axis = axis(key, value)
        axes += [axis].compactMap { $0 }
        isWhole = isWhole && axis != nil
      }
    }
    guard isWhole, hasOwnNames(axes, node) else { return nil }
    guard !axes.isEmpty else {
      context.report(
        .matrixAxis, "the matrix has no axis: 'include' only adds to others", at: node,
        help: "give a list of mappings under 'rows'")
      return nil
    }
    guard size.passes(axes, of: asset, at: node),
      let excluded = entries(node["exclude"], "exclude", axes: axes, areKnown: true),
      let included = entries(node["include"], "include", axes: axes, areKnown: false)
    else { return nil }
    let cells = MatrixExpander(axes: axes, context: context).cells(
      excluding: excluded, including: included)
    return check(cells, of: asset, at: node).map {
      (Matrix(axes: axes, cells: $0), file)
    }
  }

  // MARK: Axes

  private func axis(_ key: YAMLNode, _ node: YAMLNode) -> Matrix.Axis? {
    guard VariableReader.checkName(key, of: "an axis", context: context),
      let elements = context.list(node, of: key.text)
    else { return nil }
    guard !elements.isEmpty else {
      context.report(.matrixAxis, "the axis '\(key.text)' has no values", at: node)
      return nil
    }
    var names: [String: YAMLNode] = [:]
    var fields: [String] = []
    var known: Set<String> = []
    var found: [(name: String, values: [String: String], node: YAMLNode)] = []
    for (number, element) in elements.enumerated() {
      guard let (name, values) = value(element, number: number + 1, of: key.text) else {
        return nil
      }
      if let other = names.updateValue(element, forKey: name) {
        context.report(
          .matrixDuplicate, "the axis '\(key.text)' has '\(name)' twice", at: element,
          notes: [Diagnostic.Note("the first is here", at: other.location)])
        return nil
      }
      for field in values.keys.sorted() where known.insert(field).inserted { fields.append(field) }
      guard hasRoom(fields.count, values: number + 1, of: key.text, at: element) else { return nil }
      found.append((name, values, element))
    }
    return Matrix.Axis(
      name: key.text, fields: fields,
      values: found.map { one in
        Matrix.Value(
          name: one.name, fields: fields.map { one.values[$0] }, location: one.node.location)
      })
  }

  /// Whether so many values, each of which has a place for every field, are as few as rows may be.
  private func hasRoom(_ fields: Int, values: Int, of axis: String, at node: YAMLNode) -> Bool {
    let limits = RowLimits()
    guard fields > limits.columns || values * fields > limits.cells else { return true }
    context.report(
      .matrixTooLarge,
      "the values of '\(axis)' have more than \(limits.columns) fields, or "
        + "\(limits.cells) together", at: node)
    return false
  }

  /// What a value of an axis is called, and its fields by the names of their variables.
  private func value(
    _ node: YAMLNode, number: Int, of axis: String
  ) -> (name: String, fields: [String: String])? {
    guard node.kind == .mapping else {
      return context.text(node, of: axis).map { ($0, [:]) }
    }
    guard !node.entries.isEmpty else {
      context.report(.matrixAxis, "a value of the axis '\(axis)' has no fields", at: node)
      return nil
    }
    guard let fields = FieldFlattener(context: context).fields(of: node, below: axis) else {
      return nil
    }
    let texts = Dictionary(fields.map { ($0.key, $0.text) }) { first, _ in first }
    return (texts["\(axis).id"] ?? String(number), texts)
  }

  /// Whether no two axes, columns or fields have one name.
  private func hasOwnNames(_ axes: [Matrix.Axis], _ node: YAMLNode) -> Bool {
    var owners: [String: Int] = [:]
    for (number, axis) in axes.enumerated() {
      if axis.isRows, axis.name == "row", axis.fields.contains("row") {
        context.diagnostics.report(
          .matrixDuplicate,
          "rows without a 'key' are called by their number, as 'row', and there "
            + "is a column of that name", at: axis.location(of: "row") ?? node.location,
          help: "call them by it: {file: …, key: row}")
        return false
      }
      for name in Set([axis.name] + axis.fields).sorted() {
        guard let other = owners.updateValue(number, forKey: name).map({ axes[$0] }) else {
          continue
        }
        let rows = [axis, other].first(where: \.isRows)
        context.diagnostics.report(
          .matrixDuplicate,
          "'\(name)' is both "
            + (rows == nil ? "an axis and a field of one" : "a column and an axis"),
          at: rows?.location(of: name) ?? axis.values.first?.location ?? node.location)
        return false
      }
    }
    return true
  }

  // MARK: Include and exclude

  private func entries(
    _ node: YAMLNode?, _ key: String, axes: [Matrix.Axis], areKnown: Bool
  ) -> [MatrixExpander.Entry]? {
    guard let node else { return [] }
    guard let elements = context.list(node, of: key) else { return nil }
    guard elements.count <= Self.mostEntries else {
      context.report(
        .matrixTooLarge, "'\(key)' has more than \(Self.mostEntries) entries", at: node)
      return nil
    }
    let names = axes.flatMap { [$0.name] + $0.fields }
    let flattener = FieldFlattener(known: Set(names), context: context)
    var entries: [MatrixExpander.Entry] = []
    for element in elements {
      guard element.kind == .mapping, !element.entries.isEmpty else {
        context.report(.manifestWrongType, "'\(key)' takes a list of mappings", at: element)
        return nil
      }
      guard let values = flattener.fields(of: element, below: nil),
        areShort(values, axes, at: element)
      else { return nil }
      if areKnown, let key = values.first(where: { !flattener.known.contains($0.key) })?.key {
        reportUnknown(key, names, at: element)
        return nil
      }
      entries.append(MatrixExpander.Entry(values: values, location: element.location))
    }
    return entries
  }

  /// Whether cells can be called by those of the values that are of axes; reported where not.
  private func areShort(
    _ values: [(key: String, text: String)], _ axes: [Matrix.Axis], at node: YAMLNode
  ) -> Bool {
    values.allSatisfy { key, text in
      !axes.contains { $0.name == key } || size.isShort(text, of: key, at: node.location)
    }
  }

  private func reportUnknown(_ key: String, _ known: [String], at node: YAMLNode) {
    let near = context.diagnostics.nearest(to: key, in: known)
    context.report(
      .matrixExcludeUnknown, "the matrix has no axis or column '\(key)'", at: node,
      help: near.map { "did you mean '\($0)'?" } ?? "it has \(known.joined(separator: ", "))")
  }

  // MARK: Checks

  private func check(
    _ cells: [Matrix.Cell], of asset: YAMLNode, at node: YAMLNode
  ) -> [Matrix.Cell]? {
    guard !cells.isEmpty else {
      context.report(.matrixEmpty, "nothing is left of the matrix of '\(asset.text)'", at: node)
      return nil
    }
    var names: Set<[CellName.Axis]> = []
    for cell in cells where !names.insert(cell.axes).inserted {
      let name = CellName(asset: asset.text, axes: cell.axes)
      context.report(
        .matrixDuplicate, "'include' makes '\(name.text)' twice", at: node["include"] ?? node)
      return nil
    }
    return cells
  }
}
