import ReelBasics
package import ReelCatalogue
import ReelManifest
package import ReelPlan

/// Decides what a run does next. A plain value: it takes outcomes and times, and returns actions.
package struct Scheduler: Sendable {
  let plan: Plan
  let options: RunOptions
  let costs: WorkCost
  let catalogue: Catalogue
  let resolver: WorkResolver
  let numbers: [AssetID: Int]
  private var random: any RandomNumberGenerator & Sendable
  var facts: RunFacts
  var nodes: [NodeState?]
  var lanes: Lanes
  var ledger: Ledger
  var stop: StopReason?
  /// Nodes that wait for another one with the same fingerprint.
  var makers: [Fingerprint: Int] = [:]
  var followers: [Int: [Int]] = [:]
  /// Local work that waits for a place, and how much of it is running.
  private var localQueue: [Step] = []
  private var localRunning = 0
  /// Fetches that wait for a place: they go before new requests.
  var fetchQueue: [PartID] = []
  private var fetchesRunning = 0
  /// What is to be looked at again at a moment.
  private var timers = Heap<Timer>()
  private var armed: Duration?
  private(set) var stepsRunning = 0
  private var unended = 0
  private var now: Duration = .zero
  private var actions: [Action] = []

  private struct Timer: Comparable, Sendable {
    let due: Duration
    let part: PartID

    static func < (left: Timer, right: Timer) -> Bool {
      (left.due, left.part.node, left.part.index) < (right.due, right.part.node, right.part.index)
    }
  }

  /// - Parameters:
  ///   - facts: those that the plan was made from.
  ///   - expectedSeconds: how long an operation of a model is likely to take.
  ///   - random: spreads waits.
  package init(
    plan: Plan, facts: any PlanFacts, catalogue: Catalogue, options: RunOptions,
    expectedSeconds: (Operation, String) -> Double,
    random: any RandomNumberGenerator & Sendable
  ) {
    self.plan = plan
    self.options = options
    self.catalogue = catalogue
    self.costs = WorkCost(catalogue: catalogue)
    self.random = random
    self.facts = RunFacts(before: facts)
    self.lanes = Lanes(options: options)
    self.ledger = Ledger(budget: options.budget)
    self.numbers = Dictionary(plan.manifest.assets.enumerated().map { ($1.id, $0) }) { first, _ in
      first
    }
    self.resolver = WorkResolver(provider: plan.provider) { facts.digest(ofFile: $0) }
    self.nodes = []
    let remaining = Self.remainingPaths(plan, expectedSeconds: expectedSeconds)
    nodes = plan.nodes.enumerated().map { number, node in
      guard let node else { return nil }
      let waiting = plan.graph.upstream[number].count { plan.nodes[$0] != nil }
      return NodeState(
        asset: node.asset, phase: .waiting(waiting), remaining: remaining[number])
    }
    unended = nodes.count { $0 != nil }
  }

  /// For each node the longest chain of expected seconds that begins with it.
  private static func remainingPaths(
    _ plan: Plan, expectedSeconds: (Operation, String) -> Double
  ) -> [Double] {
    var remaining = [Double](repeating: 0, count: plan.nodes.count)
    for number in plan.graph.order.reversed() {
      guard let node = plan.nodes[number] else { continue }
      let own = expectedSeconds(node.asset.operation, node.asset.model)
      remaining[number] = own + (plan.graph.downstream[number].map { remaining[$0] }.max() ?? 0)
    }
    return remaining
  }

  /// Whether nothing is left to do or to wait for.
  package var isDone: Bool { unended == 0 && stepsRunning == 0 }

  // MARK: What happens

  /// The run begins.
  package mutating func start(at now: Duration) -> [Action] {
    turn(at: now) { scheduler in
      for number in scheduler.plan.graph.order {
        if case .waiting(0)? = scheduler.nodes[number]?.phase { scheduler.decide(number) }
      }
    }
  }

  /// A step ended.
  package mutating func finish(_ outcome: StepOutcome, at now: Duration) -> [Action] {
    turn(at: now) { scheduler in
      scheduler.stepsRunning -= 1
      switch outcome {
      case .submitted(let part, let request, let result):
        scheduler.submitted(part, request: request, result)
      case .polled(let part, let outcome): scheduler.polled(part, outcome)
      case .fetched(let part, let result):
        scheduler.fetchesRunning -= 1
        scheduler.fetched(part, result)
      case .placed(let node, let failure):
        scheduler.localRunning -= 1
        scheduler.placed(node, failure: failure)
      case .broken(let part, let message): scheduler.broken(part, message: message)
      }
    }
  }

  /// A moment that was asked for has come.
  package mutating func wake(at now: Duration) -> [Action] {
    turn(at: now) { scheduler in
      if let armed = scheduler.armed, armed <= now { scheduler.armed = nil }
    }
  }

  /// Somebody wants the run to end: nothing new is sent, what is on the wire is awaited, jobs are
  /// left to a later run.
  package mutating func interrupt(at now: Duration) -> [Action] {
    turn(at: now) { $0.stopStarting(.interrupted) }
  }

  private mutating func turn(
    at now: Duration, _ body: (inout Scheduler) -> Void
  ) -> [Action] {
    self.now = now
    actions = []
    body(&self)
    fireTimers()
    startWork()
    arm()
    return actions
  }

  // MARK: Starting

  private mutating func startWork() {
    while localRunning < max(1, options.localWidth), !localQueue.isEmpty {
      localRunning += 1
      perform(localQueue.removeFirst())
    }
    while fetchesRunning < max(1, options.concurrency), !fetchQueue.isEmpty {
      fetch(fetchQueue.removeFirst())
    }
    // Addresses expire: what is to be fetched goes before what is to be asked for.
    guard fetchQueue.isEmpty else { return }
    while let part = lanes.next(at: now) { send(part) }
  }

  mutating func perform(_ step: Step) {
    stepsRunning += 1
    actions.append(.perform(step))
  }

  mutating func performLocally(_ step: Step) { localQueue.append(step) }

  private mutating func fetch(_ id: PartID) {
    guard let node = nodes[id.node], let work = node.work,
      case .answered(let answer) = node.parts[id.index].phase,
      let request = node.parts[id.index].request
    else { return }
    fetchesRunning += 1
    nodes[id.node]?.parts[id.index].phase = .fetching(answer)
    emit(.fetching, of: id.node)
    perform(
      .fetch(
        id, request: request, work: work, slots: node.parts[id.index].slots, answer: answer,
        node.asset.operation.makes))
  }

  // MARK: Time

  /// Looks at a part again after a wait.
  mutating func look(at part: PartID, after wait: Duration) {
    timers.insert(Timer(due: now + wait, part: part))
  }

  private mutating func fireTimers() {
    while let timer = timers.first, timer.due <= now {
      _ = timers.popFirst()
      due(timer.part)
    }
  }

  private mutating func arm() {
    let next = [timers.first?.due, lanes.nextToken(after: now)].compactMap { $0 }.min()
    guard let next, next < armed ?? .seconds(Int64.max / 2) else { return }
    armed = next
    actions.append(.wake(at: next))
  }

  /// A number from 0 to 1.
  mutating func roll() -> Double { Double.random(in: 0...1, using: &random) }

  var currentTime: Duration { now }

  // MARK: Events

  mutating func emit(_ kind: RunEvent.Kind, of node: Int?) {
    let asset = node.flatMap { nodes[$0]?.asset.id }
    actions.append(.emit(RunEvent(time: now, asset: asset, kind: kind)))
  }

  mutating func countEnd() { unended -= 1 }

  // MARK: The end

  /// How it ended; to be asked when it is done.
  package var report: RunReport {
    RunReport(
      entries: nodes.compactMap { node in
        guard let node, case .ended(let outcome) = node.phase else { return nil }
        return RunReport.Entry(
          asset: node.asset, outcome: outcome, cost: node.cost ?? .zero,
          paths: node.outputs.map(\.path), warnings: node.warnings)
      }, stop: stop, duration: now, spent: ledger.spent, possiblySpent: ledger.possiblySpent)
  }
}
