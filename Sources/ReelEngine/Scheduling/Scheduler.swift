import ReelBasics
package import ReelCatalogue
import ReelManifest
package import ReelPlan

/// Decides what a run does next. A plain value: it takes outcomes and times, and gives actions.
package struct Scheduler: Sendable {
  let plan: Plan
  let options: RunOptions
  let costs: WorkCost
  let catalogue: Catalogue
  let resolver: WorkResolver
  let numbers: [AssetID: Int]
  /// How long an asset may take that says nothing else.
  let usualTimeLimit: Duration
  var random: any RandomNumberGenerator & Sendable
  var facts: RunFacts
  var nodes: [NodeState]
  var lanes: Lanes
  var ledger: Ledger
  /// Why no more is started, each reason graver than the one before it.
  var stops: [StopReason] = []
  var stop: StopReason? { stops.last }
  /// Whether something was not sent because of the budget; cheaper ones may be.
  var isOverBudget = false
  /// Whether something was not sent because nothing may be.
  var isShortOfLock = false
  /// Who waits for what another node brings.
  var followers: [Int: [Int]] = [:]
  /// Nodes about which something can be decided now. A list and no recursion: chains may be longer
  /// than the stack is deep.
  var ready = Queue<Int>()
  /// Nodes whose outputs are to be written.
  var placements: WorkQueue<Int>
  /// Answers whose results are to be fetched.
  var fetches: WorkQueue<PartID>
  var polls: WorkQueue<PartID>
  /// What the provider billed against what was estimated.
  var comparison = BillComparison()
  /// How long the requests of this run took.
  var durations = RequestDurations()
  /// Requests that the money reserved for others under way keeps from being sent.
  var unaffordable = Queue<PartID>()
  /// Those of them that are to ask again. A list and no recursion, as with `ready`.
  var reconsidered = Queue<PartID>()
  var pollBucket: TokenBucket?
  var alarms = Alarms()
  private(set) var now: Duration = .zero
  private(set) var stepsRunning = 0
  private var unended = 0
  private var actions = Queue<Action>()

  /// `facts` are those that the plan was made from; `expectedSeconds` says how long an operation of
  /// a model is likely to take; `random` spreads waits.
  package init(
    plan: Plan, facts: any PlanFacts, catalogue: Catalogue, options: RunOptions,
    expectedSeconds: (Operation, String) -> Double,
    random: any RandomNumberGenerator & Sendable
  ) {
    self.plan = plan
    self.options = options
    self.catalogue = catalogue
    self.costs = WorkCost(catalogue: catalogue, films: plan.films)
    self.usualTimeLimit = plan.manifest.limits.timeout ?? options.timeout
    self.random = random
    self.facts = RunFacts(before: facts)
    self.lanes = Lanes(options: options)
    self.ledger = Ledger(budget: options.budget)
    self.placements = WorkQueue(width: options.localWidth)
    self.fetches = WorkQueue(width: options.concurrency)
    self.polls = WorkQueue(width: options.concurrency)
    self.pollBucket = TokenBucket(perSecond: options.pollPace)
    self.resolver = WorkResolver(
      provider: plan.provider, provenance: plan.manifest.provenance
    ) { facts.digest(ofFile: $0) }
    self.numbers = Dictionary(plan.manifest.assets.enumerated().map { ($1.id, $0) }) { first, _ in
      first
    }
    let remaining = plan.remainingPaths { expectedSeconds($0.asset.operation, $0.asset.model) }
    self.nodes = plan.manifest.assets.enumerated().map { number, asset in
      let waiting = plan.graph.upstream[number].count { plan.nodes[$0] != nil }
      return NodeState(
        asset: asset, phase: plan.nodes[number] == nil ? .absent : .waiting(waiting),
        remaining: remaining[number])
    }
    self.unended = plan.nodes.count { $0 != nil }
  }

  /// Whether nothing is left to do or to wait for.
  package var isDone: Bool { unended == 0 && stepsRunning == 0 }

  /// A part in its place.
  subscript(id: PartID) -> PartState {
    _read { yield nodes[id.node].parts[id.index] }
    _modify { yield &nodes[id.node].parts[id.index] }
  }

  // MARK: What happens

  /// The run begins.
  package mutating func start(at now: Duration) {
    self.now = now
    for number in plan.graph.order where nodes[number].phase == .waiting(0) {
      ready.append(number)
    }
    goOn()
  }

  /// A step ended.
  package mutating func finish(_ outcome: consuming StepOutcome, at now: Duration) {
    self.now = now
    stepsRunning -= 1
    switch consume outcome {
    case .prepared(let part, let request, let result): prepared(part, request, result)
    case .submitted(let part, let request, let outcome):
      submitted(part, request: request, outcome)
    case .polled(let part, let outcome): polled(part, outcome)
    case .fetched(let part, let result): fetched(part, result)
    case .placed(let node, let failure): placed(node, failure: failure)
    case .broken(let part, let wasSent, let message):
      broken(part, wasSent: wasSent, message: message)
    }
    goOn()
  }

  /// So many bytes of what a part fetches have come.
  package mutating func receive(_ bytes: Int64, of id: PartID, at now: Duration) {
    self.now = now
    if nodes[id.node].parts.indices.contains(id.index), case .fetching = self[id].phase {
      emit(.received(bytes: bytes), of: id)
    }
  }

  /// A moment that was asked for has come.
  package mutating func wake(at now: Duration) {
    self.now = now
    goOn()
  }

  /// Somebody wants the run to end: nothing new is sent, what is on the wire is awaited, jobs are
  /// left to a later run.
  package mutating func interrupt(at now: Duration) {
    self.now = now
    stopStarting(.interrupted)
    goOn()
  }

  /// Does what can be done after what happened.
  private mutating func goOn() {
    for part in alarms.due(at: now) { queue(part) }
    repeat {
      while let number = ready.popFirst() { decide(number) }
      while let part = reconsidered.popFirst() { queue(part) }
      startWork()
      // Sending can end parts, and so give the other queues work.
    } while !ready.isEmpty || !reconsidered.isEmpty || placements.isAble || fetches.isAble
    if let moment = alarms.arm(besides: nextToken()) { actions.append(.wake(at: moment)) }
  }

  // MARK: What is wanted

  /// The next of what it wants done, in this order; `nil` until something happens again.
  package mutating func nextAction() -> Action? { actions.popFirst() }

  mutating func perform(_ step: consuming Step) {
    stepsRunning += 1
    actions.append(.perform(step))
  }

  mutating func emit(_ kind: consuming RunEvent.Kind, of node: Int?, part: Int? = nil) {
    let asset = node.map { nodes[$0].asset }
    actions.append(
      .emit(
        RunEvent(
          time: now, asset: asset?.id, part: part, location: asset?.location, kind: kind)))
  }

  mutating func emit(_ kind: consuming RunEvent.Kind, of part: PartID) {
    emit(consume kind, of: part.node, part: part.index)
  }

  mutating func warn(_ message: String, of number: Int) {
    nodes[number].warnings.append(message)
    emit(.warning(message), of: number)
  }

  /// Warns of a word for a job's state, once for an asset whatever words come.
  mutating func warn(ofUnknownState word: String, of number: Int) {
    guard !nodes[number].hasUnknownState else { return }
    nodes[number].hasUnknownState = true
    warn("its job is said to be '\(word)', which Reel does not know", of: number)
  }

  /// A number from 0 to 1.
  mutating func roll() -> Double { Double.random(in: 0...1, using: &random) }

  mutating func countEnd() { unended -= 1 }

  // MARK: The end

  /// How it ended; to be asked when it is done.
  package var report: RunReport {
    var entries: [RunReport.Entry] = []
    entries.reserveCapacity(nodes.count)
    // By number, as a node is not copied to be looked at then.
    for number in nodes.indices {
      guard case .ended(let outcome) = nodes[number].phase else { continue }
      let asset = nodes[number].asset
      entries.append(
        RunReport.Entry(
          id: asset.id, fingerprint: nodes[number].work?.fingerprint, outcome: outcome,
          cost: nodes[number].cost, paths: nodes[number].paths, warnings: nodes[number].warnings,
          location: asset.location, tags: asset.tags,
          publicAddresses: nodes[number].publicAddresses))
    }
    return RunReport(
      entries: entries, stops: stopsByGravity, duration: now, spent: ledger.spent,
      possiblySpent: ledger.possiblySpent,
      spentEarlier: ledger.spentEarlier, comparison: comparison,
      durations: durations)
  }
}
