package import ReelBasics

/// Brings bytes back into the store from outputs that still have them.
package struct OutputRescue: Sendable {
  /// Writes a file without the provenance that Reel marked it with to another path, durably; `false`
  /// where it has none, or that cannot be done.
  package typealias Unmarking = @Sendable (_ path: String, _ copy: String) -> Bool

  private let database: RecordDatabase
  private let objects: ObjectStore
  private let outputs: OutputFolder
  private let unmark: Unmarking

  package init(
    database: RecordDatabase, objects: ObjectStore, outputs: OutputFolder,
    unmark: @escaping Unmarking
  ) {
    self.database = database
    self.objects = objects
    self.outputs = outputs
    self.unmark = unmark
  }

  /// Looks for an object that is gone or damaged among the outputs that were made of it as it is, and
  /// those to which no more was done than to mark them.
  ///
  /// - Returns: whether the store has it now.
  package func bringBack(_ digest: Digest) throws(StoreError) -> Bool {
    for path in try database.paths(ofOutputsWith: digest, in: outputs.name) {
      do {
        try keep(path, as: digest)
        return true
      } catch  where [.missing, .damaged, .outsideOutput].contains(error.code) {
        continue
      }
    }
    for path in try database.paths(ofOutputsMarkedFrom: digest, in: outputs.name) {
      do {
        if try keepUnmarked(path) == digest { return true }
      } catch  where [.missing, .damaged, .outsideOutput].contains(error.code) {
        continue
      }
    }
    return false
  }

  /// Copies an output into the store.
  ///
  /// - Throws: `.damaged` where its bytes have another digest.
  package func keep(_ path: String, as digest: Digest) throws(StoreError) {
    let temporary = objects.newTemporaryPath()
    do throws(StoreError) {
      try outputs.copy(path, to: temporary)
      try objects.keep(temporary, as: digest)
    } catch {
      FileStatus.remove(temporary)
      throw error
    }
  }

  /// Copies an output without its mark into the store.
  ///
  /// - Returns: the digest of what was kept; `nil` where it has no mark.
  package func keepUnmarked(_ path: String) throws(StoreError) -> Digest? {
    let marked = objects.newTemporaryPath()
    let unmarked = objects.newTemporaryPath()
    defer {
      FileStatus.remove(marked)
      FileStatus.remove(unmarked)
    }
    try outputs.copy(path, to: marked)
    guard unmark(marked, unmarked), let digest = FileDigest.of(unmarked) else { return nil }
    try objects.keep(unmarked, as: digest)
    return digest
  }
}
