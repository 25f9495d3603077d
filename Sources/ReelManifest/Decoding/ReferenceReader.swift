import ReelBasics
import ReelCatalogue

/// Reads references and finds what they name.
final class ReferenceReader {
  let sources: [String: NamedSource]
  let index: CellIndex
  let mediums: AssetMediums
  private let assetNames: AssetNames
  /// Every name of a source that is written, also where it could not be read.
  private let sourceNames: Set<String>
  /// The names of assets and sources, sorted, for telling the nearest.
  private lazy var names = sourceNames.union(assetNames.all).sorted()
  let files: any FileReader
  /// How many cells the references of a manifest may name in all.
  let mostLinks: Int
  let context: DecodingContext
  private let used: Used

  /// What the references have named so far.
  private final class Used {
    var sources: Set<String> = []
    /// How many more cells they may name.
    var linksLeft: Int

    init(linksLeft: Int) { self.linksLeft = linksLeft }
  }

  /// How many inputs of a role there may be.
  enum Room {
    case one
    /// So many, at least one, as the model takes.
    case most(Int, model: String)
    /// Nobody knows here: the model is not known, or takes none, which is reported of all of them.
    case unknown
  }

  init(
    sources: [String: NamedSource], index: CellIndex, mediums: AssetMediums, names: AssetNames,
    sourceNames: Set<String>, files: any FileReader, mostLinks: Int, context: DecodingContext
  ) {
    self.sources = sources
    self.index = index
    self.mediums = mediums
    self.assetNames = names
    self.sourceNames = sourceNames
    self.files = files
    self.mostLinks = mostLinks
    self.context = context
    used = Used(linksLeft: mostLinks)
  }

  /// Where a reference stands: paths are relative to the folder, joins go by the axes.
  struct Origin {
    let folder: String
    let axes: [CellName.Axis]
  }

  /// Whether some reference names the source.
  func isUsed(source: String) -> Bool { used.sources.contains(source) }

  /// A reference of which the target is known, before anything is asked of its medium.
  private struct Found {
    let target: Target
    let medium: Medium?
    /// Whether the medium is a guess.
    var isAssumed = false
    /// What messages call it.
    let written: String
    /// The path of a file as it is written, here or in `sources`.
    var path = ""

    enum Target {
      case cell(CellIndex.Place, variant: Int?)
      case given(InputTarget)
    }
  }

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
    _ node: YAMLNode, role: InputRole, medium wanted: Medium?, key: String, room: Room,
    from origin: Origin
  ) -> [AssetInput] {
    find(node, of: key, room: room, from: origin).compactMap { found in
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
      checkFile(found, at: node)
      switch found.target {
      case .cell(let place, let variant):
        return cellInput(place, variant: variant, role: role, medium: medium, at: node)
      case .given(let target):
        return AssetInput(
          role: role, given: target, written: found.written, medium: medium,
          location: node.location)
      }
    }
  }

  /// The input where a reference is the id of an asset that is one, and can be the input; `nil` where it
  /// is anything else, of which ``inputs(_:role:medium:key:room:from:)`` knows.
  func plainInput(
    _ node: YAMLNode, role: InputRole, medium wanted: Medium?, in draft: Int
  ) -> AssetInput? {
    guard let place = index.single(node, in: draft), used.linksLeft > 0 else { return nil }
    let known = mediums.of(place)
    guard let medium = known.isAssumed ? wanted ?? known.medium : known.medium,
      wanted == nil || medium == wanted
    else { return nil }
    used.linksLeft -= 1
    return cellInput(place, variant: nil, role: role, medium: medium, at: node)
  }

  private func cellInput(
    _ place: CellIndex.Place, variant: Int?, role: InputRole, medium: Medium, at node: YAMLNode
  ) -> AssetInput {
    AssetInput(
      role: role, asset: index.id(of: place), variant: variant,
      likelyNumber: index.likelyNumber(of: place), medium: medium, location: node.location)
  }

  /// The assets that `needs` names.
  func needs(_ node: YAMLNode, from origin: Origin) -> [AssetNeed] {
    guard let text = context.text(node, of: "needs") else { return [] }
    if let name = ReferenceName(text), name.variant == nil,
      let places = places(name.cell, of: "needs", room: .unknown, at: node, from: origin)
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

  // MARK: Finding

  private func find(
    _ node: YAMLNode, of key: String, room: Room, from origin: Origin
  ) -> [Found] {
    if node.kind == .mapping { return findLong(node, of: key, room: room, from: origin) }
    guard let text = context.text(node, of: key) else { return [] }
    guard !text.isEmpty else {
      context.report(.referenceSyntax, "'\(key)' names nothing", at: node)
      return []
    }
    if text.isURL { return url(text, medium: nil, at: node) }
    if text.hasByte(UInt8(ascii: "/")), text.contains("/") {
      return [file(text, medium: nil, from: origin)]
    }
    return named(text, variant: nil, of: key, room: room, at: node, from: origin)
  }

  private func findLong(
    _ node: YAMLNode, of key: String, room: Room, from origin: Origin
  ) -> [Found] {
    let forms = ManifestFields.reference
    guard let fields = forms.first(where: { node[$0[0].name] != nil }),
      let reader = MappingReader(node, fields: fields, subject: "the reference", context: context)
    else {
      context.report(
        .referenceSyntax, "a reference is {asset: …}, {file: …} or {url: …}", at: node)
      return []
    }
    let medium = reader.choice(ManifestFields.referenceMedium).flatMap(Medium.init(rawValue:))
    if let path = reader.text(ManifestFields.referenceFile) {
      return [file(path, medium: medium, from: origin)]
    }
    if let address = reader.text(ManifestFields.referenceURL) {
      return url(address, medium: medium, at: node)
    }
    guard let id = reader.text(ManifestFields.referenceAsset) else { return [] }
    let variant = reader.integer(ManifestFields.referenceVariant)
    return named(id, variant: variant, of: key, room: room, at: node, from: origin)
  }

  private func file(_ path: String, medium: Medium?, from origin: Origin) -> Found {
    Found(
      target: .given(.file(path: path.absolutePath(from: origin.folder))),
      medium: medium ?? path.mediumByExtension, written: path, path: path)
  }

  private func url(_ address: String, medium: Medium?, at node: YAMLNode) -> [Found] {
    guard context.checkScheme(of: address, at: node) else { return [] }
    return [
      Found(
        target: .given(.url(address)), medium: medium ?? address.mediumOfURL,
        written: String(address.prefix(80)))
    ]
  }

  private func named(
    _ text: String, variant: Int?, of key: String, room: Room, at node: YAMLNode,
    from origin: Origin
  ) -> [Found] {
    guard let name = ReferenceName(text) else {
      context.report(
        .referenceSyntax, "'\(text)' is no name of a cell", at: node,
        help: "as in 'banner[product=mug,ratio=16:9]'")
      return []
    }
    var variant = variant
    if let digits = name.variant {
      guard let number = Int(digits), (1...10).contains(number), variant == nil else {
        context.report(
          .referenceSyntax, "after '#' stands the number of a variant, from 1", at: node)
        return []
      }
      variant = number
    }
    if let places = places(name.cell, of: key, room: room, at: node, from: origin) {
      return places.compactMap { cell($0, variant: variant, at: node) }
    }
    let asset = name.cell.asset
    if let source = sources[asset], name.cell.axes.isEmpty {
      used.sources.insert(asset)
      if variant != nil {
        context.report(.referenceVariant, "'\(asset)' is a source; it has no variants", at: node)
      }
      return [
        Found(
          target: .given(source.target), medium: source.medium, written: asset,
          path: source.written)
      ]
    }
    if !assetNames.contains(asset), !sourceNames.contains(asset) {
      reportUnknown(asset, from: origin, at: node)
    }
    return []
  }

  /// The cells that a name means, none where that is reported; `nil` where no asset has the name.
  private func places(
    _ name: CellName, of key: String, room: Room, at node: YAMLNode, from origin: Origin
  ) -> [CellIndex.Place]? {
    switch index.find(name, from: origin.axes) {
    case .unknown: return nil
    case .cells(let draft, let cells):
      return admitted(cells, of: draft, key: key, room: room, at: node).map {
        CellIndex.Place(draft: draft, cell: $0)
      }
    case .noCell(let wanted):
      let values = wanted.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
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
    case .one, .most, .unknown: break
    }
    guard admitted.count <= used.linksLeft else {
      context.report(
        .referenceCount,
        "the references of a manifest name at most \(mostLinks) cells, and these go past it",
        at: node, help: "an axis that both sides share joins cell to cell")
      return []
    }
    used.linksLeft -= admitted.count
    return admitted
  }

  private func cell(_ place: CellIndex.Place, variant: Int?, at node: YAMLNode) -> Found? {
    let id = index.id(of: place)
    if let variant {
      let count = count(of: place)
      guard variant <= count else {
        context.report(
          .referenceVariant,
          "'\(id)' has \(count) variant\(count == 1 ? "" : "s"), no number \(variant)", at: node)
        return nil
      }
    }
    let medium = mediums.of(place)
    return Found(
      target: .cell(place, variant: variant), medium: medium.medium,
      isAssumed: medium.isAssumed, written: id.text)
  }

  /// How many variants a cell has; what is wrong with it is reported where it is read for good.
  private func count(of place: CellIndex.Place) -> Int {
    let draft = index.drafts[place.draft]
    let cell = draft.matrix.cells[place.cell]
    return context.with(
      draft.name(of: cell), variables: draft.matrix.variables(of: cell),
      to: DiagnosticCollector(within: context.diagnostics)
    ) {
      draft.reader(context).integer(AssetFields.count) ?? 1
    }
  }

  private func reportUnknown(_ id: String, from origin: Origin, at node: YAMLNode) {
    var help = context.diagnostics.nearest(to: id, in: names).map { "did you mean '\($0)'?" }
    if files.isRegularFile(id.absolutePath(from: origin.folder)) {
      help = "there is a file of that name; to name it, write './\(id)'"
    }
    context.report(
      .referenceUnknown, "no asset or source is called '\(id)'", at: node, help: help)
  }

  private func checkFile(_ found: Found, at node: YAMLNode) {
    guard case .given(.file(let path)) = found.target, !files.isRegularFile(path) else { return }
    context.report(.referenceFileMissing, "there is no file '\(found.path)'", at: node)
  }
}

extension Medium {
  /// `an image`, `a video`.
  var withArticle: String { self == .image ? "an image" : "a video" }
}
