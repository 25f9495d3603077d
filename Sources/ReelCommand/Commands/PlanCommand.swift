import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelStore

/// Says what a run would do, why, and what it would cost; sends nothing and changes nothing.
///
/// It ends as the run would before its first request. A key that is missing is no trouble: a plan
/// needs none.
struct PlanCommand: Command {
  static let name = "plan"
  let spec = CommandSpec(
    name: Self.name, summary: "Say what a run would do, why, and what it would cost",
    operands: "MANIFEST [SELECTOR…]",
    options: RunArguments.options + [
      RunArguments.formatOption(["text", "json"]),
      OptionSpec(
        "output", letter: "o", value: "FILE", help: "write the plan down for 'run --plan'"),
    ],
    first: [
      "output", "format", "budget", "profile", "set", "since", "prices", "force", "resend",
      "locked",
      "emulator", "output-dir", "verbose",
    ],
    example: "reel plan manifests/campaign.yaml 'banner*'")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard arguments.last("output") != "-" else {
      throw UsageError(
        "'--output' takes a file; '--format json' writes the plan to standard output")
    }
    let file = arguments.last("output").map(context.absolute)
    let arguments = try RunArguments(arguments, of: spec.name, context: context)
    return await Self.plan(arguments, to: file, in: context)
  }

  /// Makes and prints the plan; `run --dry-run` is the same, also of one that was written down.
  static func plan(
    _ arguments: RunArguments, as frozen: FrozenPlan? = nil, to file: String? = nil,
    in context: ProcessContext
  ) async -> ExitStatus {
    do throws(PlanMaker.Stop) {
      let maker = try PlanMaker(arguments, context: context, frozen: frozen)
      // Machines, and who wants to know more, are told of every asset.
      let isShort =
        file == nil && frozen == nil && !arguments.isJSON && !arguments.isVerbose
      let known = isShort ? await RunSnapshot(arguments, answers: false, in: context)?.known() : nil
      if case .idle(let count) = known {
        if !arguments.isQuiet { context.output.write(PlanPrinter.idle(count) + "\n") }
        return .success
      }
      let read: PlanMaker.Loaded
      if case .changed(let loaded) = known { read = loaded } else { read = try maker.load() }
      let place = Workplace(read.manifest, arguments: arguments, context: context)
      try OwnFiles(of: place, arguments, context: context).refuse(["--output": file])
      let loaded = try await maker.narrowed(read, in: place)
      let facts = try maker.facts(of: place)
      var plan = try maker.plan(loaded, in: place, facts: facts)
      if try await maker.checkInputs(of: plan, facts) {
        plan = try maker.plan(loaded, in: place, facts: facts, saysRepair: false)
      }
      context.keepToTheEnd(plan)
      let (document, ends) = try document(
        of: plan, hasWhole: loaded.unread == 0, facts: facts, in: place, maker: maker)
      if let file {
        try write(
          FrozenPlan.text(of: plan, as: document, arguments, facts: facts), to: file, context)
      }
      let style = TextStyle(option: arguments.color, context: context, writer: context.output)
      let printer = PlanPrinter(
        style: style, isVerbose: arguments.isVerbose,
        outcomes: OutcomeText(arguments, in: place),
        outlook: document.outlook, status: ends, skipped: PlanStatus.skipped(plan))
      if arguments.isJSON {
        context.output.write(JSONValue.object(document.fields(of: plan)).pretty)
      } else if !arguments.isQuiet {
        context.output.write(printer.text(plan, unread: loaded.unread))
      } else if document.status != .success {
        let troubles = printer.troubles(plan)
        // What no asset is to blame for, as a budget, is in the sums.
        context.output.write(
          troubles.isEmpty ? printer.text(plan, unread: loaded.unread) : troubles)
      }
      return document.status
    } catch {
      return error.status
    }
  }

  /// What is said of a plan, and how a run of it would end before its first request.
  static func document(
    of plan: Plan, hasWhole: Bool = true, facts: LockedFacts, in place: Workplace, maker: PlanMaker
  ) throws(PlanMaker.Stop) -> (PlanDocument, PlanStatus) {
    let arguments = maker.arguments
    let outlook: PlanOutlook
    do {
      outlook = try PlanOutlook(
        of: plan, hasWhole: hasWhole, facts: facts, in: place, arguments: arguments)
    } catch {
      throw maker.stop(error)
    }
    let budget = arguments.budget(for: plan.manifest)
    let ends = PlanStatus(
      catalogue: maker.catalogue, budget: budget, isLocked: arguments.isLocked)
    let document = PlanDocument(
      outlook: outlook, prices: maker.prices, budget: budget, status: ends.of(plan))
    return (document, ends)
  }

  /// Writes a file as a whole, or says why it cannot be.
  static func write(
    _ text: String, to file: String, _ context: ProcessContext
  ) throws(PlanMaker.Stop) {
    do {
      try WholeFile.write(to: file) { (write) throws(StoreError) in try write(text) }
    } catch {
      context.errors.write("reel: \(TerminalText.safe(error.message))\n")
      throw PlanMaker.Stop(status: .usage)
    }
  }
}
