package import ReelCatalogue
package import ReelPlan

/// A request of an earlier run that goes on or was answered, and that no asset asks for any more.
package struct OrphanRequest: Sendable {
  /// Its number in the records.
  package let id: Int64
  package let work: Work
  package let slots: [Int]
  package let medium: Medium
  /// `job` or `answered`.
  package var state: OpenRequest.State

  package init(
    id: Int64, work: Work, slots: [Int], medium: Medium, state: OpenRequest.State
  ) {
    self.id = id
    self.work = work
    self.slots = slots
    self.medium = medium
    self.state = state
  }
}

/// Brings into the store what was paid for, though no asset asks for it any more: somebody may bring
/// last week's prompt back.
package struct OrphanCollector<
  Provider: ProviderPort, Records: RecordPort, Outputs: OutputPort, Clock: EngineClock
>: Sendable {
  private let runner: StepRunner<Provider, Records, Outputs>
  private let clock: Clock

  package init(provider: Provider, records: Records, outputs: Outputs, clock: Clock) {
    runner = StepRunner(
      provider: provider, records: records, outputs: outputs, progress: { _, _ in })
    self.clock = clock
  }

  /// Asks after them every few seconds until all are done or `isOver`, and once more then; what goes
  /// on is left to a later run.
  ///
  /// - Returns: how many are in the store now.
  package func collect(
    _ orphans: [OrphanRequest], until isOver: @Sendable () -> Bool
  ) async -> Int {
    var left = orphans
    var collected = 0
    while !left.isEmpty {
      let isLast = isOver()
      var waiting: [OrphanRequest] = []
      for orphan in left {
        switch await look(after: orphan) {
        case .collected: collected += 1
        case .waiting(let later): waiting.append(later)
        case .gone: continue
        }
      }
      left = waiting
      guard !isLast, !left.isEmpty else { break }
      let next = clock.now + .seconds(5)
      while clock.now < next, !isOver() {
        do {
          try await clock.sleep(until: min(next, clock.now + .milliseconds(200)))
        } catch {
          return collected
        }
      }
    }
    return collected
  }

  private enum Look {
    case collected
    case waiting(OrphanRequest)
    /// It has no result; why is on record.
    case gone
  }

  private func look(after orphan: OrphanRequest) async -> Look {
    let part = PartID(node: 0, index: 0)
    var orphan = orphan
    if case .job(let job) = orphan.state {
      guard
        case .polled(_, let outcome) = await runner.perform(
          .poll(part, request: orphan.id, job: job))
      else { return .gone }
      switch outcome {
      case .answered(let answer): orphan.state = .answered(answer)
      case .pending, .unreachable, .account: return .waiting(orphan)
      case .refused, .failed, .lost: return .gone
      }
    }
    guard case .answered(let answer) = orphan.state else { return .gone }
    let outcome = await runner.perform(
      .fetch(
        part,
        ResultRequest(
          request: orphan.id, work: orphan.work, slots: orphan.slots, answer: answer,
          medium: orphan.medium, timeLimit: RunOptions().timeout)))
    guard case .fetched(_, let result) = outcome, result.lost == nil else { return .gone }
    return result.unreachable == nil ? .collected : .waiting(orphan)
  }
}
