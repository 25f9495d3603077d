package import ReelBasics
import ReelCatalogue
package import ReelEngine
import ReelManifest
package import ReelPlan

/// Drives a scheduler by hand: keeps the steps that it wants done until the test ends them.
package struct EngineDriver {
  package var scheduler: Scheduler
  package private(set) var now: Duration = .zero
  /// Steps that run, in the order in which they began.
  package private(set) var running: [Step] = []
  package private(set) var events: [RunEvent] = []
  /// Moments at which it wants to be asked again.
  package private(set) var wakes: [Duration] = []
  /// Every request that was sent, by asset, in order.
  package private(set) var sent: [String] = []
  /// For every request that was sent, those that it was sent in place of.
  package private(set) var replaced: [[Int64]] = []
  /// Whether requests are built as soon as that is wanted, so that `running` never has their
  /// building.
  package var preparesAtOnce = true
  /// How many steps were begun.
  package private(set) var begun = 0
  private let plan: Plan
  private let facts: GrowingFacts
  private var requests: Int64 = 0

  package init(
    _ plan: Plan, facts: EngineFacts = EngineFacts(), live: (any PlanFacts)? = nil,
    seed: UInt64 = 1, _ change: (inout RunOptions) -> Void = { _ in }
  ) {
    var options = RunOptions()
    change(&options)
    self.plan = plan
    self.facts = GrowingFacts(live ?? facts)
    scheduler = Scheduler(
      plan: plan, facts: self.facts, catalogue: .xai, options: options,
      expectedSeconds: { operation, _ in operation.makes == .image ? 5 : 60 },
      random: SeededGenerator(seed: seed))
  }

  // MARK: What happens

  package mutating func start() {
    scheduler.start(at: now)
    takeActions()
  }

  package mutating func interrupt() {
    scheduler.interrupt(at: now)
    takeActions()
  }

  package mutating func receive(_ bytes: Int64, of part: PartID) {
    scheduler.receive(bytes, of: part, at: now)
    takeActions()
  }

  /// Lets time pass to a moment, stopping wherever the scheduler wanted to be asked.
  package mutating func advance(to moment: Duration) {
    while let next = wakes.min(), next <= moment {
      wakes.removeAll { $0 == next }
      now = max(now, next)
      scheduler.wake(at: now)
      takeActions()
    }
    now = max(now, moment)
  }

  package mutating func advance(by time: Duration) { advance(to: now + time) }

  /// Ends a step that runs.
  package mutating func finish(_ step: Step, _ outcome: StepOutcome) {
    running.removeAll { Self.key(of: $0) == Self.key(of: step) }
    if case .fetched(_, let result) = outcome { facts.keep(result.kept) }
    scheduler.finish(outcome, at: now)
    takeActions()
  }

  private mutating func takeActions() {
    while let action = scheduler.nextAction() {
      switch action {
      case .perform(let step):
        begun += 1
        if case .prepare(let part, let request) = step, preparesAtOnce {
          scheduler.finish(.prepared(part, request, .success(Self.prepared)), at: now)
          continue
        }
        running.append(step)
        if case .submit(_, let request, _) = step {
          sent.append(request.asset.id.text)
          replaced.append(request.replaces)
        }
      case .wake(let moment): wakes.append(moment)
      case .emit(let event): events.append(event)
      }
    }
  }

  package static let prepared = PreparedRequest(
    host: "api.test", bodyDigest: SHA256.digest("")
  ) { .unsettled(reason: "nobody sends it") }

  private static func key(of step: Step) -> String {
    switch step {
    case .prepare(let part, _): "prepare \(part.node) \(part.index)"
    case .submit(let part, _, _): "submit \(part.node) \(part.index)"
    case .poll(let part, _, _, _, _): "poll \(part.node) \(part.index)"
    case .fetch(let part, _): "fetch \(part.node) \(part.index)"
    case .place(let node, _, _, _): "place \(node)"
    }
  }

  // MARK: Ends of steps, by asset

  /// What runs, as `submit a`, in order.
  package var names: [String] { running.map(name) }

  package func name(_ step: Step) -> String {
    switch step {
    case .prepare(_, let request): "prepare \(request.asset.id.text)"
    case .submit(_, let request, _): "submit \(request.asset.id.text)"
    case .poll(let part, _, _, _, _): "poll \(asset(part))"
    case .fetch(let part, _): "fetch \(asset(part))"
    case .place(_, let asset, _, _): "place \(asset)"
    }
  }

  private func asset(_ part: PartID) -> String { plan.manifest.assets[part.node].id.text }

  private func first(_ name: String) throws -> Step {
    guard let step = running.first(where: { self.name($0) == name }) else {
      throw EnginePlan.Mistake(description: "'\(name)' does not run; these do: \(names)")
    }
    return step
  }

  /// Ends the first preparation of an asset's request: it is built, or it is not.
  package mutating func prepared(_ asset: String, _ error: PreparationError? = nil) throws {
    let step = try first("prepare \(asset)")
    guard case .prepare(let part, let request) = step else { return }
    finish(step, .prepared(part, request, error.map { .failure($0) } ?? .success(Self.prepared)))
  }

  /// Ends the first request of an asset.
  package mutating func submitted(_ asset: String, _ outcome: SubmitOutcome) throws {
    let step = try first("submit \(asset)")
    guard case .submit(let part, _, _) = step else { return }
    requests += 1
    finish(step, .submitted(part, request: requests, outcome))
  }

  /// Ends the first request of an asset with a whole answer.
  package mutating func answered(_ asset: String, cost: Ticks? = nil) throws {
    guard case .submit(_, let request, _) = try first("submit \(asset)") else { return }
    let items = request.slots.map { ProviderAnswer.Item.address("\(asset)/\($0)") }
    try submitted(asset, .answered(ProviderAnswer(items: items, cost: cost)))
  }

  package mutating func polled(_ asset: String, _ outcome: PollOutcome) throws {
    let step = try first("poll \(asset)")
    guard case .poll(let part, _, _, _, _) = step else { return }
    finish(step, .polled(part, outcome))
  }

  /// Ends a fetch: with all that was asked for, or as `change` says.
  package mutating func fetched(
    _ asset: String, content: String? = nil, _ change: (inout FetchResult) -> Void = { _ in }
  ) throws {
    let step = try first("fetch \(asset)")
    guard case .fetch(let part, let wanted) = step else { return }
    var result = FetchResult()
    for (slot, item) in zip(wanted.slots, wanted.answer.items) {
      result.kept[slot] =
        item == .moderated
        ? .moderated
        : .kept(
          EngineMedia.record(
            of: plan.manifest.assets[part.node], slot: slot, content: content), ServedBy())
    }
    change(&result)
    finish(step, .fetched(part, result))
  }

  package mutating func placed(_ asset: String, failure: String? = nil) throws {
    let step = try first("place \(asset)")
    guard case .place(let node, _, _, _) = step else { return }
    finish(step, .placed(node: node, failure: failure.map { PlacementError($0) }))
  }

  package mutating func broken(_ name: String, wasSent: Bool = true) throws {
    let step = try first(name)
    switch step {
    case .submit(let part, _, _), .poll(let part, _, _, _, _), .fetch(let part, _):
      finish(step, .broken(part, wasSent: wasSent, message: "no space"))
    case .prepare, .place: break
    }
  }

  /// A picture from its request to its output.
  package mutating func make(
    _ asset: String, content: String? = nil, cost: Ticks? = nil
  ) throws {
    try answered(asset, cost: cost)
    try fetched(asset, content: content)
    try placed(asset)
  }

  // MARK: What came of it

  /// How it ended with an asset; `nil` while it has not.
  package func outcome(_ asset: String) -> AssetOutcome? { entry(asset)?.outcome }

  package func entry(_ asset: String) -> RunReport.Entry? {
    scheduler.report.entries.first { $0.id.text == asset }
  }

  /// Of the polls and fetches that run, whether they take for lost what is said to be gone.
  package var believesGone: [Bool] {
    running.compactMap { step in
      switch step {
      case .poll(_, _, _, _, let believes): believes
      case .fetch(_, let wanted): !wanted.nearlyLost.isEmpty
      case .prepare, .submit, .place: nil
      }
    }
  }

  /// How many requests are under way.
  package var requestsRunning: Int { names.count { $0.hasPrefix("submit") } }
}
