package import ReelBasics
package import ReelCatalogue
package import ReelPlan

/// A request of an earlier run that goes on or was answered, and that no asset asks for any more.
package struct OrphanRequest: Sendable {
  /// Its number in the records.
  package let id: Int64
  package let work: Work
  package let slots: [Int]
  /// Those of them that it has brought: they are not fetched again.
  fileprivate var brought: Set<Int>
  package let medium: Medium
  /// `job` or `answered`.
  package var state: OpenRequest.State
  /// When it is to be asked after next.
  fileprivate var due: Duration = .zero
  /// How often its job or its results were said to be gone.
  fileprivate var gone = GoneCounts()
  /// The variants that are lost when they are said to be gone once more.
  fileprivate var nearlyLost: Set<Int> {
    gone.nearlyLost(of: slots, tries: RetryPolicy().goneTries)
  }

  package init(
    id: Int64, work: Work, slots: [Int], brought: Set<Int> = [], medium: Medium,
    state: OpenRequest.State
  ) {
    self.id = id
    self.work = work
    self.slots = slots
    self.brought = brought
    self.medium = medium
    self.state = state
  }
}

/// Brings into the store what was paid for, though no asset asks for it any more: somebody may bring
/// last week's prompt back.
package struct OrphanCollector<
  Provider: ProviderPort, Records: RecordPort, Outputs: OutputPort, Clock: EngineClock
>: Sendable {
  /// What came of them.
  package struct Collection: Sendable, Hashable {
    /// How many are in the store now.
    package fileprivate(set) var count = 0
    /// What the provider says that those cost of whose end this run heard.
    package fileprivate(set) var spent = Ticks.zero
  }

  private let runner: StepRunner<Provider, Records, Outputs>
  private let clock: Clock

  package init(provider: Provider, records: Records, outputs: Outputs, clock: Clock) {
    runner = StepRunner(
      provider: provider, records: records, outputs: outputs, progress: { _, _ in })
    self.clock = clock
  }

  /// Asks after each of them every few seconds, or when the provider wants it, until all are done or
  /// `isOver`, and then once more after those that it is time for; what goes on is left to a later run.
  /// Where it `isInterrupted`, nobody is asked any more.
  package func collect(
    _ orphans: [OrphanRequest], until isOver: @Sendable () -> Bool,
    isInterrupted: @Sendable () -> Bool
  ) async -> Collection {
    var left = orphans
    var collected = Collection()
    while true {
      let isLast = isOver()
      var waiting: [OrphanRequest] = []
      for var orphan in left {
        guard !isInterrupted() else { return collected }
        guard orphan.due <= clock.now else {
          waiting.append(orphan)
          continue
        }
        switch await look(after: &orphan, spent: &collected.spent) {
        case .collected: collected.count += 1
        case .waiting(let asked):
          orphan.due = clock.now + max(asked ?? Self.usualWait, RetryPolicy().leastPoll)
          waiting.append(orphan)
        case .gone: continue
        }
      }
      left = waiting
      guard !isLast, let next = left.map(\.due).min() else { return collected }
      while clock.now < next, !isOver(), !isInterrupted() {
        do {
          try await clock.sleep(until: min(next, clock.now + .milliseconds(200)))
        } catch {
          return collected
        }
      }
    }
  }

  /// Between two questions after the same, where the provider does not say.
  private static var usualWait: Duration { .seconds(5) }

  private enum Look {
    case collected
    /// It goes on; how long the provider wants to be left alone, where it says.
    case waiting(Duration?)
    /// It has no result; why is on record.
    case gone
  }

  private func look(after orphan: inout OrphanRequest, spent: inout Ticks) async -> Look {
    let part = PartID(node: 0, index: 0)
    if case .job(let job) = orphan.state {
      guard
        case .polled(_, let outcome) = await runner.perform(
          .poll(
            part, request: orphan.id, job: job, timeLimit: RunOptions().timeout,
            believesGone: !orphan.nearlyLost.isEmpty))
      else { return .gone }
      switch outcome {
      case .answered(let answer):
        spent += answer.cost ?? .zero
        orphan.state = .answered(answer)
        orphan.gone = GoneCounts()
      case .gone(_, let retryAfter):
        orphan.gone.add(orphan.slots)
        return .waiting(retryAfter)
      case .pending(_, let retryAfter, _), .unreachable(_, let retryAfter):
        return .waiting(retryAfter)
      case .account: return .waiting(nil)
      case .refused(let refusal):
        spent += refusal.cost ?? .zero
        return .gone
      case .failed(_, let cost):
        spent += cost ?? .zero
        return .gone
      case .lost: return .gone
      }
    }
    guard case .answered(let answer) = orphan.state else { return .gone }
    let fitted = answer.fitted(to: orphan.slots.count)
    let places = fitted.items.indices.filter {
      !orphan.brought.contains(orphan.slots[$0])
    }
    let outcome = await runner.perform(
      .fetch(
        part,
        ResultRequest(
          request: orphan.id, work: orphan.work, slots: places.map { orphan.slots[$0] },
          answer: fitted.only(itemsAt: places), medium: orphan.medium,
          timeLimit: RunOptions().timeout, nearlyLost: orphan.nearlyLost)))
    guard case .fetched(_, let result) = outcome else { return .gone }
    orphan.brought.formUnion(result.kept.keys)
    orphan.gone.add(result.gone)
    // While one may still come, nothing is on record as lost.
    if result.unreachable != nil { return .waiting(result.retryAfter) }
    return result.lost == nil ? .collected : .gone
  }
}
