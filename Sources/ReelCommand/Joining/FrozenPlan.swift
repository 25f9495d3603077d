import ReelBasics
import ReelManifest
import ReelPlan

/// A plan that was written down, to be run exactly as it is or not at all.
struct FrozenPlan: Sendable {
  /// What the plan was asked for with.
  private(set) var selectors: [Selector]
  let since: String?
  let forces: Bool
  let resends: Bool
  /// The most that a run of it may spend, where it was planned with a budget.
  let budget: Ticks?
  private let provider: String
  /// What was planned, by asset id; prices and estimates are no part of it.
  private let assets: [String: JSONValue]

  /// The text of the file for a plan: what `plan --format json` says, and what it was asked for with.
  static func text(
    of plan: Plan, as document: PlanDocument, _ arguments: RunArguments
  ) -> String {
    var fields = document.fields(of: plan)
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
    self.provider = provider
    self.selectors = []
    for selector in selectors {
      self.selectors.append(try RunArguments.selector(selector.string ?? ""))
    }
    since = json["since"]?.string
    forces = json["force"] == .bool(true)
    resends = json["resend"] == .bool(true)
    budget = json["budget_ticks"]?.integer.map { Ticks($0) }
    self.assets = Self.planned(assets)
  }

  /// How a plan that was made now differs, in words; empty where it does not.
  func differences(to plan: Plan) -> [String] {
    let now = Self.planned(plan.ordered.map { .object(PlanDocument.decision(on: $0)) })
    var words = provider == plan.provider ? [] : ["another provider is asked: \(plan.provider)"]
    for id in Set(assets.keys).union(now.keys).sorted() where assets[id] != now[id] {
      switch (assets[id], now[id]) {
      case (let before?, let after?): words.append("'\(id)': \(Self.difference(before, after))")
      case (nil, _): words.append("'\(id)' is new")
      case (_, nil): words.append("'\(id)' is gone")
      }
    }
    return words
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
    let (old, new) = (before["decision"]?.string ?? "?", after["decision"]?.string ?? "?")
    guard old == new else { return "was '\(old)', is '\(new)' now" }
    return before["fingerprint"] == after["fingerprint"]
      ? "what is to be done about it changed" : "what it asks for changed"
  }
}
