import ReelBasics

/// Whether a matrix is small enough for its cells to be made. A few words can ask for any number of them,
/// and for any length of their names.
struct MatrixSizeCheck {
  /// What a cell takes for an axis beside the letters of its name, and a value for a field, about.
  private static let axisBytes = 64
  private static let fieldBytes = 16

  let limits: YAMLLimits
  /// How many cells there may be yet.
  let cellsLeft: Int
  let context: DecodingContext

  /// Whether the product of the axes can be made; reported where not, and counted where it can.
  func passes(_ axes: [Matrix.Axis], of asset: YAMLNode, at node: YAMLNode) -> Bool {
    guard axes.count <= limits.axes else {
      context.report(
        .matrixTooLarge, "a matrix has at most \(limits.axes) axes, and this one \(axes.count)",
        at: node)
      return false
    }
    for axis in axes {
      for value in axis.values where !isShort(value.name, of: axis.name, at: value.location) {
        return false
      }
    }
    guard let cells = cells(of: axes, at: node) else { return false }
    let bytes = Self.bytes(of: axes, cells: cells, asset: asset)
    guard !context.room.take(bytes) else { return true }
    context.report(
      .matrixTooLarge,
      "what the cells of a manifest have each for itself comes to at most "
        + "\(context.room.mostInWords), and the names and values of these \(cells) to "
        + AssetRoom.inWords(bytes), at: node, help: "make fewer, or give their values short names")
    return false
  }

  /// Whether cells can be called by a value; reported where not.
  func isShort(_ value: String, of axis: String, at location: SourceLocation) -> Bool {
    guard value.utf8.count > limits.axisValueBytes else { return true }
    context.diagnostics.report(
      .matrixTooLarge,
      "a value of '\(axis)' is longer than \(AssetRoom.inWords(limits.axisValueBytes)), and cells "
        + "are called by it", at: location,
      help: "make it a mapping with a short 'id', and the text one of its fields")
    return false
  }

  /// How many cells the product has; `nil` where they are too many, which is reported.
  private func cells(of axes: [Matrix.Axis], at node: YAMLNode) -> Int? {
    var count = 1
    for axis in axes {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
      count = overflow ? .max : product
    }
    guard count > cellsLeft else { return count }
    context.report(
      .matrixTooLarge,
      "a manifest makes at most \(limits.cells) cells, and this matrix alone makes "
        + (count == .max ? "more than can be counted" : "\(count)"), at: node)
    return nil
  }

  /// What the names of the cells take, and the values that they have them from.
  private static func bytes(of axes: [Matrix.Axis], cells: Int, asset: YAMLNode) -> Int {
    axes.reduce(cells * asset.textLength) { bytes, axis in
      let values = axis.values.reduce(0) { $0 + $1.name.utf8.count }
      return bytes + cells * (axisBytes + axis.name.utf8.count)
        + values * (cells / axis.values.count) + axis.values.count * axis.fields.count * fieldBytes
    }
  }
}
