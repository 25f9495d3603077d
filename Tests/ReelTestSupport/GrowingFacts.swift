import ReelBasics
import ReelPlan

/// Facts whose store fills while a run goes on, as the real one does.
struct GrowingFacts: PlanFacts {
  private let before: any PlanFacts
  private let kept = Locked<Set<Digest>>([])

  init(_ before: any PlanFacts) { self.before = before }

  func keep(_ slots: [Int: SlotRecord]) {
    kept.withLock { $0.formUnion(slots.values.compactMap { $0.media?.digest }) }
  }

  var failure: (any Error)? { before.failure }
  func work(_ fingerprint: Fingerprint) -> WorkRecord? { before.work(fingerprint) }
  func origins(of fingerprint: Fingerprint) -> ResultOrigins { before.origins(of: fingerprint) }
  func form(of fingerprint: Fingerprint) -> String? { before.form(of: fingerprint) }
  func lastFingerprint(of asset: String) -> Fingerprint? { before.lastFingerprint(of: asset) }
  func output(at path: String) -> OutputState { before.output(at: path) }
  func hasObject(_ digest: Digest) -> Bool {
    kept.withLock { $0.contains(digest) } || before.hasObject(digest)
  }
  func pick(of asset: String) -> PickRecord? { before.pick(of: asset) }
  func hasDerived(from original: Digest, by recipe: String) -> Bool {
    before.hasDerived(from: original, by: recipe)
  }
  func canBringBack(_ digest: Digest) -> Bool { before.canBringBack(digest) }
  func canBringBackDerived(from original: Digest, by recipe: String) -> Bool {
    before.canBringBackDerived(from: original, by: recipe)
  }
  func isStored(_ digest: Digest) -> Bool { before.isStored(digest) }
  func digest(ofFile path: String) -> Digest? { before.digest(ofFile: path) }
}
