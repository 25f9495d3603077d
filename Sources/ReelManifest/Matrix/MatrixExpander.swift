import ReelBasics

/// Multiplies the axes of a matrix, and takes away and adds what `exclude` and `include` say, as
/// GitHub Actions does.
struct MatrixExpander {
  /// An entry of `include` or `exclude`: what its keys are to be.
  struct Entry {
    let values: [(key: String, text: String)]
    let location: SourceLocation
  }

  /// What a key of the matrix itself names: an axis, or one of its fields or columns.
  private struct Place {
    let axis: Int
    let field: Int?
  }

  /// The values of an axis that have all that an entry says of them, a mark for each.
  private struct Choice {
    let axis: Int
    let isTaken: [Bool]
  }

  /// What a cell takes for a value that `include` gives it, about.
  private static let addedBytes = 64

  private let axes: [Matrix.Axis]
  private let context: DecodingContext
  private let places: [String: Place]

  init(axes: [Matrix.Axis], context: DecodingContext) {
    self.axes = axes
    self.context = context
    var places: [String: Place] = [:]
    for (number, axis) in axes.enumerated() {
      for (field, name) in axis.fields.enumerated() {
        places[name] = Place(axis: number, field: field)
      }
      places[axis.name] = Place(axis: number, field: nil)
    }
    self.places = places
  }

  /// The cells in the order of the axes' values, the last axis first.
  ///
  /// The product has to be known to be small enough.
  func cells(excluding excluded: [Entry], including included: [Entry]) -> [Matrix.Cell] {
    var cells = left(of: product(), after: excluded)
    let originals = cells.indices
    for entry in included { include(entry, in: &cells, originals: originals) }
    return cells
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

  private func left(of cells: [Matrix.Cell], after excluded: [Entry]) -> [Matrix.Cell] {
    guard !excluded.isEmpty else { return cells }
    var isLeft = Array(repeating: true, count: cells.count)
    for entry in excluded {
      let choices = choices(of: entry)
      var takesAway = false
      for number in cells.indices where isLeft[number] && Self.fits(cells[number], choices) {
        isLeft[number] = false
        takesAway = true
      }
      if !takesAway {
        context.diagnostics.report(
          .matrixExcludeNothing, "this takes no cell away: none has all of these values",
          at: entry.location)
      }
    }
    return zip(cells, isLeft).compactMap { cell, isLeft in isLeft ? cell : nil }
  }

  /// What an entry says of the axes, each of which is looked through once and not for every cell.
  private func choices(of entry: Entry) -> [Choice] {
    var wanted: [Int: [(field: Int?, text: String)]] = [:]
    for (key, text) in entry.values {
      guard let place = places[key] else { continue }
      wanted[place.axis, default: []].append((place.field, text))
    }
    return wanted.map { axis, texts in
      Choice(
        axis: axis,
        isTaken: axes[axis].values.map { value in
          texts.allSatisfy { value.text(ofField: $0.field) == $0.text }
        })
    }
  }

  private static func fits(_ cell: Matrix.Cell, _ choices: [Choice]) -> Bool {
    choices.allSatisfy { choice in
      guard let value = cell.choices[choice.axis] else { return false }
      return choice.isTaken[value]
    }
  }

  /// Adds the entry's values to every cell of which it changes no value, else makes a cell of them.
  private func include(
    _ entry: Entry, in cells: inout [Matrix.Cell], originals: Range<Int>
  ) {
    let choices = choices(of: entry)
    let added = entry.values.filter { places[$0.key] == nil }
    let fitting = originals.filter { Self.fits(cells[$0], choices) }
    guard !fitting.isEmpty else {
      addCell(of: entry, to: &cells)
      return
    }
    guard context.room.take(fitting.count * added.count * Self.addedBytes) else {
      context.diagnostics.report(
        .matrixTooLarge,
        "what the cells of a manifest have each for itself comes to at most "
          + "\(context.room.mostInWords), and this goes past it: it gives \(added.count) values to "
          + "each of \(fitting.count) cells", at: entry.location,
        help: "make what is the same in all cells a variable of the manifest's")
      return
    }
    for number in fitting {
      for (key, text) in added { cells[number].extra[key] = text }
    }
  }

  private func addCell(of entry: Entry, to cells: inout [Matrix.Cell]) {
    let named = axes.compactMap { axis in
      entry.values.first { $0.key == axis.name }.map {
        CellName.Axis(name: axis.name, value: $0.text)
      }
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
    cells.append(
      Matrix.Cell(
        axes: named, choices: choices,
        extra: Dictionary(
          entry.values.filter { !names.contains($0.key) }.map { ($0.key, $0.text) }
        ) { first, _ in first }))
  }
}

extension Matrix.Value {
  /// What one of its fields says, or what it is called itself.
  fileprivate func text(ofField field: Int?) -> String? {
    guard let field else { return name }
    return fields[field]
  }
}
