import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// What earlier runs paid for, or may have, where it is to be asked for again.
extension RunSession {
  /// The requests that brought what a plan would pay for again. Who insists on another result
  /// does not mean the one that was lost.
  func lostRequests(
    of plan: Plan, in database: RecordDatabase, host: String
  ) -> [LostRequest] {
    // What cannot be read now shows when it is written.
    guard let open = try? database.openJobs() else { return [] }
    let hosts = Dictionary(open.map { ($0.request.id, $0.host) }) { first, _ in first }
    var seen: Set<Int64> = []
    return plan.ordered.flatMap { node -> [LostRequest] in
      guard let work = node.work, let record = node.verdict.record, !node.verdict.asked.isEmpty,
        !plan.forces(node.asset.id)
      else { return [] }
      return record.open.compactMap { request in
        guard hosts[request.id] == host, seen.insert(request.id).inserted else { return nil }
        return LostRequest(
          request, work: work, known: Set(record.slots.keys),
          medium: node.asset.operation.makes,
          timeLimit: node.asset.timeout ?? loaded.manifest.limits.timeout ?? RunOptions().timeout)
      }
    }
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
    guard !interrupts.isHeard else {
      say("interrupted; nothing was sent")
      throw PlanMaker.Stop(status: .interrupted)
    }
    let (found, unreached) = (findings.found, findings.unreached.count)
    say(
      "the results of \(found) are to be had after all"
        + (unreached == 0
          ? ""
          : "; those of \(unreached) could not be looked for, may be there still, and are not asked for "
            + "again (with --force they are)"))
    return findings
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
