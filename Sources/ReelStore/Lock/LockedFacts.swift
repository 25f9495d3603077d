package import ReelBasics
package import ReelPlan

/// What is on record and on disk, and what a lock file says besides: another machine's work counts as
/// one's own where its bytes are there.
package final class LockedFacts: PlanFacts {
  private let disk: DiskFacts
  /// What the lock file says, where that may be more than what is on record.
  package let lock: LockFile?
  /// The digest of the plan that it was written for, where it says what is on record.
  package let lockedPlan: Digest?
  private let undecided: [Fingerprint: LockNews]
  private let slots: [Fingerprint: [Int: SlotRecord]]
  private let outputs:
    [ByteText: (asset: String, fingerprint: Fingerprint, output: LockFile.Output)]
  /// Where originals stand as outputs, as they are or with a mark.
  private let places: [Digest: [Place]]
  /// Where outputs stand that more was done to, as it is or with a mark.
  private let derived: [Derived: [Place]]

  /// Where an output stands, and what was written there.
  private struct Place: Sendable {
    let path: String
    let digest: Digest
  }

  /// What a recipe makes of an original.
  private struct Derived: Sendable, Hashable {
    let original: Digest
    let recipe: String
  }

  /// `lock` is `nil` where there is none, or where it says nothing that is not on record; in the
  /// latter case `lockedPlan` is what it was written for.
  package init(_ disk: DiskFacts, lock: LockFile?, lockedPlan: Digest? = nil) {
    self.disk = disk
    self.lockedPlan = lockedPlan
    self.lock = lock
    var slots: [Fingerprint: [Int: SlotRecord]] = [:]
    var outputs: [ByteText: (String, Fingerprint, LockFile.Output)] = [:]
    var places: [Digest: [Place]] = [:]
    var derived: [Derived: [Place]] = [:]
    for (id, entry) in lock?.entries ?? [:] {
      guard let fingerprint = entry.fingerprint else { continue }
      slots[fingerprint, default: [:]].merge(entry.slots) { first, _ in first }
      for output in entry.outputs {
        outputs[ByteText(output.path)] = (id, fingerprint, output)
        let place = Place(path: output.path, digest: output.media.digest)
        for recipe in Set([output.recipe, OutputMark.unmarked(output.recipe) ?? output.recipe]) {
          if recipe.isEmpty {
            places[output.original.digest, default: []].append(place)
          } else {
            let key = Derived(original: output.original.digest, recipe: recipe)
            derived[key, default: []].append(place)
          }
        }
      }
    }
    self.undecided = lock?.undecided ?? [:]
    self.slots = slots
    self.outputs = outputs
    self.places = places
    self.derived = derived
  }

  /// What is wrong with the records, where it was put in order only in memory.
  package var pendingRepair: RecordRepair? { disk.pendingRepair }

  /// Whether the records were opened for reading only.
  package var isReadOnly: Bool { disk.isReadOnly }

  package var failure: (any Error)? { disk.failure }

  /// What was looked at on disk so far.
  package var looks: DiskFacts.Looks { disk.looks }

  /// How long such a request takes, in seconds, as earlier ones did; `nil` where nobody knows.
  package func expectedSeconds(of operation: String, model: String) -> Double? {
    disk.expectedSeconds(of: operation, model: model)
  }

  /// A plan is about to be made: until `check()` the records are as they are now.
  package func hold() { disk.hold() }

  /// - Throws: `failure`.
  package func check() throws(StoreError) { try disk.check() }

  package func work(_ fingerprint: Fingerprint) -> WorkRecord? {
    let known = disk.work(fingerprint)
    let slots = slots[fingerprint]
    let told = undecided[fingerprint]
    guard slots != nil || told != nil else { return known }
    var record = known ?? WorkRecord()
    if let told, let here = disk.knownWork(fingerprint) {
      let news = told.news(over: here)
      record.open += news.open.enumerated().map { OpenRequest(stuck: $1, number: $0) }
      record.refusal = record.refusal ?? news.refusal
    }
    for (slot, told) in slots ?? [:] {
      guard let known = record.slots[slot] else {
        record.slots[slot] = told
        continue
      }
      if known != told, isThere(told, slot, of: fingerprint, insteadOf: known) {
        record.slots[slot] = told
      }
    }
    return record
  }

  /// Whether a variant's bytes are gone here, and others that the lock file tells of stand in their place.
  private func isThere(
    _ told: SlotRecord, _ slot: Int, of fingerprint: Fingerprint, insteadOf known: SlotRecord
  ) -> Bool {
    guard let mine = known.media?.digest, let other = told.media?.digest, mine != other,
      !disk.hasObject(mine)
    else { return false }
    return outputs.values.contains { known in
      known.fingerprint == fingerprint && known.output.variant == slot
        && disk.digest(ofOutput: known.output.path) == known.output.media.digest
    }
  }

  package func origins(of fingerprint: Fingerprint) -> ResultOrigins {
    disk.origins(of: fingerprint)
  }

  package func form(of fingerprint: Fingerprint) -> String? { disk.form(of: fingerprint) }

  package func lastFingerprint(of asset: String) -> Fingerprint? {
    disk.lastFingerprint(of: asset) ?? lock?.entries[asset]?.fingerprint
  }

  package func output(at path: String) -> OutputState {
    let state = disk.output(at: path)
    switch state {
    case .missing, .recorded: return state
    case .unrecorded, .foreign:
      guard let known = outputs[ByteText(path)],
        disk.digest(ofOutput: path) == known.output.media.digest
      else { return state }
      return .recorded(known.output.record(of: known.asset, known.fingerprint))
    }
  }

  package func hasObject(_ digest: Digest) -> Bool {
    disk.hasObject(digest) || stands(places[digest])
  }

  package func hasDerived(from original: Digest, by recipe: String) -> Bool {
    disk.hasDerived(from: original, by: recipe)
      || stands(derived[Derived(original: original, recipe: recipe)])
  }

  package func canBringBack(_ digest: Digest) -> Bool { disk.canBringBack(digest) }

  package func canBringBackDerived(from original: Digest, by recipe: String) -> Bool {
    disk.canBringBackDerived(from: original, by: recipe)
  }

  package func isStored(_ digest: Digest) -> Bool { disk.isStored(digest) }

  private func stands(_ places: [Place]?) -> Bool {
    places?.contains { disk.digest(ofOutput: $0.path) == $0.digest } ?? false
  }

  package func digest(ofFile path: String) -> Digest? { disk.digest(ofFile: path) }

  package func pick(of asset: String) -> PickRecord? {
    lock?.entries[asset]?.pick ?? disk.pick(of: asset)
  }
}

extension OpenRequest {
  /// One that another machine sent; it has no number here, and is only to be looked at.
  fileprivate init(stuck request: LockFile.StuckRequest, number: Int) {
    self.init(
      id: -1 - Int64(number), slots: request.variants,
      state: request.lostBecause.map { .lost(reason: $0) } ?? .unsettled,
      worstCost: request.worstCost, begun: 0)
  }
}
