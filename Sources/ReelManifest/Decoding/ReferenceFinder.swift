import ReelBasics
import ReelCatalogue

/// Finds what references name: cells, sources, files and addresses.
final class ReferenceFinder {
  private let sources: [String: NamedSource]
  private let assetNames: AssetNames
  /// Every name of a source that is written, also where it could not be read.
  private let sourceNames: Set<String>
  /// The names of assets and sources, sorted, for telling the nearest.
  private lazy var names = sourceNames.union(assetNames.all).sorted()
  /// The sources that references have named so far, and where each was named first.
  private var usedSources: [String: SourceLocation] = [:]
  private let cells: ReferencedCells
  private let files: any FileReader
  private let context: DecodingContext

  init(
    sources: [String: NamedSource], names: AssetNames, sourceNames: Set<String>,
    cells: ReferencedCells, files: any FileReader, context: DecodingContext
  ) {
    self.sources = sources
    assetNames = names
    self.sourceNames = sourceNames
    self.cells = cells
    self.files = files
    self.context = context
  }

  /// Whether some reference names the source.
  func isUsed(source: String) -> Bool { usedSources[source] != nil }

  /// What a reference names: several cells where it means so many, none where something is wrong, which
  /// is reported.
  func find(
    _ node: YAMLNode, of key: String, room: ReferencedCells.Room,
    from origin: ReferenceReader.Origin
  ) -> [FoundReference] {
    if node.kind == .mapping { return findLong(node, of: key, room: room, from: origin) }
    guard let text = context.text(node, of: key) else { return [] }
    guard !text.isEmpty else {
      context.report(.referenceSyntax, "'\(key)' names nothing", at: node)
      return []
    }
    if text.isURL { return url(text, medium: nil, at: node) }
    if text.hasByte(UInt8(ascii: "/")) { return [file(text, medium: nil, from: origin)] }
    return named(text, variant: nil, of: key, room: room, at: node, from: origin)
  }

  private func findLong(
    _ node: YAMLNode, of key: String, room: ReferencedCells.Room,
    from origin: ReferenceReader.Origin
  ) -> [FoundReference] {
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

  private func file(
    _ path: String, medium: Medium?, from origin: ReferenceReader.Origin
  ) -> FoundReference {
    FoundReference(
      target: .given(.file(path: path.absolutePath(from: origin.folder))),
      medium: medium ?? path.mediumByExtension, written: path)
  }

  private func url(_ address: String, medium: Medium?, at node: YAMLNode) -> [FoundReference] {
    guard context.checkScheme(of: address, at: node) else { return [] }
    return [
      FoundReference(
        target: .given(.url(address)), medium: medium ?? address.mediumOfURL,
        written: String(address.prefix(80)))
    ]
  }

  private func named(
    _ text: String, variant: Int?, of key: String, room: ReferencedCells.Room, at node: YAMLNode,
    from origin: ReferenceReader.Origin
  ) -> [FoundReference] {
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
    if let places = cells.places(name.cell, of: key, room: room, at: node, from: origin) {
      return places.compactMap { cell($0, variant: variant, at: node) }
    }
    let asset = name.cell.asset
    if let source = sources[asset], name.cell.axes.isEmpty {
      if usedSources[asset] == nil { usedSources[asset] = node.location }
      if variant != nil {
        context.report(.referenceVariant, "'\(asset)' is a source; it has no variants", at: node)
      }
      return [
        FoundReference(
          target: .given(source.target), medium: source.medium, written: asset, isSource: true)
      ]
    }
    if !assetNames.contains(asset), !sourceNames.contains(asset) {
      reportUnknown(asset, from: origin, at: node)
    }
    return []
  }

  private func cell(_ place: CellIndex.Place, variant: Int?, at node: YAMLNode) -> FoundReference? {
    let id = cells.index.id(of: place)
    if let variant {
      let count = cells.variants(of: place)
      guard variant <= count else {
        context.report(
          .referenceVariant,
          "'\(id)' has \(count) variant\(count == 1 ? "" : "s"), no number \(variant)", at: node)
        return nil
      }
    }
    let medium = cells.mediums.of(place)
    return FoundReference(
      target: .cell(place, variant: variant), medium: medium.medium,
      isAssumed: medium.isAssumed, written: id.text)
  }

  /// Reports a file that is not there; of a source, ``checkSources()`` does.
  func checkFile(_ found: FoundReference, at node: YAMLNode) {
    guard !found.isSource, case .given(let target) = found.target else { return }
    checkFile(target, written: found.written, at: node)
  }

  /// Reports files of sources that are used and not there, each once.
  func checkSources() {
    for (name, use) in usedSources.sorted(by: { $0.key < $1.key }) {
      guard let source = sources[name] else { continue }
      checkFile(
        source.target, written: source.written, at: source.place,
        notes: [Diagnostic.Note("it is used here", at: use)])
    }
  }

  private func checkFile(
    _ target: InputTarget, written: String, at node: YAMLNode, notes: [Diagnostic.Note] = []
  ) {
    guard case .file(let path) = target, !files.isRegularFile(path) else { return }
    context.report(
      .referenceFileMissing, "there is no file '\(written)'", at: node, notes: notes,
      help: path.hasByte(0) ? "the path holds a NUL character" : nil)
  }

  private func reportUnknown(_ id: String, from origin: ReferenceReader.Origin, at node: YAMLNode) {
    var help = context.diagnostics.nearest(to: id, in: names).map { "did you mean '\($0)'?" }
    if files.isRegularFile(id.absolutePath(from: origin.folder)) {
      help = "there is a file of that name; to name it, write './\(id)'"
    }
    context.report(
      .referenceUnknown, "no asset or source is called '\(id)'", at: node, help: help)
  }
}

/// A reference of which the target is known, before anything is asked of its medium.
struct FoundReference {
  let target: Target
  let medium: Medium?
  /// Whether the medium is a guess.
  var isAssumed = false
  /// What messages call it.
  let written: String
  /// Whether it is named in `sources`.
  var isSource = false

  enum Target {
    case cell(CellIndex.Place, variant: Int?)
    case given(InputTarget)
  }
}
