import ReelBasics
import ReelPlan

/// The facts of the plan, with what this run has brought since.
struct RunFacts: PlanFacts {
  private let before: any PlanFacts
  /// Results of this run, by fingerprint, over what was on record.
  private var kept: [Fingerprint: [Int: SlotRecord]] = [:]
  /// Work of which no request is open any more, and no refusal counts.
  private var settled: Set<Fingerprint> = []
  /// Work that this run asks for: its requests are the run's own, and stand in nobody's way.
  private var own: Set<Fingerprint> = []
  private var objects: Set<Digest> = []

  init(before: any PlanFacts) { self.before = before }

  /// Takes note of results that are on record now.
  mutating func keep(_ slots: [Int: SlotRecord], of fingerprint: Fingerprint) {
    kept[fingerprint, default: [:]].merge(slots) { _, new in new }
    for slot in slots.values { if let media = slot.media { objects.insert(media.digest) } }
  }

  /// Takes note that all that was asked for of the work has come.
  mutating func settle(_ fingerprint: Fingerprint) { settled.insert(fingerprint) }

  /// Takes note that this run asks for the work.
  mutating func begin(_ fingerprint: Fingerprint) { own.insert(fingerprint) }

  func work(_ fingerprint: Fingerprint) -> WorkRecord? {
    let before = before.work(fingerprint)
    guard before != nil || kept[fingerprint] != nil else { return nil }
    var record = before ?? WorkRecord(form: "")
    record.slots.merge(kept[fingerprint] ?? [:]) { _, new in new }
    if own.contains(fingerprint) { record.open = [] }
    if settled.contains(fingerprint) { record.refusal = nil }
    return record
  }

  func lastFingerprint(of asset: String) -> Fingerprint? { before.lastFingerprint(of: asset) }
  func output(at path: String) -> OutputState { before.output(at: path) }
  var failure: (any Error)? { before.failure }
  func hasObject(_ digest: Digest) -> Bool {
    objects.contains(digest) || before.hasObject(digest)
  }
  func digest(ofFile path: String) -> Digest? { before.digest(ofFile: path) }
}
