package import ReelBasics

/// Where an asset stands in a matrix.
package struct AssetCell: Sendable, Hashable {
  /// The asset with the matrix, and the values on its axes.
  package let name: CellName
  /// The row of data that it comes from.
  package let row: SourceLocation?

  package init(name: CellName, row: SourceLocation?) {
    self.name = name
    self.row = row
  }
}
