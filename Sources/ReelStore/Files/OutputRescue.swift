package import ReelBasics

/// Brings bytes back into the store from outputs that still have them.
package struct OutputRescue: Sendable {
  private let database: RecordDatabase
  private let objects: ObjectStore
  private let outputs: OutputFolder

  package init(database: RecordDatabase, objects: ObjectStore, outputs: OutputFolder) {
    self.database = database
    self.objects = objects
    self.outputs = outputs
  }

  /// Looks for an object that is gone or damaged among the outputs that were made of it as it is.
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
}
