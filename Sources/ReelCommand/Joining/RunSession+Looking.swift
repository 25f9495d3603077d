import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// Whether there is anything to do, before a run and after it.
extension RunSession {
  /// First without touching anything: most runs have nothing to do, and a key that is missing is said
  /// before anything else happens. What it reads with is let go at its end, as only the last to let go
  /// of the records leaves them without a log.
  ///
  /// - Returns: the report where there is nothing to do.
  func look() async throws(PlanMaker.Stop) -> RunReport? {
    let start = snapshot?.answers == true ? snapshot?.begin(place) : nil
    let facts = try open { () throws(StoreError) in try place.readFacts(keepsLooks: start != nil) }
    let plan = try maker.plan(loaded, in: place, facts: facts, saysRepair: false)
    if plan.sends(isLocked: arguments.isLocked), !arguments.emulates {
      _ = try Asked.key(for: loaded.manifest, context)
    }
    guard !(isIdle(plan, facts) && facts.pendingRepair == nil), !isAllThereToRead(plan, facts)
    else {
      context.keepToTheEnd(plan)
      // One was looked for and did not hold; where none can be read, none is written.
      if let start { await write(plan, facts, since: start) }
      let report = RunReport.idle(plan)
      recorder.begin(plan)
      recorder.idle(report)
      return report
    }
    try await maker.checkInputs(of: plan, facts)
    try await maker.checkTools(for: plan)
    return nil
  }

  /// Whether all is there by the lock file, in a place where no records can be made of it: a checkout that
  /// is only to be read.
  private func isAllThereToRead(_ plan: Plan, _ facts: LockedFacts) -> Bool {
    facts.lock != nil && plan.ordered.allSatisfy(\.isSettled)
      && ((try? place.state.create()) == nil || !RunLock.canBeTaken(place.state))
  }

  /// Whether there is nothing to do.
  private func isIdle(_ plan: Plan, _ facts: LockedFacts) -> Bool {
    plan.ordered.allSatisfy(\.isSettled) && !hasOrphans(plan)
      && LockKeeper.isCurrent(plan, facts, isPartial: loaded.selected != nil)
  }

  /// Writes down that there is nothing to do, unless a run with a key, or against another address, would
  /// have: what is in flight somewhere is looked after.
  private func write(
    _ plan: Plan, _ facts: LockedFacts, since start: RunSnapshot.Start
  ) async {
    guard let database = try? RecordDatabase.openReadOnly(place.state),
      let open = try? database.openJobs(), open.isEmpty
    else { return }
    await snapshot?.write(plan, of: loaded, in: place, facts: facts, since: start)
  }

  /// Looks once more at what a run left, so that the next one need not: as it would, with nothing taken
  /// from this one.
  func renewSnapshot() async {
    guard let start = snapshot?.begin(place),
      let facts = try? place.readFacts(keepsLooks: true),
      let plan = try? maker.plan(loaded, in: place, facts: facts, saysRepair: false),
      isIdle(plan, facts)
    else { return }
    await write(plan, facts, since: start)
  }
}

extension PlanNode {
  /// Whether a run has nothing to do about it, not even to say.
  fileprivate var isSettled: Bool {
    if case .fresh = verdict.decision { true } else { false }
  }
}
