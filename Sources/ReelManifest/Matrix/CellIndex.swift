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
  /// What the cells are called of each draft that has several.
  private let ids: [[AssetID]]
  private let names: AssetNames
  private var joins: [Join: [[String]: [Int]]] = [:]
  /// The cells of a draft that has one.
  private let first = [0]
  /// How many cells stand before each draft's, where one has several.
  private let starts: [Int]

  init(drafts: [AssetDraft], names: AssetNames) {
    self.drafts = drafts
    self.names = names
    guard !drafts.allSatisfy(\.isSingle) else {
      (ids, starts) = ([], [])
      return
    }
    ids = drafts.map { draft in
      draft.isSingle ? [] : draft.matrix.cells.map { AssetID(draft.name(of: $0).text) }
    }
    var cells = 0
    starts = drafts.map { draft in
      defer { cells += draft.cellCount }
      return cells
    }
  }

  /// Which asset of the manifest a cell is, unless some before it cannot be read.
  func likelyNumber(of place: Place) -> Int {
    (starts.isEmpty ? place.draft : starts[place.draft]) + place.cell
  }

  /// What a cell is called.
  func id(of place: Place) -> AssetID {
    let draft = drafts[place.draft]
    return draft.isSingle ? AssetID(draft.name) : ids[place.draft][place.cell]
  }

  /// The axes of an asset.
  func axes(of asset: String) -> [String] {
    names.draft(asset).map { drafts[$0].matrix.axes.map(\.name) } ?? []
  }

  /// The one cell of the asset that a node of a draft names, where it names one and no more; `nil` for
  /// any other reference.
  func single(_ node: YAMLNode, in draft: Int) -> Place? {
    guard node.isName, node.isPlainName else { return nil }
    // Most name one that stands right before.
    for number in drafts[max(0, draft - 3)..<draft].indices.reversed()
    where drafts[number].isSingle && node.holds(drafts[number].name) {
      return Place(draft: number, cell: 0)
    }
    guard let number = names.draft(node.text), drafts[number].isSingle else { return nil }
    return Place(draft: number, cell: 0)
  }

  /// What `name` means in a cell with these axes.
  func find(_ name: CellName, from axes: [CellName.Axis]) -> Match {
    guard let number = names.draft(name.asset) else { return .unknown }
    if name.axes.isEmpty, drafts[number].isSingle { return .cells(draft: number, first) }
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
