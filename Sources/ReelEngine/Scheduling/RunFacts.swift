import ReelBasics
import ReelPlan

/// The facts of the plan, with what this run has brought since.
struct RunFacts: PlanFacts {
  let before: any PlanFacts
  /// Results of this run, by fingerprint: slots that were kept, over what was on record.
  private(set) var kept: [Fingerprint: [Int: SlotRecord]] = [:]
  private(set) var settled: Set<Fingerprint> = []
  private var objects: Set<Digest> = []

  init(before: any PlanFacts) { self.before = before }

  /// Takes note of results that are on record now.
  mutating func keep(_ slots: [Int: SlotRecord], of fingerprint: Fingerprint) {
    kept[fingerprint, default: [:]].merge(slots) { _, new in new }
    for slot in slots.values { if let media = slot.media { objects.insert(media.digest) } }
  }

  /// Takes note that no request of an earlier run is open for the work any more.
  mutating func settle(_ fingerprint: Fingerprint) { settled.insert(fingerprint) }

  func work(_ fingerprint: Fingerprint) -> WorkRecord? {
    let before = before.work(fingerprint)
    guard let slots = kept[fingerprint] else { return before }
    var record = before ?? WorkRecord(form: "")
    record.slots.merge(slots) { _, new in new }
    if settled.contains(fingerprint) { record.open = [] }
    return record
  }

  func lastFingerprint(of asset: String) -> Fingerprint? { before.lastFingerprint(of: asset) }
  func output(at path: String) -> OutputState { before.output(at: path) }
  func hasObject(_ digest: Digest) -> Bool {
    objects.contains(digest) || before.hasObject(digest)
  }
  func digest(ofFile path: String) -> Digest? { before.digest(ofFile: path) }
}
