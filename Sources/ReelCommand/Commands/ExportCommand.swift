import ReelBasics
import ReelCatalogue
import ReelEmulator
import ReelManifest
import ReelPlan
import ReelReport
import ReelStore

/// Writes the graph for another engine, each target of which is a run of one asset. Sends nothing.
struct ExportCommand: Command {
  private static let usage = "make|ninja|snakemake"

  static let name = "export"
  let spec = CommandSpec(
    name: Self.name, summary: "Write the graph for make, ninja or Snakemake",
    operands: "\(usage) MANIFEST [SELECTOR…]",
    options: [
      OptionSpec(
        "output", letter: "o", value: "FILE",
        help: "write it there, and beside it the plan that it runs; it then renews itself")
    ] + RunArguments.options + EmulatorArguments.options,
    first: ["output", "profile", "set", "emulator", "state-dir", "output-dir"],
    example: "reel export ninja manifests/campaign.yaml -o build.ninja && ninja")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard let engine = line.operands.first.flatMap(BuildEngine.init(rawValue:)) else {
      throw UsageError("'export' takes one of make, ninja, snakemake, and a manifest")
    }
    var rest = line
    rest.operands.removeFirst()
    let arguments = try RunArguments(rest, of: "\(spec.name) \(engine.rawValue)", context: context)
    guard !arguments.forces, !arguments.resends, arguments.since == nil,
      arguments.manifest.path != "-"
    else {
      throw UsageError(
        "what is exported is run again and again: without '--force', '--resend' and '--since', and "
          + "not from standard input")
    }
    let emulator = try EmulatorArguments.read(line, context: context)
    let tool = ToolLine(rest, more: Self.carried)
    let file = line.last("output").flatMap { $0 == "-" ? nil : $0 }
    do throws(PlanMaker.Stop) {
      let maker = try PlanMaker(arguments, context: context)
      let loaded = try maker.load()
      let place = Workplace(loaded.manifest, arguments: arguments, context: context)
      let facts = try maker.facts(of: place)
      let plan = try maker.plan(loaded, in: place, facts: facts)
      let export = BuildExport(
        engine: engine, plan: plan, arguments: arguments, place: place, context: context,
        tool: tool, file: file)
      let text = try export.text()
      // Each target is a run with the whole budget, so that all of them together have to fit.
      if let budget = arguments.budget(for: plan.manifest), plan.totals.cost.high > budget {
        context.errors.write(
          "reel: all of it may cost more than the budget, and each target is a run of its own: raise "
            + "the budget, or select less\n")
        return .stopped
      }
      guard let file else {
        context.output.write(text)
        return .success
      }
      let (document, _) = try PlanCommand.document(of: plan, facts: facts, in: place, maker: maker)
      try OwnFiles(of: place, arguments, context: context).refuse([
        "--output": context.absolute(file), "the plan": context.absolute(export.planFile(of: file)),
        "--ledger": emulator.ledgerPath,
      ])
      try PlanCommand.write(
        FrozenPlan.text(of: plan, as: document, arguments, facts: facts),
        to: context.absolute(export.planFile(of: file)), context)
      try PlanCommand.write(text, to: context.absolute(file), context)
      return .success
    } catch {
      return error.status
    }
  }

  /// What a run is told besides which manifest it is about.
  private static let carried =
    ["concurrency", "prices", "budget", "locked", "fail-fast", "warnings-as-errors"]
    + EmulatorArguments.options.map(\.name)
}
