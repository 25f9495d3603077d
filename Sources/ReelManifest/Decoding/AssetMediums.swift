import ReelBasics
import ReelCatalogue

/// What every asset's cells make, followed through edits of edits.
final class AssetMediums {
  /// What a cell makes.
  struct Known {
    /// `nil` where nothing tells.
    let medium: Medium?
    /// Whether it is a guess, as edits are edits of each other in a circle.
    var isAssumed = false
  }

  /// The edits' cells, of each draft its first.
  private var firsts: [Known?]
  /// Those of them that are not the first.
  private var others: [CellIndex.Place: Known] = [:]
  private let index: CellIndex
  private let sources: [String: NamedSource]
  private let catalogue: Catalogue
  private let context: DecodingContext

  init(
    index: CellIndex, sources: [String: NamedSource], catalogue: Catalogue,
    context: DecodingContext
  ) {
    self.index = index
    self.sources = sources
    self.catalogue = catalogue
    self.context = context
    firsts = Array(repeating: nil, count: index.drafts.count)
    for (number, draft) in index.drafts.enumerated() {
      guard case .edit = draft.verb else { continue }
      for cell in 0..<draft.cellCount {
        follow(CellIndex.Place(draft: number, cell: cell))
      }
    }
  }

  /// What a cell makes.
  func of(_ place: CellIndex.Place) -> Known {
    switch index.drafts[place.draft].verb {
    case .generate(let medium): Known(medium: medium)
    case .animate, .extend: Known(medium: .video)
    case .edit: known(place) ?? Known(medium: nil)
    }
  }

  private func known(_ place: CellIndex.Place) -> Known? {
    place.cell == 0 ? firsts[place.draft] : others[place]
  }

  private func note(_ known: Known, of place: CellIndex.Place) {
    if place.cell == 0 { firsts[place.draft] = known } else { others[place] = known }
  }

  /// Follows an edit to what tells its medium, and notes it for all that lie between: every cell is
  /// looked at once.
  private func follow(_ place: CellIndex.Place) {
    var path: [CellIndex.Place] = []
    var onPath: Set<CellIndex.Place> = []
    var next: CellIndex.Place? = place
    var found = Known(medium: nil)
    while let place = next {
      guard case .edit = index.drafts[place.draft].verb, known(place) == nil else {
        found = of(place)
        break
      }
      path.append(place)
      // Most are edits of something else, and the path ends here.
      guard path.count == 1 || place != path[0] && onPath.insert(place).inserted else {
        found = Known(medium: guess(path), isAssumed: true)
        break
      }
      switch step(place) {
      case .cell(let other): next = other
      case .medium(let medium):
        found = Known(medium: medium)
        next = nil
      }
    }
    for place in path { note(found, of: place) }
  }

  private enum Step {
    case cell(CellIndex.Place)
    case medium(Medium?)
  }

  /// The cell that tells what an edit makes, or the medium of the file that it is made of.
  ///
  /// What is wrong with the reference is reported where it is read for good.
  private func step(_ place: CellIndex.Place) -> Step {
    let draft = index.drafts[place.draft]
    let node = draft.firstOperand
    if let place = index.single(node, in: place.draft) { return .cell(place) }
    let cell = draft.matrix.cells[place.cell]
    if draft.isSingle, node.isName, !node.mayHaveVariables { return step(node, cell) }
    return context.with(
      draft.name(of: cell), variables: draft.matrix.variables(of: cell),
      to: DiagnosticCollector(within: context.diagnostics)
    ) { step(node, cell) }
  }

  private func step(_ node: YAMLNode, _ cell: Matrix.Cell) -> Step {
    let isLong = node.kind == .mapping
    if isLong {
      if let medium = node["medium"].flatMap({ Medium(rawValue: expanded($0)) }) {
        return .medium(medium)
      }
      if let file = node["file"] { return .medium(expanded(file).mediumByExtension) }
      if let url = node["url"] { return .medium(expanded(url).mediumOfURL) }
    }
    guard let id = isLong ? node["asset"] : node else { return .medium(nil) }
    let text = expanded(id)
    if !isLong, text.isURL { return .medium(text.mediumOfURL) }
    if !isLong, text.hasByte(UInt8(ascii: "/")) { return .medium(text.mediumByExtension) }
    if let name = ReferenceName(text)?.cell,
      case .cells(let draft, let cells) = index.find(name, from: cell.axes)
    {
      return .cell(CellIndex.Place(draft: draft, cell: cells[0]))
    }
    return .medium(sources[text]?.medium)
  }

  private func expanded(_ node: YAMLNode) -> String {
    context.text(node, of: "edit") ?? node.text
  }

  /// In a circle the models tell what was meant.
  private func guess(_ path: [CellIndex.Place]) -> Medium {
    let models = path.compactMap {
      index.drafts[$0.draft].reader(context).value(AssetFields.model)?.text
    }
    for name in models {
      if let model = catalogue.model(name) { return model.makes }
    }
    return .image
  }
}
