package import ReelBasics

/// Reads the rows of `matrix.rows`: a data file, or a list in the manifest.
///
/// Values are taken as they are spelt; nothing (`null`, an empty cell) is empty text. Mappings inside
/// a row become columns such as `dims.width`. A file is read once, however many assets name it.
package struct RowReader {
  /// Tables of files that could be used.
  private final class Tables {
    struct Key: Hashable {
      let path: String
      let written: String
    }

    var tables: [Key: RowTable] = [:]
  }

  private let files: any FileReader
  private let diagnostics: DiagnosticCollector
  private let limits: RowLimits
  private let known = Tables()

  package init(
    files: any FileReader, diagnostics: DiagnosticCollector, limits: RowLimits = RowLimits()
  ) {
    self.files = files
    self.diagnostics = diagnostics
    self.limits = limits
  }

  /// Reads the data file at the absolute `path`, which messages call `written`.
  ///
  /// `key` is the column that calls the rows: it has to be there, and its values are not empty and
  /// differ. `nil` where the file cannot be used; all that is wrong is reported, at `place`, a node of
  /// the manifest, or at the data file's line and column.
  package func read(path: String, written: String, key: String?, place: SourceLocation) -> RowTable?
  {
    let file = Tables.Key(path: path, written: written)
    if let table = known.tables[file] {
      return checked(table, key: key, of: "'\(written)'", place: place)
    }
    guard let format = RowFormat(path: path) else {
      diagnostics.report(
        .rowsFormat, "rows are read from \(RowFormat.extensions); '\(written)' is none of them",
        at: place,
        help: RowFormat.isSpreadsheet(path) ? "save the sheet as CSV in UTF-8" : nil)
      return nil
    }
    let bytes: [UInt8]
    do {
      bytes = try files.read(path, limit: limits.bytes)
    } catch {
      diagnostics.report(
        ManifestLoader.code(of: error), "the data file '\(written)' \(error.reason)", at: place)
      return nil
    }
    let source = SourceText(name: written, bytes: bytes)
    guard bytes[source.markLength...].contains(where: { !$0.isASCIISpace }) else {
      diagnostics.report(.fileEmpty, "the data file '\(written)' is empty", at: place)
      return nil
    }
    guard let table = read(source, as: format) else { return nil }
    known.tables[file] = table
    return checked(table, key: key, of: "'\(written)'", place: place)
  }

  /// Reads a list of mappings in the manifest.
  package func read(_ node: YAMLNode, key: String?) -> RowTable? {
    var reader = YAMLRowReader(limits: limits, builder: builder)
    guard let table = reader.read(node) else { return nil }
    return checked(table, key: key, of: "the list", place: node.location)
  }

  private var builder: RowTableBuilder { RowTableBuilder(limits: limits, diagnostics: diagnostics) }

  private func read(_ source: SourceText, as format: RowFormat) -> RowTable? {
    if format == .yaml { return readYAML(source) }
    let check = RowTextCheck(source: source, diagnostics: diagnostics)
    guard check.isUTF8() else { return nil }
    switch format {
    case .csv, .tsv:
      guard check.hasNoControlCharacters() else { return nil }
      var reader = DelimitedRowReader(source: source, isCSV: format == .csv, builder: builder)
      return reader.read()
    case .json:
      var reader = JSONRowReader(source: source, limits: limits, builder: builder)
      return reader.readList()
    case .lines:
      var reader = JSONRowReader(source: source, limits: limits, builder: builder)
      return reader.readLines()
    case .yaml: return nil
    }
  }

  private func readYAML(_ source: SourceText) -> RowTable? {
    // A mistake may leave a document all the same: the file's own findings tell whether it did.
    let findings = DiagnosticCollector()
    let document = YAMLParser(source: source, diagnostics: findings).parse()
    diagnostics.report(allOf: findings)
    guard let document else { return nil }
    var reader = YAMLRowReader(limits: limits, builder: builder)
    let table = reader.read(document.root)
    return findings.hasErrors ? nil : table
  }

  // MARK: Key

  private func checked(
    _ table: RowTable, key: String?, of subject: String, place: SourceLocation
  ) -> RowTable? {
    // A list without rows has no columns either; what that means is for the matrix to say.
    guard let key, !(table.rows.isEmpty && table.columns.isEmpty) else { return table }
    guard let column = table.columns.firstIndex(of: key) else {
      let near = diagnostics.nearest(to: key, in: table.columns)
      let shown = table.columns.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
      diagnostics.report(
        .rowsKey,
        "\(subject) has no column '\(key)'" + (near.map { "; did you mean '\($0)'?" } ?? ""),
        at: place, help: "its columns are \(shown)\(table.columns.count > 8 ? ", …" : "")")
      return nil
    }
    var first: [String: Int] = [:]
    // The further rows of a key, of those that have some.
    var again: [String: [Int]] = [:]
    var isWhole = true
    for (index, row) in table.rows.enumerated() {
      let value = row.values[column]
      if value.isEmpty {
        isWhole = false
        diagnostics.report(
          .rowsKey, "the row has no '\(key)', which is its key", at: row.location)
      } else if first[value] != nil {
        again[value, default: []].append(index)
      } else {
        first[value] = index
      }
    }
    for (value, numbers) in again.sorted(by: { $0.value[0] < $1.value[0] }) {
      guard let number = first[value] else { continue }
      report(value, twiceIn: key, at: numbers.map { table.rows[$0] }, after: table.rows[number])
    }
    return isWhole && again.isEmpty ? table : nil
  }

  /// Reports the further rows of a key, all at the first of them: they have one cause.
  private func report(
    _ value: String, twiceIn key: String, at rows: [DataRow], after first: DataRow
  ) {
    let more = rows.count - 1
    let others =
      more == 0 ? [] : [Diagnostic.Note("and in \(more) more row\(more == 1 ? "" : "s")")]
    diagnostics.report(
      .rowsDuplicateKey, "the key '\(value)' stands twice in the column '\(key)'",
      at: rows[0].location,
      notes: [Diagnostic.Note("it is here first", at: first.location)] + others)
  }
}
