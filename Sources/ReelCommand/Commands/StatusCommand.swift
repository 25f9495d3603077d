import ReelBasics
import ReelManifest
import ReelPlan
import ReelStore

/// Says what is under way or waits for a person: jobs in flight, unsettled and lost requests, pending
/// picks, and what was spent.
struct StatusCommand: Command {
  static let name = "status"
  let spec = CommandSpec(
    name: Self.name, summary: "Say what is in flight, unsettled, lost, or waits for a choice",
    operands: "MANIFEST",
    options: StateSession.options + [
      OptionSpec("format", value: "text|json", help: "how the result is written")
    ], example: "reel status manifests/spring.yaml")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let arguments = try RunArguments(line, of: spec.name, context: context, takesSelectors: false)
    guard line.operands.count == 1 else {
      throw UsageError("'status' takes a manifest, and nothing else")
    }
    let session = StateSession(arguments: arguments, context: context)
    do throws(PlanMaker.Stop) {
      let loaded = try session.maker.load()
      let (place, plan) = try session.look(loaded)
      let holder = RunLock.holder(of: place.state)
      let report = try session.open { () throws(StoreError) in
        try place.reading { (checks) throws(StoreError) in
          let database = try place.readRecords(checks: checks)
          return try StatusReport(
            plan, elsewhere: session.maker.plansElsewhere(loaded, in: place, database), database,
            asking: arguments.emulates ? nil : Asked.host(loaded.manifest.provider), during: holder)
        }
      }
      context.output.write(
        arguments.isJSON
          ? report.json.pretty
          : report.text(
            OutcomeText(arguments, in: place),
            isEmulated: arguments.emulates))
      return .success
    } catch {
      return error.status
    }
  }
}
