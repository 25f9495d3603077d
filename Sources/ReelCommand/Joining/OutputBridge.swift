import ReelBasics
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
  /// Assets whose outputs are written whatever stands there: what another hand made is kept.
  let forced: Set<AssetID>
  /// Is told of an output of another hand that is replaced, and where it is kept.
  let replaced: @Sendable (_ path: String, _ copy: String) -> Void

  func place(
    _ outputs: [PlannedOutput], of asset: String, work: Work
  ) async throws(PlacementError) {
    for output in outputs {
      do {
        let digest = try await sources.finished(output)
        let stamp = try await write(digest, at: output.path, asset: asset)
        let record = OutputRecord(
          path: output.path, asset: asset, fingerprint: work.fingerprint, slot: output.slot,
          original: output.original.digest, recipe: output.recipe, digest: digest)
        // One by one: what stands there when a run is killed is on record, the last one aside.
        try await database.recordOutputs(
          [(record, stamp)], in: place.outputs.name, manifest: place.manifest.key)
      } catch {
        throw PlacementError(
          Self.words(error), isLost: (error as? SourceFiles.Failure)?.isLost ?? false)
      }
    }
  }

  private func write(_ digest: Digest, at path: String, asset: String) async throws -> FileStamp {
    let isForced = forced.contains(AssetID(asset))
    return try await threads.run { [place, database, sources, replaced] in
      // Another hand may have been here since the plan, and may be between check and rename: what is
      // written over is what stood here before the check.
      let expected = try place.outputs.entry(at: path)
      let facts = place.diskFacts(of: database)
      let state = facts.output(at: path)
      try facts.check()
      guard isForced || state != .foreign else {
        throw PlacementError("'\(place.outputName)/\(path)' was changed by another hand")
      }
      if case .recorded(let record) = state, record.digest == digest,
        let stamp = try place.outputs.stamp(of: path)
      {
        return stamp
      }
      if case .recorded(let record) = state, try !sources.objects.verify(record.digest) {
        // What stands there is the only copy.
        try sources.rescue.keep(path, as: record.digest)
      }
      if state == .foreign {
        replaced(path, try ReplacedFiles(place.state).keep(path, of: place.outputs))
      }
      return try place.outputs.place(
        sources.objects.path(of: digest), at: path, expecting: expected)
    }
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
