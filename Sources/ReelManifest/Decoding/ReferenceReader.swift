import ReelBasics
import ReelCatalogue

/// Reads references as what they are to an asset: its inputs, or what it needs.
final class ReferenceReader {
  let index: CellIndex
  let mediums: AssetMediums
  private let assetNames: AssetNames
  private let cells: ReferencedCells
  private let finder: ReferenceFinder
  private let context: DecodingContext
  /// How many references gave no input.
  private var withoutInput = 0

  /// How many references gave fewer inputs than they name, for a mistake that is reported.
  var shortfalls: Int { withoutInput + cells.cuts }

  /// `sourceNames` are those of all sources that are written, also where they could not be read;
  /// `mostLinks` is how many cells the references of a manifest may name in all.
  init(
    sources: [String: NamedSource], index: CellIndex, mediums: AssetMediums, names: AssetNames,
    sourceNames: Set<String>, files: any FileReader, mostLinks: Int, context: DecodingContext
  ) {
    self.index = index
    self.mediums = mediums
    assetNames = names
    self.context = context
    cells = ReferencedCells(
      index: index, mediums: mediums, mostLinks: mostLinks, context: context)
    finder = ReferenceFinder(
      sources: sources, names: names, sourceNames: sourceNames, cells: cells, files: files,
      context: context)
  }

  /// Where a reference stands: paths are relative to the folder, joins go by the axes.
  struct Origin {
    let folder: String
    let axes: [CellName.Axis]
  }

  /// Whether some reference names the source.
  func isUsed(source: String) -> Bool { finder.isUsed(source: source) }

  /// Reports files of sources that are not there, once all references are read.
  func checkSources() { finder.checkSources() }

  /// The one input of the role; `nil` where something is wrong, which is reported.
  func input(
    _ node: YAMLNode, role: InputRole, medium wanted: Medium?, key: String, from origin: Origin
  ) -> AssetInput? {
    inputs(node, role: role, medium: wanted, key: key, room: .one, from: origin).first
  }

  /// The inputs of the role: several where a reference names several cells. None where something is
  /// wrong, which is reported.
  ///
  /// `wanted` is the medium that they have to have, `nil` where the operation is not known.
  func inputs(
    _ node: YAMLNode, role: InputRole, medium wanted: Medium?, key: String,
    room: ReferencedCells.Room, from origin: Origin
  ) -> [AssetInput] {
    let found = finder.find(node, of: key, room: room, from: origin)
    let inputs = found.compactMap { input($0, role: role, medium: wanted, key: key, at: node) }
    if inputs.isEmpty || inputs.count < found.count { withoutInput += 1 }
    return inputs
  }

  /// The input that was found; `nil` where its medium is wrong, which is reported.
  private func input(
    _ found: FoundReference, role: InputRole, medium wanted: Medium?, key: String, at node: YAMLNode
  ) -> AssetInput? {
    guard let medium = found.isAssumed ? wanted ?? found.medium : found.medium else {
      if case .cell = found.target { return nil }  // Reported already.
      context.report(
        .referenceMediumUnknown,
        "nothing tells whether '\(found.written)' is an image or a video", at: node,
        help: "write it as {file: …, medium: image}, or give it an extension")
      return nil
    }
    if let wanted, medium != wanted {
      context.report(
        .referenceMedium,
        "'\(key)' takes \(wanted.withArticle), and '\(found.written)' is "
          + medium.withArticle, at: node)
      return nil
    }
    finder.checkFile(found, at: node)
    switch found.target {
    case .cell(let place, let variant):
      return cellInput(place, variant: variant, role: role, medium: medium, at: node)
    case .given(let target):
      guard hasRoom(for: target, written: found.written, at: node) else { return nil }
      return AssetInput(
        role: role, given: target, written: found.written, medium: medium,
        location: node.location)
    }
  }

  /// The input where a reference is the id of an asset that is one, and can be the input; `nil` where it
  /// is anything else, of which ``inputs(_:role:medium:key:room:from:)`` knows.
  func plainInput(
    _ node: YAMLNode, role: InputRole, medium wanted: Medium?, in draft: Int
  ) -> AssetInput? {
    guard let (place, medium) = cells.single(node, medium: wanted, in: draft) else { return nil }
    return cellInput(place, variant: nil, role: role, medium: medium, at: node)
  }

  private func cellInput(
    _ place: CellIndex.Place, variant: Int?, role: InputRole, medium: Medium, at node: YAMLNode
  ) -> AssetInput {
    AssetInput(
      role: role, asset: index.id(of: place), variant: variant,
      likelyNumber: index.likelyNumber(of: place), medium: medium, location: node.location)
  }

  /// The assets that an asset's `needs` names.
  func needs(of reader: MappingReader, from origin: Origin) -> [AssetNeed] {
    guard let node = reader.value(AssetFields.needs) else { return [] }
    return (context.list(node, of: "needs") ?? []).flatMap { needs($0, from: origin) }
  }

  private func needs(_ node: YAMLNode, from origin: Origin) -> [AssetNeed] {
    guard let text = context.text(node, of: "needs") else { return [] }
    if let name = ReferenceName(text), name.variant == nil,
      let places = cells.places(name.cell, of: "needs", room: .unknown, at: node, from: origin)
    {
      return places.map {
        AssetNeed(
          id: index.id(of: $0), likelyNumber: index.likelyNumber(of: $0), location: node.location)
      }
    }
    // What could not be read is reported already.
    guard !assetNames.contains(CellName(text)?.asset ?? text) else { return [] }
    let near = context.diagnostics.nearest(to: text, in: assetNames.all.sorted())
    context.report(
      .referenceUnknown, "no asset is called '\(text)'", at: node,
      help: near.map { "did you mean '\($0)'?" })
    return []
  }

  /// Whether there is room for what no asset makes, which counts in cells alone.
  private func hasRoom(for target: InputTarget, written: String, at node: YAMLNode) -> Bool {
    guard context.isInCell else { return true }
    var bytes = AssetRoom.inputBytes + written.utf8.count
    if case .file(let path) = target { bytes += path.utf8.count }
    return context.take(bytes, at: node)
  }
}

extension Medium {
  /// `an image`, `a video`.
  var withArticle: String { self == .image ? "an image" : "a video" }
}
