import ReelBasics

/// Puts a table together from rows, under limits, and reports what is wrong with it.
struct RowTableBuilder {
  private let limits: RowLimits
  private let diagnostics: DiagnosticCollector
  private var columns: [String] = []
  private var columnLocations: [SourceLocation] = []
  private var numbers: [String: Int] = [:]
  private var rows: [DataRow] = []
  private var bytes = 0
  private var mistakes = 0
  /// Whether nothing more is taken: a limit was passed, or nobody would read further findings.
  private(set) var isFull = false

  /// The row that is being read: its cells as far as they are known.
  private var cells: [String?] = []
  private(set) var place: SourceLocation?

  init(limits: RowLimits, diagnostics: DiagnosticCollector) {
    self.limits = limits
    self.diagnostics = diagnostics
  }

  /// The table; `nil` where something was wrong with it.
  func finish() -> RowTable? {
    guard mistakes == 0 else { return nil }
    // A later row may have brought columns that earlier ones lack.
    let rows = rows.map { row in
      let missing = columns.count - row.values.count
      return missing == 0
        ? row
        : DataRow(
          values: row.values + repeatElement("", count: missing), location: row.location)
    }
    return RowTable(columns: columns, columnLocations: columnLocations, rows: rows)
  }

  /// Reports a mistake, which makes the table useless.
  mutating func report(
    _ code: DiagnosticCode, _ message: String, at location: SourceLocation?,
    notes: [Diagnostic.Note] = [], help: String? = nil
  ) {
    diagnostics.report(code, message, at: location, notes: notes, help: help)
    mistakes += 1
    if mistakes >= DiagnosticCollector.mostKept { isFull = true }
  }

  private mutating func stop(_ message: String, at location: SourceLocation?) {
    report(.rowsTooLarge, message, at: location)
    isFull = true
  }

  // MARK: Columns

  /// The number of a column, where there is one of this name.
  func column(_ name: String) -> Int? { numbers[name] }

  /// Where a column stands first.
  func location(ofColumn number: Int) -> SourceLocation { columnLocations[number] }

  /// Adds a column; one of a name that cannot be used is reported, and is there all the same, so that
  /// its cells have a place.
  mutating func addColumn(_ name: String, at location: SourceLocation) -> Int {
    let number = columns.count
    guard number < limits.columns else {
      stop("more than \(limits.columns) columns", at: location)
      return number - 1
    }
    check(name, at: location)
    columns.append(name)
    columnLocations.append(location)
    numbers[name] = number
    return number
  }

  private mutating func check(_ name: String, at location: SourceLocation) {
    if name.utf8.count > limits.nameBytes {
      stop("the name of a column is longer than \(limits.nameBytes) bytes", at: location)
    } else if name.allSatisfy(\.isWhitespace) {
      report(.rowsColumn, "a column has no name", at: location)
    } else if name.hasByte(UInt8(ascii: "}")) {
      report(
        .rowsColumn, "the column '\(name)' has a '}' in its name, where '${…}' would end",
        at: location)
    } else if name.hasByte(0) {
      report(.rowsControlCharacter, "the name of a column holds a NUL character", at: location)
    } else if RowTable.reservedColumns.contains(name) {
      report(
        .rowsColumn, "a column cannot be called '\(name)': the name is reserved", at: location)
    }
  }

  // MARK: Rows

  /// Takes a row whose values are parallel to the columns; `false` where nothing more is taken.
  mutating func append(_ values: [String], at location: SourceLocation) -> Bool {
    guard rows.count < limits.rows else {
      stop("more than \(limits.rows) rows", at: location)
      return false
    }
    guard (rows.count + 1) * columns.count <= limits.cells else {
      stop("more than \(limits.cells) cells: every row has all columns", at: location)
      return false
    }
    for value in values {
      bytes += value.utf8.count
      guard value.utf8.count > limits.cellBytes else { continue }
      stop("a cell is longer than \(limits.cellBytes / 1024) KiB", at: location)
      return false
    }
    guard bytes <= limits.bytes else {
      stop("the rows hold more than \(limits.bytes / (1024 * 1024)) MiB", at: location)
      return false
    }
    rows.append(DataRow(values: values, location: location))
    return !isFull
  }

  /// Begins a row whose cells come one by one, by column.
  mutating func beginRow(at location: SourceLocation) {
    cells = Array(repeating: nil, count: columns.count)
    place = location
  }

  /// Sets a cell of the row; `false` where it has that column already.
  mutating func set(_ column: Int, to value: String) -> Bool {
    while cells.count <= column { cells.append(nil) }
    guard cells[column] == nil else { return false }
    cells[column] = value
    return true
  }

  /// Ends the row; `false` where nothing more is taken.
  mutating func endRow() -> Bool {
    guard let place else { return !isFull }
    return append(cells.map { $0 ?? "" }, at: place)
  }
}
