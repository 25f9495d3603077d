import ReelBasics
import ReelEngine
import ReelReport
import ReelStore

extension PlanMaker {
  /// Writes the page of a manifest as records and disk have it now; `run` is the run
  /// that ended just now, and when it began in seconds since 1970.
  func writeReport(
    of loaded: Loaded, in place: Workplace, to file: ReportFile,
    after run: (report: RunReport, began: Int64)? = nil
  ) async throws(Stop) {
    let facts = try facts(of: place)
    // As things are: what a run was told to ask for again is no part of that.
    var loaded = loaded
    loaded.forced = []
    let plan = try PlanMaker(arguments: arguments.looking, context: context, prices: prices)
      .plan(loaded, in: place, facts: facts, saysRepair: run == nil)
    do {
      let model = try place.reading { (checks) throws(StoreError) in
        let facts = try checks ? place.readFacts(checks: true) : facts
        let maker = ReportMaker(
          plan: plan, facts: facts, place: place,
          outcomes: OutcomeText(arguments, in: place),
          isEmulated: arguments.emulates, folder: file.folder, run: run)
        // The page asks for every asset again: as much as the plan did.
        facts.hold()
        let model = try maker.model(place.readRecords(checks: checks))
        try facts.check()
        return model
      }
      context.keepToTheEnd((plan, model))
      try await file.write(model)
    } catch {
      throw stop(error)
    }
  }
}
