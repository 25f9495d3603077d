import ReelBasics
import ReelPlan

/// The facts of the plan, with what this run has brought since.
struct RunFacts: PlanFacts {
  /// What this run knows of work that it asks for.
  private struct Asked: Sendable {
    /// The node that asked last.
    var maker: Int
    /// Requests of earlier runs that wait for a decision, as they stood before this run asked.
    let undecided: [OpenRequest]
    /// The variants that this run asks for, or pursues.
    var expected: [Int] = []
    /// What is there of it, over what was on record.
    var slots: [Int: SlotRecord] = [:]
    /// No request is open any more, and no refusal counts.
    var isSettled = false
  }

  private let before: any PlanFacts
  /// The work that this run asks for: its requests, and those that it pursues, are the run's own, and
  /// stand in nobody's way.
  private var asked: [Asked] = []
  /// Where each work stands among them.
  private var places: [Fingerprint: Int] = [:]

  init(before: any PlanFacts) { self.before = before }

  /// The node that asked last for the work.
  func maker(of fingerprint: Fingerprint) -> Int? { places[fingerprint].map { asked[$0].maker } }

  /// The variants of a work that this run has asked for, or pursued.
  func expected(of fingerprint: Fingerprint) -> [Int] {
    places[fingerprint].map { asked[$0].expected } ?? []
  }

  /// Takes note that a node asks for the work, as `verdict` says: its requests are this run's now. Gives the
  /// work's place here.
  mutating func begin(_ fingerprint: Fingerprint, by node: Int, verdict: Verdict) -> Int {
    // Most pursue nothing: it is the same list.
    let expected =
      verdict.pursued.isEmpty
      ? verdict.asked : verdict.asked + verdict.pursued.flatMap(\.slots)
    if let place = places[fingerprint] {
      asked[place].maker = node
      asked[place].expected += expected
      return place
    }
    let undecided = (verdict.record?.open ?? []).filter { !$0.isPursued }
    asked.append(Asked(maker: node, undecided: undecided, expected: expected))
    places[fingerprint] = asked.count - 1
    return asked.count - 1
  }

  /// Takes note of all that is on record now of a work.
  mutating func keep(_ slots: [Int: SlotRecord], at place: Int) { asked[place].slots = slots }

  /// Takes note that all that was asked for of a work has come.
  mutating func settle(at place: Int) { asked[place].isSettled = true }

  func work(_ fingerprint: Fingerprint) -> WorkRecord? {
    let before = before.work(fingerprint)
    guard let place = places[fingerprint] else { return before }
    let asked = asked[place]
    guard before != nil || !asked.slots.isEmpty || !asked.undecided.isEmpty else { return nil }
    var record = before ?? WorkRecord()
    record.slots.merge(asked.slots) { _, new in new }
    record.open = asked.undecided
    if asked.isSettled { record.refusal = nil }
    return record
  }

  func origins(of fingerprint: Fingerprint) -> ResultOrigins { before.origins(of: fingerprint) }
  func form(of fingerprint: Fingerprint) -> String? { before.form(of: fingerprint) }
  func lastFingerprint(of asset: String) -> Fingerprint? { before.lastFingerprint(of: asset) }
  func output(at path: String) -> OutputState { before.output(at: path) }
  func pick(of asset: String) -> PickRecord? { before.pick(of: asset) }
  var failure: (any Error)? { before.failure }
  func hasObject(_ digest: Digest) -> Bool { before.hasObject(digest) }
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
