/// Finds the cells that a reference means: it joins on the axes that both sides share.
final class CellIndex {
  /// A cell of a draft, by their numbers.
  struct Place: Hashable {
    let draft: Int
    let cell: Int
  }

  /// What a name means where it is used.
  enum Match {
    case unknown
    /// The numbers of the draft's cells in their order, at least one.
    case cells(draft: Int, [Int])
    /// The asset is there, and none of its cells has these values.
    case noCell([CellName.Axis])
    case unknownAxis(String)
  }

  /// Which axes of which draft are joined on.
  private struct Join: Hashable {
    let draft: Int
    let axes: [String]
  }

  let drafts: [AssetDraft]
  /// What the cells of each draft are called.
  let ids: [[AssetID]]
  private let numbers: [String: Int]
  private var joins: [Join: [[String]: [Int]]] = [:]

  init(drafts: [AssetDraft]) {
    self.drafts = drafts
    ids = drafts.map { draft in
      draft.matrix.cells.map { AssetID(draft.name(of: $0).text) }
    }
    numbers = Dictionary(drafts.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// The axes of an asset.
  func axes(of asset: String) -> [String] {
    numbers[asset].map { drafts[$0].matrix.axes.map(\.name) } ?? []
  }

  /// What `name` means in a cell with these axes.
  func find(_ name: CellName, from axes: [CellName.Axis]) -> Match {
    guard let number = numbers[name.asset] else { return .unknown }
    let matrix = drafts[number].matrix
    if let axis = name.axes.first(where: { fixed in
      !matrix.axes.contains { $0.name == fixed.name }
    }) {
      return .unknownAxis(axis.name)
    }
    let wanted = matrix.axes.compactMap { axis in
      (name.axes + axes).first { $0.name == axis.name }
    }
    let cells = join(Join(draft: number, axes: wanted.map(\.name)))[wanted.map(\.value)] ?? []
    return cells.isEmpty ? .noCell(wanted) : .cells(draft: number, cells)
  }

  /// The cells of a draft by their values on some of its axes; one that lacks such an axis is not
  /// among them.
  private func join(_ join: Join) -> [[String]: [Int]] {
    if let known = joins[join] { return known }
    var cells: [[String]: [Int]] = [:]
    for (number, cell) in drafts[join.draft].matrix.cells.enumerated() {
      let values = join.axes.compactMap { name in cell.axes.first { $0.name == name }?.value }
      if values.count == join.axes.count { cells[values, default: []].append(number) }
    }
    joins[join] = cells
    return cells
  }
}
