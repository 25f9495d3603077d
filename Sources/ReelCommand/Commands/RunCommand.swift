import ReelBasics
import ReelCatalogue
import ReelEmulator
import ReelEngine
import ReelHTTP
import ReelManifest
import ReelMedia
import ReelPlan
import ReelProviders
import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Makes what is missing, and reuses what is there.
struct RunCommand: Command {
  private static let formats = ["text", "json", "github"]

  static let name = "run"
  let spec = CommandSpec(
    name: Self.name, summary: "Make what is missing, and reuse what is there",
    operands: "MANIFEST [SELECTOR…]",
    options: RunArguments.options + [
      RunArguments.formatOption(formats),
      OptionSpec("dry-run", letter: "n", help: "say what would be done, as 'plan' does"),
      OptionSpec(
        "plan", value: "FILE", help: "run what 'plan -o FILE' wrote, or a part, or nothing"),
      OptionSpec("no-wait", help: "start the videos and leave them to a later run"),
      OptionSpec("wait-lock", help: "wait while another run is under way"),
      OptionSpec("report", value: "FILE", help: "at the end, write the page of 'reel report'"),
    ] + RunTraces.options + EmulatorArguments.options,
    first: [
      "dry-run", "concurrency", "budget", "profile", "set", "emulator", "force",
      "resend", "locked", "no-wait", "plan", "events", "junit", "verbose",
    ],
    example: "reel run manifests/quickstart.yaml --emulator -j 4")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    var arguments = try RunArguments(
      line, of: spec.name, context: context, formats: Self.formats)
    let traces = try RunTraces(line)
    var frozen: FrozenPlan?
    if let path = line.last("plan") {
      let plan = try FrozenPlan(path: path, context: context)
      arguments = try arguments.asking(as: plan)
      frozen = plan
    }
    let emulator = try EmulatorArguments.read(line, context: context)
    if !arguments.emulates,
      let option = EmulatorArguments.options.first(where: { line.has($0.name) })
    {
      throw UsageError("'--\(option.name)' is for '--emulator'")
    }
    let page = try ReportFile(line.last("report"), context: context)
    guard page == nil || !line.has("dry-run") else {
      throw UsageError("'--report' is for a run; 'reel report' writes the page without one")
    }
    if line.has("dry-run") {
      if let option = ["no-wait", "wait-lock", "ledger"].first(where: line.has) {
        throw RunTraces.needsARun(option)
      }
      return await PlanCommand.plan(arguments, as: frozen, in: context)
    }
    let isPlain = !traces.writesAnything && page == nil && !arguments.isJSON && !arguments.isVerbose
    let snapshot =
      frozen == nil ? RunSnapshot(arguments, answers: isPlain, in: context) : nil
    if let status = await snapshot?.answer() { return status }
    do throws(PlanMaker.Stop) {
      let maker = try PlanMaker(arguments, context: context, frozen: frozen)
      let read = try maker.load()
      let place = Workplace(read.manifest, arguments: arguments, context: context)
      let loaded = try await maker.narrowed(read, in: place)
      do throws(PlanMaker.Stop) {
        try OwnFiles(of: place, arguments, context: context).refuse([
          "--events": traces.events == "-" ? nil : traces.events.map(context.absolute),
          "--junit": traces.junit.map(context.absolute),
          "--depfile": traces.depfile.map(context.absolute), "--report": page?.path,
          "--ledger": emulator.ledgerPath,
        ])
      } catch {
        // One of them is something else's: no case is written there either.
        return error.status
      }
      let interrupts = HeardInterrupts(context.interrupts())
      let recorder = try await RunRecorder(
        traces, arguments: arguments, context: context, place: place, interrupts: interrupts)
      let session = RunSession(
        maker: maker, loaded: loaded, place: place, emulator: emulator,
        waits: !line.has("no-wait"), waitsForLock: line.has("wait-lock"),
        interrupts: interrupts, recorder: recorder, snapshot: snapshot,
        page: page, began: Int64(time(nil)))
      return try await session.run()
    } catch {
      RunRecorder.recordNothing(error.status, traces, context)
      return error.status
    }
  }
}
