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
    let names = AssetNames()
    let rows = RowReader(files: loader.files, diagnostics: context.diagnostics)
    var drafts: [AssetDraft] = []
    var withoutDraft: [WithoutDraft] = []
    for file in files {
      decoded.files += read(
        file, sources: sources.sources, names: names, rows: rows, into: &drafts, or: &withoutDraft)
    }
    let index = CellIndex(drafts: drafts, names: names)
    let references = ReferenceReader(
      sources: sources.sources, index: index,
      mediums: AssetMediums(
        index: index, sources: sources.sources, catalogue: loader.catalogue, context: context),
      names: names, sourceNames: sources.names, files: loader.files,
      mostLinks: loader.limits.links, context: context)
    let prompts = PromptFiles(files: loader.files)
    let decoder = AssetDecoder(
      references: references, prompts: prompts,
      requests: RequestReaders(
        catalogue: loader.catalogue, checksModels: checksModels, context: context),
      context: context)
    var undecoded: [AssetDraft] = []
    decoded.assets.reserveCapacity(drafts.cellCount)
    for (number, draft) in drafts.enumerated() {
      let before = decoded.assets.count
      decode(draft, number: number, with: decoder, into: &decoded.assets)
      if decoded.assets.count - before < draft.cellCount { undecoded.append(draft) }
    }
    check(withoutDraft, with: decoder)
    references.checkSources()
    report(undecoded)
    decoded.files += prompts.paths
    UnusedNames(files: files, references: references, context: context).report()
    return decoded
  }

  // MARK: Drafts

  /// An asset of which the operation or the cells could not be read.
  private struct WithoutDraft {
    let file: ManifestFile
    let key: YAMLNode
    let value: YAMLNode
  }

  /// Checks what else such assets say; not of those with a matrix, which has words of its own.
  private func check(_ assets: [WithoutDraft], with decoder: AssetDecoder) {
    for asset in assets where asset.value.kind == .mapping {
      let reader = MappingReader(
        asset.value, table: AssetFields.table, subject: AssetDraft.title, name: asset.key,
        isAgain: true, context: context)
      guard let reader, !reader.has(AssetFields.matrix) else { continue }
      UnknownOperation(
        decoder: decoder, file: asset.file, name: CellName(asset: asset.key.text, axes: []),
        key: asset.key
      ).check(reader)
    }
  }

  /// Adds the drafts of a file's assets; the data files that it reads.
  private func read(
    _ file: ManifestFile, sources: [String: NamedSource], names: AssetNames,
    rows: RowReader, into drafts: inout [AssetDraft], or withoutDraft: inout [WithoutDraft]
  ) -> [String] {
    guard let node = file.reader.value(ManifestFields.assets) else { return [] }
    guard node.kind == .mapping, node.childCount > 0,
      !node.hasMergeKey || !node.entries.isEmpty
    else {
      context.report(
        .manifestNoAssets, "'assets' has to be a mapping with at least one asset", at: node)
      return []
    }
    names.reserve(node.childCount / 2)
    drafts.reserveCapacity(drafts.count + node.childCount / 2)
    var cells = drafts.cellCount
    var dataFiles: [String] = []
    func read(_ key: YAMLNode, _ value: YAMLNode) {
      guard key.isName else { return }
      let name = key.text
      Self.checkName(key, of: "an asset", context: context)
      if !sources.isEmpty, let source = sources[name] {
        context.report(
          .manifestDuplicateName, "an asset and a source are both called '\(name)'", at: key,
          notes: [Diagnostic.Note("the source is here", at: source.key.location)])
      }
      let noted = names.note(name, at: key)
      if let other = noted.other {
        reportTwice(key, other)
        return
      }
      let draft = AssetDraft(name: name, key: key, value: value, file: file, context: context) {
        node in
        let size = MatrixSizeCheck(
          limits: loader.limits, cellsLeft: loader.limits.cells - cells, context: context)
        let read = MatrixReader(rows: rows, file: file, size: size, context: context)
          .read(node, of: key)
        dataFiles += [read?.file].compactMap { $0 }
        return read?.matrix
      }
      guard let draft else {
        withoutDraft.append(WithoutDraft(file: file, key: key, value: value))
        return
      }
      cells += draft.cellCount
      names.setDraft(drafts.count, ofName: noted.number)
      drafts.append(draft)
    }
    if node.hasMergeKey {
      for (key, value) in node.entries { read(key, value) }
    } else {
      for (key, value) in node.written { read(key, value) }
    }
    return dataFiles
  }

  private func reportTwice(_ key: YAMLNode, _ other: YAMLNode) {
    // In one document it is a duplicate key, and reported as that.
    guard key.document !== other.document else { return }
    context.report(
      .manifestDuplicateName, "two assets are called '\(key.text)'", at: other,
      notes: [Diagnostic.Note("the other is here", at: key.location)])
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

  private func decode(
    _ draft: AssetDraft, number: Int, with decoder: AssetDecoder, into assets: inout [Asset]
  ) {
    let reader = draft.reader(context)
    func asset(_ cell: Int) -> Asset? {
      decoder.decode(draft, reader, at: CellIndex.Place(draft: number, cell: cell))
    }
    guard !draft.isSingle else {
      if let asset = asset(0) { assets.append(asset) }
      return
    }
    var findings = CellFindings()
    var found = DiagnosticCollector(within: context.diagnostics)
    for (cellNumber, cell) in draft.matrix.cells.enumerated() where !context.room.isSpent {
      let name = draft.name(of: cell)
      let asset = context.with(
        name, variables: draft.matrix.variables(of: cell), to: found, origin: (draft.matrix, cell)
      ) {
        asset(cellNumber)
      }
      guard !context.room.isSpent else {
        reportTooLarge(draft, past: cellNumber)
        break
      }
      if let asset { assets.append(asset) }
      guard !found.isEmpty else { continue }
      findings.add(
        found.sorted, in: name, row: draft.matrix.row(of: cell),
        valuePlaces: context.takeValuePlaces())
      found = DiagnosticCollector(within: context.diagnostics)
    }
    findings.report(to: context.diagnostics)
  }

  /// Reports that there is no room for more than so many cells of an asset.
  private func reportTooLarge(_ draft: AssetDraft, past cells: Int) {
    context.report(
      .matrixTooLarge,
      "what the cells of a manifest have each for itself comes to at most "
        + "\(context.room.mostInWords), and there is room for \(cells) of the \(draft.cellCount) "
        + "cells of '\(draft.name)'", at: draft.key,
      help: "make fewer, or put less into each: keys without '${…}' are the same for all")
  }

  /// Reports a name that ids cannot have.
  static func checkName(_ key: YAMLNode, of subject: String, context: DecodingContext) {
    guard !key.isPlainName else { return }
    context.report(
      .manifestBadName, "\(subject) cannot be called '\(key.text)'", at: key,
      help: "letters, digits, '_', '.' and '-', beginning with a letter")
  }
}

extension [AssetDraft] {
  /// How many cells they have.
  fileprivate var cellCount: Int { reduce(0) { $0 + $1.cellCount } }
}
