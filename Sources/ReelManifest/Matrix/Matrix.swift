import ReelBasics

/// What makes one asset into many: its axes and the cells that are left of their product.
struct Matrix {
  /// One of several values of an axis.
  struct Value {
    /// What cells call it.
    let name: String
    /// What its fields or columns say, beside those of the axis; `nil` where it has none.
    let fields: [String?]
    let location: SourceLocation
  }

  /// A list of values that are gone through.
  struct Axis {
    let name: String
    /// The variables that its values set besides the axis itself.
    let fields: [String]
    let values: [Value]
    /// Where the fields stand, of rows of data.
    var fieldLocations: [SourceLocation] = []
    /// Whether its values are rows of data.
    var isRows = false

    /// Where a column of the data stands.
    func location(of field: String) -> SourceLocation? {
      guard let number = fields.firstIndex(of: field), fieldLocations.indices.contains(number)
      else { return nil }
      return fieldLocations[number]
    }
  }

  /// One asset of the many.
  struct Cell {
    /// Its values by spelling, in the order of the axes; an axis that it lacks is left out.
    let axes: [CellName.Axis]
    /// For each axis, which of its values it has; `nil` where `include` brought another or none.
    let choices: [Int?]
    /// What `include` sets besides.
    var extra: [String: String] = [:]
  }

  var axes: [Axis] = []
  var cells: [Cell]

  /// That of an asset without one.
  static let none = Matrix(cells: [Cell(axes: [], choices: [])])

  /// What `${…}` stands for in a cell, besides the manifest's own variables.
  func variables(of cell: Cell) -> [String: String] {
    var variables: [String: String] = [:]
    for (axis, choice) in zip(axes, cell.choices) {
      guard let choice else { continue }
      let value = axis.values[choice]
      variables[axis.name] = value.name
      for (name, text) in zip(axis.fields, value.fields) { variables[name] = text }
    }
    for axis in cell.axes { variables[axis.name] = axis.value }
    return variables.merging(cell.extra) { $1 }
  }

  /// Where the value of a list stands that all of these names have in a cell; `nil` where they have
  /// none, have several, or have what rows or `include` say.
  func place(ofValue names: [Substring], in cell: Cell) -> SourceLocation? {
    var place: SourceLocation?
    for name in names {
      guard cell.extra[String(name)] == nil else { return nil }
      for (axis, choice) in zip(axes, cell.choices)
      where axis.name == name || axis.fields.contains(String(name)) {
        guard let choice, !axis.isRows else { return nil }
        let location = axis.values[choice].location
        guard place == nil || place == location else { return nil }
        place = location
      }
    }
    return place
  }

  /// The row of data that a cell comes from.
  func row(of cell: Cell) -> SourceLocation? {
    for (axis, choice) in zip(axes, cell.choices) where axis.isRows {
      return choice.map { axis.values[$0].location }
    }
    return nil
  }
}
