import ReelBasics

/// One row: what its columns say, and where it stands.
struct DataRow: Sendable {
  /// Parallel to the table's columns; empty where the row lacks one.
  let values: [String]
  /// Where the row begins.
  let location: SourceLocation
}

/// What a data file says.
struct RowTable: Sendable {
  /// In the order of their first appearance.
  let columns: [String]
  /// Parallel to `columns`: where each one stands first.
  let columnLocations: [SourceLocation]
  let rows: [DataRow]

  init(columns: [String], columnLocations: [SourceLocation] = [], rows: [DataRow]) {
    self.columns = columns
    self.columnLocations = columnLocations
    self.rows = rows
  }
}
