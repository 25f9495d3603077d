import ReelBasics
import ReelCatalogue

/// Decodes all assets of a manifest: first their operations and cells, so that every reference knows
/// what it names, then the rest.
struct AssetListDecoder {
  let loader: ManifestLoader
  /// The manifest itself first.
  let files: [ManifestFile]
  /// Whether models that this version does not know are mistakes.
  let checksModels: Bool
  let context: DecodingContext

  /// What the manifest makes, and the prompt and data files that it reads.
  struct Decoded {
    var assets: [Asset] = []
    var files: [String] = []
  }

  func decode() -> Decoded {
    var decoded = Decoded()
    // Of what several files name, the including one's counts.
    let sources = SourceReader.read(files.reversed(), context: context)
    var ids: [String: YAMLNode] = [:]
    var drafts: [AssetDraft] = []
    for file in files {
      let read = self.drafts(of: file, sources: sources.sources, ids: &ids, cells: drafts.cellCount)
      drafts += read.drafts
      decoded.files += read.files
    }
    let index = CellIndex(drafts: drafts)
    let mediums = AssetMediums(
      index: index, sources: sources.sources, catalogue: loader.catalogue, context: context)
    let references = ReferenceReader(
      sources: sources.sources, index: index, mediums: mediums, ids: Set(ids.keys),
      sourceNames: sources.names, files: loader.files, mostLinks: loader.limits.links,
      context: context)
    let prompts = PromptFiles(files: loader.files)
    var undecoded: [AssetDraft] = []
    for number in drafts.indices {
      let assets = assets(of: number, references: references, prompts: prompts)
      if assets.count < drafts[number].matrix.cells.count { undecoded.append(drafts[number]) }
      decoded.assets += assets
    }
    report(undecoded)
    decoded.files += prompts.paths
    UnusedNames(files: files, references: references, context: context).report()
    return decoded
  }

  // MARK: Drafts

  private func drafts(
    of file: ManifestFile, sources: [String: NamedSource], ids: inout [String: YAMLNode],
    cells: Int
  ) -> (drafts: [AssetDraft], files: [String]) {
    guard let node = file.reader.value(ManifestFields.assets) else { return ([], []) }
    guard node.kind == .mapping, !node.entries.isEmpty else {
      context.report(
        .manifestNoAssets, "'assets' has to be a mapping with at least one asset", at: node)
      return ([], [])
    }
    var drafts: [AssetDraft] = []
    var dataFiles: [String] = []
    for (key, value) in node.entries where key.isName {
      Self.checkName(key, of: "an asset", context: context)
      if let source = sources[key.text] {
        context.report(
          .manifestDuplicateName, "an asset and a source are both called '\(key.text)'", at: key,
          notes: [Diagnostic.Note("the source is here", at: source.key.location)])
      }
      if let other = ids.updateValue(key, forKey: key.text) {
        reportTwice(key, other)
        continue
      }
      guard var draft = AssetDraft(key: key, value: value, file: file, context: context) else {
        continue
      }
      if let matrix = draft.reader.value(AssetFields.matrix) {
        let left = loader.limits.cells - cells - drafts.cellCount
        guard let read = self.matrix(matrix, of: draft, cellsLeft: left) else { continue }
        draft.matrix = read.matrix
        dataFiles += [read.file].compactMap { $0 }
      }
      drafts.append(draft)
    }
    return (drafts, dataFiles)
  }

  private func reportTwice(_ key: YAMLNode, _ other: YAMLNode) {
    // In one document it is a duplicate key, and reported as that.
    guard key.document !== other.document else { return }
    context.report(
      .manifestDuplicateName, "two assets are called '\(key.text)'", at: other,
      notes: [Diagnostic.Note("the other is here", at: key.location)])
  }

  private func matrix(
    _ node: YAMLNode, of draft: AssetDraft, cellsLeft: Int
  ) -> (matrix: Matrix, file: String?)? {
    MatrixReader(
      rows: RowReader(files: loader.files, diagnostics: context.diagnostics),
      file: draft.file, cellsLeft: cellsLeft, mostCells: loader.limits.cells, context: context
    ).read(node, of: draft.key)
  }

  /// Reports assets that could not be read, unless something says why: none is left out in silence.
  private func report(_ undecoded: [AssetDraft]) {
    guard !context.diagnostics.hasErrors else { return }
    for draft in undecoded {
      context.report(
        .referenceMediumUnknown,
        "nothing tells whether asset '\(draft.name)' makes an image or a video", at: draft.operand)
    }
  }

  // MARK: Cells

  private func assets(
    of number: Int, references: ReferenceReader, prompts: PromptFiles
  ) -> [Asset] {
    let draft = references.index.drafts[number]
    func decoder(_ cell: Int) -> AssetDecoder {
      AssetDecoder(
        loader: loader, draft: draft, place: CellIndex.Place(draft: number, cell: cell),
        references: references, prompts: prompts, checksModels: checksModels, context: context)
    }
    guard !draft.matrix.axes.isEmpty else { return [decoder(0).decode()].compactMap { $0 } }
    var assets: [Asset] = []
    assets.reserveCapacity(draft.matrix.cells.count)
    var findings = CellFindings()
    var found = DiagnosticCollector(within: context.diagnostics)
    for (cellNumber, cell) in draft.matrix.cells.enumerated() {
      let name = draft.name(of: cell)
      let asset = context.with(name, variables: draft.matrix.variables(of: cell), to: found) {
        decoder(cellNumber).decode()
      }
      assets += [asset].compactMap { $0 }
      guard !found.isEmpty else { continue }
      findings.add(found.sorted, in: name, row: draft.matrix.row(of: cell))
      found = DiagnosticCollector(within: context.diagnostics)
    }
    findings.report(to: context.diagnostics)
    return assets
  }

  /// Reports a name that ids cannot have.
  static func checkName(_ key: YAMLNode, of subject: String, context: DecodingContext) {
    let isName =
      key.text.first.map { $0.isASCII && $0.isLetter } ?? false
      && key.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
    guard !isName else { return }
    context.report(
      .manifestBadName, "\(subject) cannot be called '\(key.text)'", at: key,
      help: "letters, digits, '_', '.' and '-', beginning with a letter")
  }
}

extension [AssetDraft] {
  /// How many cells they have.
  fileprivate var cellCount: Int { reduce(0) { $0 + $1.matrix.cells.count } }
}
