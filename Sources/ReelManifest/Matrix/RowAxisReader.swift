import ReelBasics

/// Reads `rows` of a matrix: one more axis, of which each value is a row of data.
struct RowAxisReader {
  let rows: RowReader
  /// The manifest's file that it stands in.
  let origin: ManifestFile
  let context: DecodingContext

  /// The axis, and the data file that it reads; no axis where something is wrong, which is reported.
  func read(_ node: YAMLNode) -> (axis: Matrix.Axis?, file: String?) {
    var key: String?
    var table: RowTable?
    var file: String?
    if node.kind == .sequence {
      table = rows.read(node, key: nil).flatMap(expanded)
    } else {
      var place = node
      var path: String?
      if node.kind == .mapping {
        guard
          let reader = MappingReader(
            node, fields: AssetFields.rowsFile, subject: "'rows'", context: context)
        else { return (nil, nil) }
        path = reader.text(AssetFields.rowsPath)
        key = reader.text(AssetFields.rowsKey)
        place = reader.value(AssetFields.rowsPath) ?? node
      } else {
        path = context.text(node, of: "rows")
      }
      guard let path else { return (nil, nil) }
      let absolute = path.absolutePath(from: origin.folder)
      file = absolute
      table = rows.read(
        path: absolute, written: origin.shown(path), key: key,
        place: place.location)
    }
    guard let table else { return (nil, file) }
    guard !table.rows.isEmpty else {
      context.report(.matrixEmpty, "there are no rows", at: node)
      return (nil, file)
    }
    let column = key.flatMap { table.columns.firstIndex(of: $0) }
    let values = table.rows.enumerated().map { number, row in
      Matrix.Value(
        name: column.map { row.values[$0] } ?? String(number + 1), fields: row.values,
        location: row.location)
    }
    return (
      Matrix.Axis(
        name: key ?? "row", fields: table.columns, values: values,
        fieldLocations: table.columnLocations, isRows: true), file
    )
  }

  /// Rows of the manifest itself with their `${…}` replaced; what data files say is left as it is.
  private func expanded(_ table: RowTable) -> RowTable? {
    var rows: [DataRow] = []
    var isWhole = true
    for row in table.rows {
      let values = row.values.map { text -> String in
        let pieces = context.scope.pieces(
          of: text, at: { _ in row.location }, allowsIndex: false,
          diagnostics: context.diagnostics)
        isWhole = isWhole && pieces != nil
        return pieces?.map(\.written).joined() ?? ""
      }
      rows.append(DataRow(values: values, location: row.location))
    }
    return isWhole
      ? RowTable(columns: table.columns, columnLocations: table.columnLocations, rows: rows) : nil
  }
}
