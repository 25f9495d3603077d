import ReelBasics
import ReelPlan

/// Looks for outputs that no asset of a manifest claims any more: those that were moved go, and what
/// says where others come from; the rest is listed and left.
package struct OutputSweep: Sendable {
  /// What came of it; paths are below the output folder.
  package struct Result: Sendable, Hashable {
    /// Old places of what stands elsewhere now, or under another extension.
    package var moved: [String] = []
    /// What nobody asks for any more. It was paid for, so a person decides.
    package var orphans: [String] = []
  }

  private let database: RecordDatabase
  private let outputs: OutputFolder
  private let manifest: String
  private let objects: ObjectStore

  /// `manifest` is the name by which records know the manifest.
  package init(
    database: RecordDatabase, objects: ObjectStore, outputs: OutputFolder, manifest: String
  ) {
    self.database = database
    self.objects = objects
    self.outputs = outputs
    self.manifest = manifest
  }

  /// Removes a file only where its bytes are those that Reel wrote, `isClaimed` says that no asset
  /// wants the path, and the same bytes stand at a path that one does want. So do those that an
  /// asset had in another format, where the store has what they were made from.
  package func run(isClaimed: (String) -> Bool) async throws(StoreError) -> Result {
    let records = try database.outputs(of: manifest, in: outputs.name)
    let byDigest = Dictionary(grouping: records, by: \.digest)
    let byAsset = Dictionary(grouping: records, by: \.asset)
    var result = Result()
    var forgotten: [String] = []
    for record in records where !isClaimed(record.path) {
      guard try stands(record) else {
        // Gone, or another hand's by now: no longer Reel's in either case.
        forgotten.append(record.path)
        continue
      }
      // Two names of one file, as where case makes no difference: there is nothing to remove.
      let twins = byDigest[record.digest] ?? []
      var isOther = true
      for twin in twins where isClaimed(twin.path) && isOther {
        isOther = try outputs.stamp(of: twin.path) != outputs.stamp(of: record.path)
      }
      guard isOther else {
        forgotten.append(record.path)
        continue
      }
      // What is written beside outputs comes again for nothing, and says wrong things without them.
      var isElsewhere = OutputMark.isSidecar(record.recipe)
      for other in twins where isClaimed(other.path) {
        if !isElsewhere { isElsewhere = try stands(other) }
      }
      for other in byAsset[record.asset] ?? [] where isClaimed(other.path) {
        guard !isElsewhere, other.slot == record.slot, record.isFormat(of: other),
          objects.has(record.original)
        else { continue }
        isElsewhere = try stands(other)
      }
      if isElsewhere, try outputs.remove(record.path, matching: record.digest) {
        result.moved.append(record.path)
        forgotten.append(record.path)
      } else {
        result.orphans.append(record.path)
      }
    }
    if !forgotten.isEmpty { try await database.forgetOutputs(forgotten, in: outputs.name) }
    return result
  }

  private func stands(_ record: OutputRecord) throws(StoreError) -> Bool {
    do {
      return try outputs.digest(of: record.path) == record.digest
    } catch  where error.code == .outsideOutput || error.code == .missing {
      return false
    }
  }
}

extension OutputRecord {
  /// Whether its path and another's differ in their extensions alone.
  fileprivate func isFormat(of other: OutputRecord) -> Bool {
    func stem(_ path: String) -> Substring {
      path.cut(atLast: UInt8(ascii: "."))?.before ?? path[...]
    }
    return path != other.path && stem(path) == stem(other.path)
  }
}
