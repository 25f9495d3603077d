import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// Keeps a manifest's lock file and its records in step.
struct LockKeeper {
  let place: Workplace
  let database: RecordDatabase
  /// The lock file whose words the records know.
  private var known: FileStamp?

  init(place: Workplace, database: RecordDatabase) {
    self.place = place
    self.database = database
  }

  /// A run begins to change the records: what a lock file knows besides is taken over first.
  mutating func begin() async throws(StoreError) {
    known = try place.lock.stamp()
    let lock = try place.facts(of: database).lock
    try await database.forgetLock(at: place.lock.name)
    if let lock { try await takeOver(lock) }
  }

  private func takeOver(_ lock: LockFile) async throws(StoreError) {
    try await LockTakeover(
      database: database, objects: ObjectStore(place.state), outputs: place.outputs,
      manifest: place.manifest.key, unmark: ProvenanceWriter.unmark
    ).run(lock)
  }

  /// Takes note of the words behind what was taken over: a lock file has fingerprints alone.
  func learnForms(of plan: Plan) async {
    // They are for people to read: losing them loses nothing.
    guard let unknown = try? database.fingerprintsWithoutForm(), !unknown.isEmpty else { return }
    var forms: [Fingerprint: String] = [:]
    for case let work? in plan.ordered.map(\.work) where unknown.contains(work.fingerprint) {
      forms[work.fingerprint] = work.form.text
    }
    try? await database.learn(forms: forms)
  }

  /// Writes what the run came to; where `isPartial`, assets that it did not look at keep their
  /// entries.
  func write(_ report: RunReport, isPartial: Bool) async throws(StoreError) {
    try await write(report.entries, isPartial: isPartial)
  }

  private func write(
    _ reported: [RunReport.Entry], isPartial: Bool
  ) async throws(StoreError) {
    let stamp = try place.lock.stamp()
    let before = try place.lock.read() ?? LockFile()
    // Another machine's may have been pulled while this one was at work.
    if stamp != known { try await takeOver(before) }
    // Entries are made as they are written: of very many assets they are much.
    let counts = Dictionary(place.manifest.assets.map { ($0.id.text, $0.count) }) { first, _ in
      first
    }
    let numbers = Dictionary(reported.indices.map { (reported[$0].id.text, $0) }) { first, _ in
      first
    }
    let kept = before.entries.keys.filter { isPartial || counts[$0] != nil }
    let maker = LockMaker(
      database: database, root: place.outputs.name, manifest: place.manifest.key)
    let written = try database.holding { () throws(StoreError) in
      try place.lock.write(Set(kept).union(numbers.keys)) { (id) throws(StoreError) in
        let earlier = before.entries[id]
        guard let entry = numbers[id].map({ reported[$0] }) else {
          return earlier ?? LockFile.Entry()
        }
        return try maker.entry(
          for: id, count: counts[id] ?? 1, work: entry.fingerprint, paths: entry.paths,
          before: earlier)
      }
    }
    let works = reported.map { ($0.id, $0.fingerprint) }
    try await database.recordLock(
      at: place.lock.name, stamp: written,
      // No full plan is taken for this one.
      plan: isPartial ? SHA256.digest("") : Self.digest(works))
  }

  /// Writes what is on record of one asset, which is there; the others keep their entries.
  func write(_ node: PlanNode) async throws(StoreError) {
    guard let work = node.work else { return }
    let slots = node.verdict.record?.slots ?? [:]
    let paths = slots.keys.sorted().flatMap { slot in
      work.outputs(of: slot, slots[slot], for: node.asset).map(\.path)
    }
    let entry = RunReport.Entry(
      id: node.asset.id, fingerprint: work.fingerprint, outcome: .fresh, cost: .zero,
      paths: paths, warnings: [])
    try await write([entry], isPartial: true)
  }

  /// Whether the lock file says all that is to be said of a plan that has nothing to do.
  static func isCurrent(_ plan: Plan, _ facts: LockedFacts, isPartial: Bool) -> Bool {
    guard let locked = facts.lockedPlan else { return false }
    let nodes = plan.ordered.sorted { $0.number < $1.number }
    let works = nodes.map { ($0.asset.id, $0.work?.fingerprint) }
    return isPartial || locked == digest(works)
  }

  /// What tells one plan's lock file from another's: ids and what they ask for.
  private static func digest(_ works: [(AssetID, Fingerprint?)]) -> Digest {
    SHA256.digest(
      works.map { "\($0.0.text) \($0.1?.description ?? "")\n" }.joined())
  }
}
