import ReelBasics
import ReelManifest
import ReelPlan
import ReelStore

extension FrozenPlan {
  /// The requests and results in place of which an asset is asked for again: in place of what comes after
  /// them, or is lost after them, nobody agreed to.
  static func again(_ node: PlanNode, in plan: Plan, facts: LockedFacts) -> [JSONValue] {
    let (resends, isForced) = (plan.decider.resends, plan.forces(node.asset.id))
    guard resends || isForced, let before = replaced(node, in: plan, facts: facts) else {
      return []
    }
    let past = PastResults(of: before.record, under: before.fingerprint, facts: facts)
    var results = before.slots.compactMap { past.slots[$0] }
    if isForced, let refusal = past.refusal { results.append(refusal) }
    let requests = resends ? before.record.open.filter { !$0.isPursued } : []
    return requests.map { JSONValue.int($0.id) } + results.map { JSONValue.string($0.text) }
  }

  /// What is on record of an asset that is asked for, and the variants of it that are.
  private static func replaced(
    _ node: PlanNode, in plan: Plan, facts: LockedFacts
  ) -> (fingerprint: Fingerprint, record: WorkRecord, slots: [Int])? {
    switch node.verdict.decision {
    case .make,
      .afterUpstream where node.work != nil:
      guard let work = node.work, let record = node.verdict.record else { return nil }
      return (work.fingerprint, record, node.verdict.asked)
    case .same:
      guard let work = node.work, let record = node.verdict.record else { return nil }
      // Who makes it may have done so, and what that one did not ask for is asked for here.
      let alone = plan.decider.decide(node.asset, work: work, facts: facts)
      return (work.fingerprint, record, alone.asked)
    case .afterUpstream where plan.forces(node.asset.id):
      // It may come to ask for what it asked for last.
      guard let last = facts.lastFingerprint(of: node.asset.id.text), let record = facts.work(last)
      else { return nil }
      return (last, record, Array(1...node.asset.count))
    default: return nil
    }
  }

  /// Whether an asset is asked for again in place of nothing else than before.
  func isAgreed(_ now: JSONValue, of id: String, in before: JSONValue) -> Bool {
    let requests = resent[AssetID(id)] ?? Self.requests(in: before)
    let results = Self.results(in: before)
    return (now["again"]?.elements ?? []).allSatisfy { one in
      guard let text = one.string else { return one.integer.map { requests.contains($0) } ?? false }
      guard let result = PastResult(text) else { return false }
      return results.has(result)
    }
  }

  /// The requests that are sent again for assets of which only the run tells what they ask for. Nobody knew
  /// of others: a run goes on without them, and leaves them as they are.
  static func resent(in assets: [String: JSONValue]) -> [AssetID: Set<Int64>] {
    // What is sent again for one is for all that ask for the same; one that a lock file alone tells of has a
    // number, below zero, that others have, too.
    let sent = assets.values.reduce(into: Set<Int64>()) { sent, asset in
      sent.formUnion(requests(in: asset).filter { $0 > 0 })
    }
    let later = assets.filter {
      $0.value["decision"]?.string == "after-upstream" && $0.value["fingerprint"] == nil
    }
    return Dictionary(
      uniqueKeysWithValues: later.map { (AssetID($0.key), sent.union(requests(in: $0.value))) })
  }

  /// The requests in place of which an asset is asked for again.
  private static func requests(in asset: JSONValue) -> Set<Int64> {
    Set((asset["again"]?.elements ?? []).compactMap(\.integer))
  }

  /// The results in place of which an asset is asked for again.
  static func results(in asset: JSONValue) -> [PastResult] {
    (asset["again"]?.elements ?? []).compactMap { $0.string.flatMap { PastResult($0) } }
  }
}
