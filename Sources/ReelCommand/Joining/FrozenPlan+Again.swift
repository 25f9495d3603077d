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
    case .make:
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
  static func isAgreed(_ now: JSONValue, in before: JSONValue) -> Bool {
    let agreed = before["again"]?.elements ?? []
    let results = Self.results(in: before)
    return (now["again"]?.elements ?? []).allSatisfy { one in
      guard let text = one.string else { return agreed.contains(one) }
      guard let result = PastResult(text) else { return false }
      return results.has(result)
    }
  }

  /// The results in place of which an asset is asked for again.
  static func results(in asset: JSONValue) -> [PastResult] {
    (asset["again"]?.elements ?? []).compactMap { $0.string.flatMap { PastResult($0) } }
  }
}
