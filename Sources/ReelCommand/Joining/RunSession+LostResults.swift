import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// What came of looking for lost results, so far.
struct LostSearchOutcome {
  /// Requests that were looked for to the end, or of which there is nothing to look for.
  fileprivate(set) var searched: Set<Int64> = []
  /// Those that could not be looked for, and why.
  fileprivate(set) var spared: [Int64: String] = [:]
  private(set) var spent = Ticks.zero

  mutating func add(_ findings: LostResultFindings) {
    searched.formUnion(findings.searched)
    spared.merge(findings.unreached.mapValues { "it could not be looked for (\($0))" }) { _, new in
      new
    }
    spent += findings.spent
  }

  fileprivate func hasLooked(for request: Int64) -> Bool {
    searched.contains(request) || spared[request] != nil
  }
}

/// What earlier runs paid for, or may have, where it is to be asked for again.
extension RunSession {
  /// The requests that brought what a plan would pay for again, and were not looked for yet. Who insists
  /// on another result does not mean the one that was lost. Of jobs at another host nobody can be asked.
  func lostRequests(
    of plan: Plan, host: String, besides outcome: inout LostSearchOutcome
  ) -> [LostRequest] {
    var lost: [Int64: LostRequest] = [:]
    for node in plan.ordered where !node.verdict.asked.isEmpty || node.isStuck {
      guard let work = node.work, let record = node.verdict.record, !plan.forces(node.asset.id)
      else {
        continue
      }
      for request in record.open where !outcome.hasLooked(for: request.id) {
        let found = LostRequest(
          request, work: work, known: Set(record.slots.keys), medium: node.asset.operation.makes,
          timeLimit: node.asset.timeout ?? loaded.manifest.limits.timeout ?? RunOptions().timeout)
        guard var found, let origin = request.host else {
          // There is nothing to look for, or nobody to ask.
          outcome.searched.insert(request.id)
          continue
        }
        if origin != host { found.job = nil }
        if found.answer == nil, found.job == nil {
          outcome.spared[request.id] = "its job is known to \(origin), and this run asks \(host)"
        } else {
          lost[request.id] = found
        }
      }
    }
    return lost.values.sorted { $0.id < $1.id }
  }

  /// Looks for them, and says what came of it.
  func look(
    for lost: [LostRequest],
    by search: LostResultSearch<
      some ProviderPort, some RecordPort, some OutputPort, some EngineClock
    >,
    width: Int
  ) async throws(PlanMaker.Stop) -> LostResultFindings {
    say(
      "looking again for what \(lost.count) request\(lost.count == 1 ? "" : "s") had lost, before it is "
        + "paid for again")
    let findings = await search.look(
      for: lost, width: width, isInterrupted: { [interrupts] in interrupts.isHeard })
    if let failure = findings.failure { throw maker.stop(StoreError(.io, failure)) }
    // Of what was not looked for nothing may be sent.
    try endIfInterrupted()
    let (found, unreached) = (findings.found, findings.unreached.count)
    say(
      "the results of \(found) are to be had after all"
        + (unreached == 0
          ? ""
          : "; those of \(unreached) could not be looked for, may be there still, and are not asked for "
            + "again (with --force they are)"))
    return findings
  }

  /// Ends a run that was interrupted before anything was sent.
  func endIfInterrupted() throws(PlanMaker.Stop) {
    guard interrupts.isHeard else { return }
    say("interrupted; nothing was sent")
    throw PlanMaker.Stop(status: .interrupted)
  }

  private func say(_ words: String) {
    if !arguments.isQuiet { context.errors.write("reel: \(words)\n") }
  }

  /// Whoever has everything sent again that may have been billed means these, too.
  func resendUnknown(_ database: RecordDatabase) async throws(PlanMaker.Stop) {
    do {
      try await database.resendUnknown()
    } catch {
      throw stop(error)
    }
  }
}

extension PlanNode {
  /// Whether something of it is lost, as far as a plan knows that was not looked for.
  fileprivate var isStuck: Bool {
    if case .lost = verdict.decision { true } else { false }
  }
}
