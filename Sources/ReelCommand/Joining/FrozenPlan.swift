import ReelBasics
import ReelManifest
import ReelPlan
import ReelStore

/// A plan that was written down, to be run exactly as it is or not at all.
struct FrozenPlan: Sendable {
  /// What is written down of each asset has this form; of another one nobody knows what was agreed to.
  private static let form: JSONValue = 2

  /// What the plan was asked for with.
  private(set) var selectors: [Selector]
  let since: String?
  let forces: Bool
  let resends: Bool
  /// The assets that it has made again, and what it has them made again in place of.
  let agreed: [AssetID: [PastResult]]
  /// Of the assets of which it did not know what they would ask for: the requests that it has sent again.
  let resent: [AssetID: Set<Int64>]
  /// The most that a run of it may spend, where it was planned with a budget.
  let budget: Ticks?
  private let provider: String
  /// What was planned, by asset id; prices and estimates are no part of it.
  private let assets: [String: JSONValue]

  /// The text of the file for a plan: what `plan --format json` says, and what it was asked for with.
  static func text(
    of plan: Plan, as document: PlanDocument, _ arguments: RunArguments, facts: LockedFacts
  ) -> String {
    var fields = document.fields(of: plan)
    let assets = zip(plan.ordered, fields["assets"]?.elements ?? []).map { node, asset in
      asked(asset, of: node, in: plan, facts: facts)
    }
    fields["form"] = form
    fields["assets"] = .array(assets)
    fields["selectors"] = .array(arguments.selectors.map { .string($0.text) })
    fields["since"] = arguments.since.map { .string($0) }
    fields["force"] = .bool(arguments.forces)
    fields["resend"] = .bool(arguments.resends)
    return JSONValue.object(fields).pretty
  }

  /// Reads the file.
  init(path: String, context: ProcessContext) throws(UsageError) {
    let bytes: [UInt8]
    do {
      bytes = try LocalFileReader().read(context.absolute(path), limit: 1 << 30)
    } catch {
      throw UsageError("the plan '\(path)' \(error.reason)")
    }
    guard let json = try? JSONValue(parsing: bytes), json["schema"]?.string == "reel.plan/1",
      let provider = json["provider"]?.string, let assets = json["assets"]?.elements,
      let selectors = json["selectors"]?.elements
    else { throw UsageError("'\(path)' is no plan that 'reel plan -o' wrote") }
    guard json["form"] == Self.form else {
      throw UsageError(
        "the plan '\(path)' was written by another version of Reel; write it anew with 'reel plan -o'"
      )
    }
    self.provider = provider
    self.selectors = []
    for selector in selectors {
      self.selectors.append(try RunArguments.selector(selector.string ?? ""))
    }
    since = json["since"]?.string
    forces = json["force"] == .bool(true)
    resends = json["resend"] == .bool(true)
    budget = json["budget_ticks"]?.integer.map { Ticks($0) }
    let planned = Self.planned(assets)
    self.assets = planned
    let forced = planned.filter { $0.value["forced"] == .bool(true) }
    agreed = Dictionary(
      uniqueKeysWithValues: forced.map { (AssetID($0.key), Self.results(in: $0.value)) })
    resent = Self.resent(in: planned)
  }

  /// How a plan that was made now differs, in words; empty where it does not.
  ///
  /// What was done of it since is no difference, so that a run that was stopped goes on with its plan. Of a
  /// part nothing else counts than what it asks for.
  func differences(to plan: Plan, isPart: Bool, facts: LockedFacts) -> [String] {
    let now = Self.planned(
      plan.ordered.map { node in
        let asset = JSONValue.object(PlanDocument.decision(on: node))
        return Self.asked(asset, of: node, in: plan, facts: facts)
      })
    var words = provider == plan.provider ? [] : ["another provider is asked: \(plan.provider)"]
    let ids = isPart ? Set(now.keys) : Set(assets.keys).union(now.keys)
    for id in ids.sorted() where assets[id] != now[id] {
      switch (assets[id], now[id]) {
      case (let before?, let after?):
        if asksForMore(after, of: id, than: before) {
          words.append("'\(id)': \(Self.difference(before, after))")
        }
      case (nil, _): words.append("'\(id)' is \(isPart ? "not in the plan" : "new")")
      case (_, nil): words.append("'\(id)' is gone")
      }
    }
    return words
  }

  /// What is planned for an asset with its own words, and with what it is asked for again in place of.
  private static func asked(
    _ asset: JSONValue, of node: PlanNode, in plan: Plan, facts: LockedFacts
  ) -> JSONValue {
    guard case .object(var fields) = asset else { return asset }
    fields["words"] = .string(words(of: node.asset, in: plan, facts: facts))
    if plan.forces(node.asset.id) { fields["forced"] = true }
    let again = again(node, in: plan, facts: facts)
    if !again.isEmpty { fields["again"] = .array(again) }
    return .object(fields)
  }

  /// Whether a plan would pay for what nobody agreed to, or put it aside.
  private func asksForMore(_ now: JSONValue, of id: String, than before: JSONValue) -> Bool {
    if now["words"] != before["words"] { return true }
    let earlier = before["decision"]?.string
    let isKnownLater = earlier == "after-upstream" && before["fingerprint"] == nil
    // Of these it was not known yet what stands in their place.
    if earlier != "same", !isKnownLater, !Self.isPart("replaces", of: now, in: before) {
      return true
    }
    guard let decision = now["decision"]?.string,
      ["make", "same", "after-upstream"].contains(decision)
    else { return false }
    if let old = before["fingerprint"], let new = now["fingerprint"], old != new { return true }
    if !isAgreed(now, of: id, in: before) { return true }
    switch earlier {
    // Whoever else makes it is not among these any more.
    case "same": return false
    case "after-upstream" where isKnownLater: return false
    case "make", "after-upstream": return !Self.isPart("slots", of: now, in: before)
    default: return true
    }
  }

  /// Whether all that a list of one has is in that of the other.
  private static func isPart(_ list: String, of now: JSONValue, in before: JSONValue) -> Bool {
    Set(now[list]?.elements ?? []).isSubset(of: before[list]?.elements ?? [])
  }

  private static func planned(_ assets: [JSONValue]) -> [String: JSONValue] {
    let planned = assets.compactMap { asset -> (String, JSONValue)? in
      guard let id = asset["id"]?.string, case .object(var fields) = asset else { return nil }
      for expected in PlanDocument.expectations { fields[expected] = nil }
      return (id, .object(fields))
    }
    return Dictionary(planned) { first, _ in first }
  }

  private static func difference(_ before: JSONValue, _ after: JSONValue) -> String {
    guard before["words"] == after["words"] else { return "what it asks for changed" }
    let (old, new) = (before["decision"]?.string ?? "?", after["decision"]?.string ?? "?")
    guard old == new else { return "was '\(old)', is '\(new)' now" }
    return before["fingerprint"] == after["fingerprint"]
      ? "what is to be done about it changed" : "what it asks for changed"
  }
}
