import ReelBasics
package import ReelPlan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Takes over into records and store what a lock file knows besides: on a fresh clone all of it.
package struct LockTakeover: Sendable {
  private let database: RecordDatabase
  private let objects: ObjectStore
  private let outputs: OutputFolder
  private let manifest: String
  private let unmark: OutputRescue.Unmarking

  /// `manifest` is the name by which records know the manifest.
  package init(
    database: RecordDatabase, objects: ObjectStore, outputs: OutputFolder, manifest: String,
    unmark: @escaping OutputRescue.Unmarking
  ) {
    self.database = database
    self.objects = objects
    self.outputs = outputs
    self.manifest = manifest
    self.unmark = unmark
  }

  /// Every output that stands where the lock says, with its bytes, enters the store and the records.
  package func run(_ lock: LockFile) async throws(StoreError) {
    let rescue = OutputRescue(
      database: database, objects: objects, outputs: outputs, unmark: unmark)
    var standing: [String: FileStamp] = [:]
    var bases: [LockFile.Output] = []
    for output in lock.entries.values.flatMap(\.outputs) {
      guard let stamp = try stamp(of: output) else { continue }
      standing[output.path] = stamp
      // What is written beside an output is no result's.
      if OutputMark.isSidecar(output.recipe) { continue }
      guard !objects.has(output.media.digest), try !keepBase(of: output, rescue, &bases) else {
        continue
      }
      try rescue.keep(output.path, as: output.media.digest)
    }
    let paths = Set(standing.keys)
    var regained: [Fingerprint: Set<Int>] = [:]
    for entry in lock.entries.values {
      guard let work = entry.fingerprint else { continue }
      let slots = try regainedSlots(entry.outputs.filter { paths.contains($0.path) }, of: work)
      if !slots.isEmpty { regained[work, default: []].formUnion(slots) }
    }
    try await database.takeOver(
      lock, standing: standing, regained: regained, of: manifest, in: outputs.name)
    for base in bases {
      try await database.recordDerived(base.media, from: base.original.digest, by: base.recipe)
    }
  }

  /// The variants whose bytes are gone here, and stand as another machine has made them.
  private func regainedSlots(
    _ outputs: [LockFile.Output], of work: Fingerprint
  ) throws(StoreError) -> Set<Int> {
    guard !outputs.isEmpty, let known = try database.work(work)?.slots else { return [] }
    return Set(
      outputs.filter { output in
        guard let mine = known[output.variant]?.media?.digest else { return false }
        return mine != output.original.digest && !objects.has(mine)
      }.map(\.variant))
  }

  /// Keeps what was marked rather than the marked, as others build on that and marks change.
  ///
  /// - Returns: whether it did.
  private func keepBase(
    of output: LockFile.Output, _ rescue: OutputRescue, _ bases: inout [LockFile.Output]
  ) throws(StoreError) -> Bool {
    guard let recipe = OutputMark.unmarked(output.recipe) else { return false }
    if recipe.isEmpty, objects.has(output.original.digest) { return true }
    if let known = try database.derived(from: output.original.digest, by: recipe),
      objects.has(known.digest)
    {
      return true
    }
    guard let digest = try rescue.keepUnmarked(output.path) else { return false }
    guard !recipe.isEmpty else { return digest == output.original.digest }
    let media = MediaRecord(
      digest: digest, mediaType: output.media.mediaType,
      byteCount: FileStatus.size(of: objects.path(of: digest)) ?? 0, width: output.media.width,
      height: output.media.height, milliseconds: output.media.milliseconds)
    bases.append(
      LockFile.Output(
        path: output.path, variant: output.variant, media: media, original: output.original,
        recipe: recipe, model: nil, requestID: nil, revisedPrompt: nil))
    return true
  }

  private func stamp(of output: LockFile.Output) throws(StoreError) -> FileStamp? {
    // A lock file is anybody's text: its paths lead nowhere but below the output folder.
    do {
      guard let stamp = try outputs.stamp(of: output.path), stamp.size == output.media.byteCount,
        try outputs.digest(of: output.path) == output.media.digest
      else { return nil }
      return stamp
    } catch  where error.code == .outsideOutput || error.code == .missing {
      return nil
    }
  }
}
