package import ReelBasics

/// One row: what its columns say, and where it stands.
package struct DataRow: Sendable {
  /// Parallel to the table's columns; empty where the row lacks one.
  package let values: [String]
  /// Where the row begins.
  package let location: SourceLocation
}

/// What a data file says.
package struct RowTable: Sendable {
  /// What no column can be called: a matrix and outputs have other uses for these names.
  static let reservedColumns = ["index", "rows", "include", "exclude"]

  /// In the order of their first appearance.
  package let columns: [String]
  /// Parallel to `columns`: where each one stands first.
  package let columnLocations: [SourceLocation]
  package let rows: [DataRow]

  init(columns: [String], columnLocations: [SourceLocation] = [], rows: [DataRow]) {
    self.columns = columns
    self.columnLocations = columnLocations
    self.rows = rows
  }
}
