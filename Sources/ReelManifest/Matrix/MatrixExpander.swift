import ReelBasics

/// Multiplies the axes of a matrix, and takes away and adds what `exclude` and `include` say, as
/// GitHub Actions does.
struct MatrixExpander {
  /// An entry of `include` or `exclude`: what its keys are to be.
  struct Entry {
    let values: [(key: String, text: String)]
    let location: SourceLocation
  }

  let axes: [Matrix.Axis]
  let context: DecodingContext

  /// The cells in the order of the axes' values, the last axis first.
  ///
  /// The product has to be known to be small enough.
  func cells(excluding excluded: [Entry], including included: [Entry]) -> [Matrix.Cell] {
    var matrix = Matrix(axes: axes, cells: product())
    for entry in excluded {
      let count = matrix.cells.count
      matrix.cells = matrix.cells.filter { !matches(entry.values, $0) }
      if matrix.cells.count == count {
        context.diagnostics.report(
          .matrixExcludeNothing, "this takes no cell away: none has all of these values",
          at: entry.location)
      }
    }
    let originals = matrix.cells.indices
    for entry in included { include(entry, in: &matrix, originals: originals) }
    return matrix.cells
  }

  private func product() -> [Matrix.Cell] {
    guard !axes.isEmpty else { return [] }
    var cells = [Matrix.Cell(axes: [], choices: [])]
    for axis in axes {
      var next: [Matrix.Cell] = []
      next.reserveCapacity(cells.count * axis.values.count)
      for cell in cells {
        for (number, value) in axis.values.enumerated() {
          next.append(
            Matrix.Cell(
              axes: cell.axes + [CellName.Axis(name: axis.name, value: value.name)],
              choices: cell.choices + [number]))
        }
      }
      cells = next
    }
    return cells
  }

  /// What a key of the matrix itself, an axis, column or field, is in a cell.
  private func original(_ key: String, _ cell: Matrix.Cell) -> String? {
    for (axis, choice) in zip(axes, cell.choices) {
      guard let choice else { continue }
      if axis.name == key { return axis.values[choice].name }
      if let field = axis.fields.firstIndex(of: key) { return axis.values[choice].fields[field] }
    }
    return nil
  }

  private func matches(_ values: [(key: String, text: String)], _ cell: Matrix.Cell) -> Bool {
    values.allSatisfy { original($0.key, cell) == $0.text }
  }

  private func isOriginal(_ key: String) -> Bool {
    axes.contains { $0.name == key || $0.fields.contains(key) }
  }

  /// Adds the entry's values to every cell of which it changes no value, else makes a cell of them.
  private func include(_ entry: Entry, in matrix: inout Matrix, originals: Range<Int>) {
    let own = entry.values.filter { isOriginal($0.key) }
    let added = entry.values.filter { !isOriginal($0.key) }
    var isTaken = false
    for number in originals where matches(own, matrix.cells[number]) {
      isTaken = true
      for (key, text) in added { matrix.cells[number].extra[key] = text }
    }
    guard !isTaken else { return }
    let named = axes.compactMap { axis in
      own.first { $0.key == axis.name }.map { CellName.Axis(name: axis.name, value: $0.text) }
    }
    guard !named.isEmpty else {
      context.diagnostics.report(
        .matrixInclude,
        "no cell has these values, and a new one would have no name: it names no "
          + "axis", at: entry.location,
        help: "the axes are \(axes.map(\.name).joined(separator: ", "))")
      return
    }
    let choices = axes.map { axis in
      named.first { $0.name == axis.name }.flatMap { named in
        axis.values.firstIndex { $0.name == named.value }
      }
    }
    let names = Set(named.map(\.name))
    matrix.cells.append(
      Matrix.Cell(
        axes: named, choices: choices,
        extra: Dictionary(
          entry.values.filter { !names.contains($0.key) }.map { ($0.key, $0.text) }
        ) { first, _ in first }))
  }
}
