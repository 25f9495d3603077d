import ReelBasics
import ReelCatalogue

/// Finds the cells that references name, as many as there is room for.
final class ReferencedCells {
  let index: CellIndex
  let mediums: AssetMediums
  /// How many cells the references of a manifest may name in all.
  private let mostLinks: Int
  /// How many more of them they may name.
  private var linksLeft: Int
  /// How often some of the cells that a reference names were left out, as the model takes fewer.
  private(set) var cuts = 0
  private let context: DecodingContext

  /// How many inputs of a role there may be.
  enum Room {
    case one
    /// So many, at least one, as the model takes.
    case most(Int, model: String)
    /// Nobody knows here: the model is not known, or takes none, which is reported of all of them.
    case unknown
  }

  init(index: CellIndex, mediums: AssetMediums, mostLinks: Int, context: DecodingContext) {
    self.index = index
    self.mediums = mediums
    self.mostLinks = mostLinks
    linksLeft = mostLinks
    self.context = context
  }

  /// The cell of an asset that is one, where the reference is its id and the medium is as it is `wanted`;
  /// `nil` where it is anything else.
  func single(
    _ node: YAMLNode, medium wanted: Medium?, in draft: Int
  ) -> (place: CellIndex.Place, medium: Medium)? {
    guard let place = index.single(node, in: draft), linksLeft > 0 else { return nil }
    let known = mediums.of(place)
    guard let medium = known.isAssumed ? wanted ?? known.medium : known.medium,
      wanted == nil || medium == wanted
    else { return nil }
    linksLeft -= 1
    return (place, medium)
  }

  /// The cells that a name means, none where that is reported; `nil` where no asset has the name.
  func places(
    _ name: CellName, of key: String, room: Room, at node: YAMLNode,
    from origin: ReferenceReader.Origin
  ) -> [CellIndex.Place]? {
    switch index.find(name, from: origin.axes) {
    case .unknown: return nil
    case .cells(let draft, let cells):
      return admitted(cells, of: draft, key: key, room: room, at: node).map {
        CellIndex.Place(draft: draft, cell: $0)
      }
    case .noCell(let wanted):
      let values = wanted.map { "\($0.name)='\($0.value)'" }.joined(separator: ", ")
      context.report(.referenceCell, "'\(name.asset)' has no cell with \(values)", at: node)
    case .unknownAxis(let axis):
      let axes = index.axes(of: name.asset)
      context.report(
        .referenceCell, "'\(name.asset)' has no axis '\(axis)'", at: node,
        help: axes.isEmpty
          ? "it has no matrix" : "its axes are \(axes.joined(separator: ", "))")
    }
    return []
  }

  /// Those of the cells for which there is room; where some are left out, that is reported.
  ///
  /// Two matrices without a common axis multiply, so that they are counted before they are gathered.
  private func admitted(
    _ cells: [Int], of draft: Int, key: String, room: Room, at node: YAMLNode
  ) -> ArraySlice<Int> {
    var admitted = cells[...]
    switch room {
    case .one where cells.count > 1:
      context.report(
        .referenceCount, "'\(key)' takes one input, and there are \(cells.count) cells to take",
        at: node,
        help:
          "name its axes, as in '\(index.id(of: CellIndex.Place(draft: draft, cell: cells[0])))'")
      admitted = []
    case .most(let most, let model) where cells.count > most:
      context.report(
        .referenceCount,
        InputCountCheck.tooMany(cells.count, most: most, model: model), at: node)
      admitted = cells.prefix(most)
      cuts += 1
    case .one, .most, .unknown: break
    }
    guard admitted.count <= linksLeft else {
      context.report(
        .referenceCount,
        "the references of a manifest name at most \(mostLinks) cells, and these go past it",
        at: node, help: "an axis that both sides share joins cell to cell")
      return []
    }
    linksLeft -= admitted.count
    return admitted
  }

  /// How many variants a cell has; what is wrong with it is reported where it is read for good.
  func variants(of place: CellIndex.Place) -> Int {
    let draft = index.drafts[place.draft]
    let cell = draft.matrix.cells[place.cell]
    return context.with(
      draft.name(of: cell), variables: draft.matrix.variables(of: cell),
      to: DiagnosticCollector(within: context.diagnostics)
    ) {
      draft.reader(context).integer(AssetFields.count) ?? 1
    }
  }
}
