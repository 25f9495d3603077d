package import ReelBasics
package import ReelCatalogue
package import ReelPlan

/// A request of an earlier run whose results were paid for and lost.
package struct LostRequest: Sendable {
  /// Its number in the records.
  package let id: Int64
  package let work: Work
  /// The variants that are not there.
  package let slots: [Int]
  package let medium: Medium
  /// Where its results were, with one item for each of `slots`; `nil` where that was never told.
  package let answer: ProviderAnswer?
  /// The job that may still tell of them.
  package var job: String?
  /// How long a result may take at most.
  package let timeLimit: Duration

  /// `nil` where nobody knows by what to look for it, or nothing of it is missing: `known` are the
  /// variants that are there.
  package init?(
    _ request: OpenRequest, work: Work, known: Set<Int>, medium: Medium, timeLimit: Duration
  ) {
    guard case .lost = request.state else { return nil }
    let answer = request.answer?.fitted(to: request.slots.count)
    let named = answer?.items.count ?? request.slots.count
    let places = request.slots.indices.prefix(named).filter { !known.contains(request.slots[$0]) }
    guard !places.isEmpty, answer != nil || request.jobID != nil else { return nil }
    slots = places.map { request.slots[$0] }
    self.answer = answer?.only(itemsAt: places)
    job = request.jobID
    (self.id, self.work, self.medium) = (request.id, work, medium)
    self.timeLimit = timeLimit
  }
}

/// What came of looking for lost results.
package struct LostResultFindings: Sendable, Hashable {
  /// Requests of which results came, or which go on after all.
  package fileprivate(set) var found = 0
  /// Those that were looked for to the end, by their numbers.
  package fileprivate(set) var searched: Set<Int64> = []
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
        group.addTask { await look(for: request, isInterrupted) }
      }
      for await one in group { findings += one }
      return findings
    }
  }

  private var part: PartID { PartID(node: 0, index: 0) }

  private func look(
    for lost: LostRequest, _ isInterrupted: @Sendable () -> Bool
  ) async -> LostResultFindings {
    var findings = LostResultFindings()
    var isWhole = false
    if let answer = lost.answer {
      (findings, isWhole) = await fetch(lost, answer, isInterrupted)
    }
    // Addresses expire, and a job may name new ones.
    if !isWhole, findings.unreached.isEmpty, findings.failure == nil, let job = lost.job {
      findings += await poll(lost, job: job, isInterrupted)
      findings.found = min(findings.found, 1)
    }
    if findings.unreached.isEmpty, findings.failure == nil { findings.searched = [lost.id] }
    return findings
  }

  /// Fetches what is missing; tells whether all of it came.
  private func fetch(
    _ lost: LostRequest, _ answer: ProviderAnswer, _ isInterrupted: @Sendable () -> Bool
  ) async -> (LostResultFindings, isWhole: Bool) {
    var (answer, slots) = (answer, lost.slots)
    var findings = LostResultFindings()
    for attempt in 1...retry.goneTries {
      let wanted = ResultRequest(
        request: lost.id, work: lost.work, slots: slots, answer: answer, medium: lost.medium,
        timeLimit: lost.timeLimit, nearlyLost: Set(slots))
      switch await runner.perform(.fetch(part, wanted)) {
      case .fetched(_, let result):
        if !result.kept.isEmpty { findings.found = 1 }
        guard let reason = result.unreachable else { return (findings, result.lost == nil) }
        guard attempt < retry.goneTries, !isInterrupted(),
          await pauses(after: attempt, asked: result.retryAfter)
        else {
          findings.unreached[lost.id] = reason
          return (findings, false)
        }
        let places = slots.indices.filter { result.kept[slots[$0]] == nil }
        (answer, slots) = (answer.only(itemsAt: places), places.map { slots[$0] })
      case .broken(_, _, let message):
        findings.failure = message
        return (findings, false)
      default: return (findings, false)
      }
    }
    return (findings, false)
  }

  /// Asks after its job.
  private func poll(
    _ lost: LostRequest, job: String, _ isInterrupted: @Sendable () -> Bool
  ) async -> LostResultFindings {
    for attempt in 1...retry.goneTries {
      let step = Step.poll(
        part, request: lost.id, job: job, timeLimit: lost.timeLimit, believesGone: true)
      switch await runner.perform(step) {
      case .polled(_, .answered(let answer)):
        if let old = lost.answer, Set(old.items).isSubset(of: answer.items) {
          // There was nothing a moment ago.
          return await record(.lost(reason: "its job names the same addresses"), of: lost)
        }
        return LostResultFindings(found: 1, spent: news(answer.cost, of: lost))
      case .polled(_, .pending):
        var findings = await record(.job(id: job), of: lost)
        findings.found = 1
        return findings
      case .polled(_, .refused(let refusal)):
        return LostResultFindings(spent: news(refusal.cost, of: lost))
      case .polled(_, .failed(_, let cost)):
        return LostResultFindings(spent: news(cost, of: lost))
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

  /// What a job cost, unless the run that heard of its end has counted that.
  private func news(_ cost: Ticks?, of lost: LostRequest) -> Ticks {
    lost.answer?.cost == nil ? cost ?? .zero : .zero
  }

  private func record(
    _ settlement: RequestSettlement, of lost: LostRequest
  ) async -> LostResultFindings {
    do {
      try await runner.records.settle(lost.id, as: settlement)
      return LostResultFindings()
    } catch {
      return LostResultFindings(
        failure: "what came of request \(lost.id) could not be recorded: \(error)")
    }
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
    all.searched.formUnion(one.searched)
    all.spent += one.spent
    all.unreached.merge(one.unreached) { first, _ in first }
    all.failure = all.failure ?? one.failure
  }
}
