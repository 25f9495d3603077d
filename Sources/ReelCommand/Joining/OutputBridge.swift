import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// Joins the engine's outputs to store, pictures and output folder.
struct OutputBridge: OutputPort {
  let place: Workplace
  let sources: SourceFiles
  let database: RecordDatabase
  let threads: WorkerThreads
  let catalogue: Catalogue
  /// Assets whose outputs are written whatever stands there: what another hand made is kept.
  let forced: Set<AssetID>
  /// Is told of an output of another hand that is replaced, and where it is kept.
  let replaced: @Sendable (_ path: String, _ copy: String) -> Void
  /// Is told of an output that takes no mark, and why.
  let unmarked: @Sendable (_ path: String, _ reason: String) -> Void

  func place(
    _ outputs: [PlannedOutput], of asset: String, work: Work
  ) async throws(PlacementError) {
    for output in outputs {
      do {
        let file = try await finished(output, of: work)
        let stamp = try await write(file, at: output.path, asset: asset)
        let record = OutputRecord(
          path: output.path, asset: asset, fingerprint: work.fingerprint, slot: output.slot,
          original: output.original.digest, recipe: output.recipe, digest: file.digest)
        // One by one: what stands there when a run is killed is on record, the last one aside.
        try await database.recordOutputs(
          [(record, stamp)], in: place.outputs.name, manifest: place.manifest.key)
      } catch {
        throw PlacementError(
          Self.words(error), isLost: (error as? SourceFiles.Failure)?.isLost ?? false)
      }
    }
  }

  /// The file that is to stand at an output's path.
  private func finished(
    _ output: PlannedOutput, of work: Work
  ) async throws -> ProvenanceWriter.MarkedFile {
    let writer = ProvenanceWriter(
      objects: sources.objects, database: database, threads: threads, catalogue: catalogue)
    if output.isSidecar { return try await writer.sidecar(output, work) }
    guard let mark = output.mark else {
      return .object(try await sources.base(of: output).digest, sources.objects)
    }
    // Of another machine's no more than the marked bytes may be here.
    if let known = try database.derived(from: output.original.digest, by: output.recipe) {
      let isHere = try await threads.run { [sources] in try sources.objects.verify(known.digest) }
      if isHere { return .object(known.digest, sources.objects) }
    }
    // Whatever is wrong with it is told by what follows.
    if output.base.isEmpty,
      let file = try? await writer.file(
        ofSmall: output.original, marked: mark, output, work)
    {
      return file
    }
    let base = try await sources.base(of: output)
    do {
      return try await writer.file(of: base, marked: mark, output, work)
    } catch let refusal as ProvenanceWriter.Refusal {
      unmarked(output.path, refusal.reason)
      // This is what comes of the recipe, here and on every machine.
      try await database.recordDerived(base, from: output.original.digest, by: output.recipe)
      return .object(base.digest, sources.objects)
    }
  }

  private func write(
    _ file: ProvenanceWriter.MarkedFile, at path: String, asset: String
  ) async throws -> FileStamp {
    defer { file.removeIfTemporary() }
    let digest = file.digest
    let isForced = forced.contains(AssetID(asset))
    return try await threads.run { [place, database, sources, replaced] in
      // Another hand may have been here since the plan, and may be between check and rename: what is
      // written over is what stood here before the check.
      let expected = try place.outputs.entry(at: path)
      let state = try expected == .missing ? .missing : Self.state(of: path, place, database)
      guard isForced || state != .foreign else {
        throw PlacementError("'\(place.outputName)/\(path)' was changed by another hand")
      }
      if case .recorded(let record) = state, record.digest == digest,
        case .file(let stamp) = expected
      {
        return stamp
      }
      if case .recorded(let record) = state, try Self.isOnlyCopy(record, sources) {
        try sources.rescue.keep(path, as: record.digest)
      }
      if state == .foreign {
        replaced(path, try ReplacedFiles(place.state).keep(path, of: place.outputs))
      }
      switch file.content {
      case .object(let source), .temporary(let source):
        return try place.outputs.place(source, at: path, expecting: expected)
      case .bytes(let bytes):
        return try place.outputs.place(bytes, at: path, expecting: expected)
      }
    }
  }

  private static func state(
    of path: String, _ place: Workplace, _ database: RecordDatabase
  ) throws -> OutputState {
    let facts = place.diskFacts(of: database)
    let state = facts.output(at: path)
    try facts.check()
    return state
  }

  /// Whether what an output was made from is nowhere else, so that it must not be written over.
  private static func isOnlyCopy(_ record: OutputRecord, _ sources: SourceFiles) throws -> Bool {
    if OutputMark.isSidecar(record.recipe) { return false }
    if try sources.objects.verify(record.digest) { return false }
    if OutputMark.unmarked(record.recipe) == nil { return true }
    if try sources.objects.verify(record.original) { return false }
    return try !sources.rescue.bringBack(record.original)
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as SourceFiles.Failure: error.message
    case let error as PlacementError: error.message
    case let error as StoreError: error.message
    default: "\(error)"
    }
  }
}
