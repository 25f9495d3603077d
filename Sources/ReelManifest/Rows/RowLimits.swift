/// How much of a data file Reel is willing to read. They stand here and nowhere else.
package struct RowLimits: Sendable {
  /// The most bytes of a file, and of all values together: aliases can repeat them.
  package var bytes = 64 * 1024 * 1024
  /// The most rows.
  package var rows = 1_000_000
  /// The most columns.
  package var columns = 1000
  /// The most cells, empty ones among them: a row has one for every column.
  package var cells = 10_000_000
  /// The most bytes of one cell.
  package var cellBytes = 1024 * 1024
  /// The most bytes of a column's name.
  package var nameBytes = 1024
  /// How many mappings and lists may stand inside each other, the row itself among them.
  package var depth = 100

  package init() {}
}
