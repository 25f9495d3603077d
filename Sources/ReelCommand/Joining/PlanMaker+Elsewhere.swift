import ReelBasics
import ReelManifest
import ReelPlan
import ReelStore

/// What was asked for at other addresses than the one that is asked now.
extension PlanMaker {
  /// Plans for whoever else was sent requests whose end is not on record: each has works of its own for
  /// the same assets, and only its plan knows which asset a request is for. Nothing is said about them.
  ///
  /// - Throws: where the records cannot be read.
  func plansElsewhere(
    _ loaded: Loaded, in place: Workplace, _ database: RecordDatabase
  ) throws(StoreError) -> [Plan] {
    // Whatever an emulator inside of runs is asked for goes to an address of that run's own.
    guard !place.isEmulated else { return [] }
    let name = loaded.manifest.provider.name
    var identities = Set(try database.openJobs().compactMap { $0.request.identity(of: name) })
    identities.remove(place.identity)
    guard !identities.isEmpty else { return [] }
    let facts = try place.facts(of: database)
    var plans: [Plan] = []
    for identity in identities.sorted() {
      let planner = Planner(
        catalogue: catalogue, facts: facts, provider: identity, decider: Decider())
      facts.hold()
      let plan = planner.plan(
        loaded.manifest, graph: loaded.graph, diagnostics: DiagnosticCollector())
      try facts.check()
      if let plan { plans.append(plan) }
    }
    return plans
  }
}
