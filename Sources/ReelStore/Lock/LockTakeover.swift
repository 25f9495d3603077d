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

  /// `manifest` is the name by which records know the manifest.
  package init(
    database: RecordDatabase, objects: ObjectStore, outputs: OutputFolder, manifest: String
  ) {
    self.database = database
    self.objects = objects
    self.outputs = outputs
    self.manifest = manifest
  }

  /// Every output that stands where the lock says, with its bytes, enters the store and the records.
  package func run(_ lock: LockFile) async throws(StoreError) {
    let rescue = OutputRescue(database: database, objects: objects, outputs: outputs)
    var standing: [String: FileStamp] = [:]
    for output in lock.entries.values.flatMap(\.outputs) {
      guard let stamp = try stamp(of: output) else { continue }
      standing[output.path] = stamp
      if !objects.has(output.media.digest) {
        try rescue.keep(output.path, as: output.media.digest)
      }
    }
    try await database.takeOver(lock, standing: standing, of: manifest, in: outputs.name)
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
