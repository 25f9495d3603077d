package import ReelBasics
package import ReelCatalogue
package import ReelPlan

/// A request of an earlier run whose results were paid for and lost.
package struct LostRequest: Sendable {
  /// By what its results may be found.
  package enum Trace: Sendable {
    /// With one item for each of `slots`.
    case answer(ProviderAnswer)
    case job(id: String)
  }

  /// Its number in the records.
  package let id: Int64
  package let work: Work
  /// The variants that are not there.
  package let slots: [Int]
  package let medium: Medium
  package let trace: Trace
  /// How long a result may take at most.
  package let timeLimit: Duration

  /// `nil` where nobody knows by what to look for it, or nothing of it is missing: `known` are the
  /// variants that are there.
  package init?(
    _ request: OpenRequest, work: Work, known: Set<Int>, medium: Medium, timeLimit: Duration
  ) {
    guard case .lost = request.state else { return nil }
    if let answer = request.answer {
      let places = answer.items.indices.prefix(request.slots.count).filter {
        !known.contains(request.slots[$0])
      }
      guard !places.isEmpty else { return nil }
      slots = places.map { request.slots[$0] }
      trace = .answer(answer.only(itemsAt: places))
    } else if let job = request.jobID, !known.isSuperset(of: request.slots) {
      slots = request.slots
      trace = .job(id: job)
    } else {
      return nil
    }
    (self.id, self.work, self.medium) = (request.id, work, medium)
    self.timeLimit = timeLimit
  }
}

/// What came of looking for lost results.
package struct LostResultFindings: Sendable, Hashable {
  /// Requests of which results came, or which go on after all.
  package fileprivate(set) var found = 0
  /// What the provider says that those cost of whose end this run heard.
  package fileprivate(set) var spent = Ticks.zero
  /// Requests whose results could not be looked for, by their numbers, and why: they may be there.
  package fileprivate(set) var unreached: [Int64: String] = [:]
  /// Why records cannot be written, where that is so: nothing more may be sent then.
  package fileprivate(set) var failure: String?
}

/// Looks once more for results that were lost, before they are paid for again: an address may have been
/// out of reach for a time, or a proxy have been in the way.
package struct LostResultSearch<
  Provider: ProviderPort, Records: RecordPort, Outputs: OutputPort, Clock: EngineClock
>: Sendable {
  private let runner: StepRunner<Provider, Records, Outputs>
  private let clock: Clock
  private let retry = RetryPolicy()

  package init(provider: Provider, records: Records, outputs: Outputs, clock: Clock) {
    runner = StepRunner(
      provider: provider, records: records, outputs: outputs, progress: { _, _ in })
    self.clock = clock
  }

  /// Looks for each of them, `width` at a time. What is found is on record when this returns: as a
  /// result, an answer to be fetched or a job that goes on; all else stays lost. Where it
  /// `isInterrupted`, no further one is looked for.
  package func look(
    for requests: [LostRequest], width: Int, isInterrupted: @escaping @Sendable () -> Bool
  ) async -> LostResultFindings {
    await withTaskGroup(of: LostResultFindings.self) { group in
      var findings = LostResultFindings()
      for (number, request) in requests.enumerated() {
        if number >= width, let one = await group.next() { findings += one }
        guard findings.failure == nil, !isInterrupted() else { break }
        group.addTask {
          switch request.trace {
          case .answer(let answer): await fetch(request, answer, isInterrupted)
          case .job(let id): await poll(request, job: id, isInterrupted)
          }
        }
      }
      for await one in group { findings += one }
      return findings
    }
  }

  private var part: PartID { PartID(node: 0, index: 0) }

  private func fetch(
    _ lost: LostRequest, _ answer: ProviderAnswer, _ isInterrupted: @Sendable () -> Bool
  ) async -> LostResultFindings {
    var (answer, slots) = (answer, lost.slots)
    var findings = LostResultFindings()
    for attempt in 1...retry.goneTries {
      let wanted = ResultRequest(
        request: lost.id, work: lost.work, slots: slots, answer: answer, medium: lost.medium,
        timeLimit: lost.timeLimit, believesGone: true)
      switch await runner.perform(.fetch(part, wanted)) {
      case .fetched(_, let result):
        if !result.kept.isEmpty { findings.found = 1 }
        guard let reason = result.unreachable else { return findings }
        guard attempt < retry.goneTries, !isInterrupted(),
          await pauses(after: attempt, asked: result.retryAfter)
        else {
          findings.unreached[lost.id] = reason
          return findings
        }
        let places = slots.indices.filter { result.kept[slots[$0]] == nil }
        (answer, slots) = (answer.only(itemsAt: places), places.map { slots[$0] })
      case .broken(_, _, let message):
        findings.failure = message
        return findings
      default: return findings
      }
    }
    return findings
  }

  private func poll(
    _ lost: LostRequest, job: String, _ isInterrupted: @Sendable () -> Bool
  ) async -> LostResultFindings {
    for attempt in 1...retry.goneTries {
      switch await runner.perform(
        .poll(part, request: lost.id, job: job, believesGone: true))
      {
      case .polled(_, .answered(let answer)):
        return LostResultFindings(found: 1, spent: answer.cost ?? .zero)
      case .polled(_, .pending):
        do {
          try await runner.records.settle(lost.id, as: .job(id: job))
        } catch {
          return LostResultFindings(
            failure: "job \(job) goes on; it could not be recorded: \(error)")
        }
        return LostResultFindings(found: 1)
      case .polled(_, .account(let reason)): return LostResultFindings(unreached: [lost.id: reason])
      case .polled(_, .unreachable(let reason, let retryAfter)):
        guard attempt < retry.goneTries, !isInterrupted(),
          await pauses(after: attempt, asked: retryAfter)
        else { return LostResultFindings(unreached: [lost.id: reason]) }
      case .broken(_, _, let message): return LostResultFindings(failure: message)
      default: return LostResultFindings()
      }
    }
    return LostResultFindings()
  }

  /// Waits, but no longer than a minute, however long the server wants to be left alone; says whether
  /// to go on.
  private func pauses(after attempt: Int, asked: Duration?) async -> Bool {
    let wait = min(retry.goneDelay(times: attempt, asked: asked), retry.longest)
    do {
      try await clock.sleep(until: clock.now + wait)
      return true
    } catch {
      return false
    }
  }
}

extension LostResultFindings {
  fileprivate static func += (all: inout Self, one: Self) {
    all.found += one.found
    all.spent += one.spent
    all.unreached.merge(one.unreached) { first, _ in first }
    all.failure = all.failure ?? one.failure
  }
}
