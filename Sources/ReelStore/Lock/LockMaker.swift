import ReelBasics
package import ReelPlan

/// Makes a lock file's entries from the records.
package struct LockMaker: Sendable {
  private let database: RecordDatabase
  private let root: String
  private let manifest: String

  /// `root` and `manifest` are the names by which records know output folder and manifest.
  package init(database: RecordDatabase, root: String, manifest: String) {
    self.database = database
    self.root = root
    self.manifest = manifest
  }

  /// What is to be said of an asset.
  ///
  /// - Parameters:
  ///   - asset: its id.
  ///   - count: how many variants it has.
  ///   - work: what it asks for now, where that is known.
  ///   - paths: where outputs of this work stand; none where they do not.
  ///   - before: what was said of it; of outputs it stays true until others take their place.
  /// - Returns: its entry.
  /// - Throws: where the records cannot be read.
  package func entry(
    for asset: String, count: Int, work: Fingerprint?, paths: [String], before: LockFile.Entry?
  ) throws(StoreError) -> LockFile.Entry {
    var entry = LockFile.Entry()
    var works = Works(database: database)
    if let outputs = try outputs(at: paths, of: work, &works) {
      entry.fingerprint = outputs.fingerprint
      entry.outputs = outputs.outputs
      let slots = try works[outputs.fingerprint]?.slots ?? [:]
      entry.moderated = slots.filter { $0.value == .moderated && $0.key <= count }.keys.sorted()
    } else if let before {
      entry.fingerprint = before.fingerprint
      entry.outputs = before.outputs
      entry.moderated = before.moderated
    }
    entry.pick = try database.pick(of: asset, manifest: manifest)
    let earlier = (before?.open ?? []).map(\.fingerprint)
    for fingerprint in Set([work].compactMap { $0 } + earlier).sorted() {
      let record = try works[fingerprint]
      entry.open += (record?.open ?? []).compactMap { Self.stuck($0, fingerprint) }
      if fingerprint == work, let refusal = record?.refusal {
        entry.refusal = LockFile.RefusedWork(fingerprint: fingerprint, refusal: refusal)
      }
    }
    return entry
  }

  private func outputs(
    at paths: [String], of work: Fingerprint?, _ works: inout Works
  ) throws(StoreError) -> (fingerprint: Fingerprint, outputs: [LockFile.Output])? {
    var records: [OutputRecord] = []
    for path in paths {
      if let record = try database.output(at: path, in: root)?.record { records.append(record) }
    }
    // What was taken over from a lock file may name another work, as any hand can write in one. Outputs
    // that are those of the work that is asked for are its own: whoever clones them is to know that.
    var owner: Fingerprint?
    if let work, records.contains(where: { $0.fingerprint != work }) {
      let slots = try works[work]?.slots ?? [:]
      if records.allSatisfy({ slots[$0.slot]?.media?.digest == $0.original }) { owner = work }
    }
    var outputs: [LockFile.Output] = []
    var slots: [Int: SlotRecord] = [:]
    var fingerprint: Fingerprint?
    for record in records {
      let maker = owner ?? record.fingerprint
      if maker != fingerprint {
        slots = try works[maker]?.slots ?? [:]
        fingerprint = maker
      }
      guard case .kept(let original, let served) = slots[record.slot] else { continue }
      let media =
        record.recipe.isEmpty
        ? original : try database.derived(from: record.original, by: record.recipe)
      guard let media else { continue }
      outputs.append(
        LockFile.Output(
          path: record.path, variant: record.slot, media: media, original: original,
          recipe: record.recipe, model: served.model,
          requestID: OutputMark.namesRequest(record.recipe) ? served.requestID : nil,
          revisedPrompt: served.revisedPrompt))
    }
    guard let fingerprint, !outputs.isEmpty else { return nil }
    return (fingerprint, outputs)
  }

  private static func stuck(
    _ request: OpenRequest, _ fingerprint: Fingerprint
  ) -> LockFile.StuckRequest? {
    let reason: String?
    switch request.state {
    case .job, .answered: return nil
    case .unsettled: reason = nil
    case .lost(let why): reason = why
    }
    return LockFile.StuckRequest(
      fingerprint: fingerprint, variants: request.slots, lostBecause: reason,
      worstCost: request.worstCost)
  }

  /// What is on record of the works that an entry is about, each asked for once.
  private struct Works {
    let database: RecordDatabase
    private var known: [Fingerprint: WorkRecord?] = [:]

    init(database: RecordDatabase) { self.database = database }

    subscript(fingerprint: Fingerprint) -> WorkRecord? {
      mutating get throws(StoreError) {
        if let record = known[fingerprint] { return record }
        let record = try database.work(fingerprint)
        known[fingerprint] = .some(record)
        return record
      }
    }
  }
}
