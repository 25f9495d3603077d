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
  let spec = CommandSpec(
    name: "plan", summary: "Say what a run would do, why, and what it would cost",
    operands: "MANIFEST [SELECTOR…]",
    options: RunArguments.options + [
      OptionSpec("output", letter: "o", value: "FILE", help: "write the plan down for 'run --plan'")
    ],
    example: "reel plan manifests/campaign.yaml 'banner*'")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let file = arguments.last("output").map(context.absolute)
    let arguments = try RunArguments(arguments, of: spec.name, context: context)
    return await Self.plan(arguments, to: file, in: context)
  }

  /// Makes and prints the plan; `run --dry-run` is the same.
  static func plan(
    _ arguments: RunArguments, to file: String? = nil, in context: ProcessContext
  ) async -> ExitStatus {
    let maker = PlanMaker(arguments: arguments, context: context, catalogue: .xai)
    do throws(PlanMaker.Stop) {
      let loaded = try maker.load()
      let place = Workplace(loaded.manifest, arguments: arguments, context: context)
      let facts: LockedFacts
      do {
        facts = try place.readFacts()
      } catch {
        throw maker.stop(error)
      }
      let plan = try maker.plan(loaded, in: place, facts: facts)
      try await maker.checkInputs(of: plan)
      let outlook: PlanOutlook
      do {
        outlook = try PlanOutlook(of: plan, facts: facts, in: place, arguments: arguments)
      } catch {
        throw maker.stop(error)
      }
      if let file { try write(FrozenPlan.text(of: plan, outlook, arguments), to: file, context) }
      let style = TextStyle(option: arguments.color, context: context, writer: context.output)
      context.output.write(
        arguments.isJSON
          ? JSONValue.object(PlanDocument.fields(of: plan, outlook)).pretty
          : PlanPrinter(
            style: style, isVerbose: arguments.isVerbose, outputName: place.outputName,
            outlook: outlook
          ).text(plan))
      let status = status(of: plan, budget: arguments.budget(for: loaded.manifest))
      return arguments.isLocked && plan.needsRequests ? status.orWorse(.stopped) : status
    } catch {
      return error.status
    }
  }

  private static func write(
    _ text: String, to file: String, _ context: ProcessContext
  ) throws(PlanMaker.Stop) {
    do {
      try WholeFile.write(to: file) { (write) throws(StoreError) in try write(text) }
    } catch {
      context.errors.write("reel: \(TerminalText.safe(error.message))\n")
      throw PlanMaker.Stop(status: .usage)
    }
  }

  /// How the run would end before its first request.
  private static func status(of plan: Plan, budget: Ticks?) -> ExitStatus {
    var status = ExitStatus.success
    if let budget, let least = cheapestRequest(of: plan), least > budget { status = .stopped }
    for node in plan.ordered {
      switch node.verdict.decision {
      case .unsettled, .lost, .waiting: status = status.orWorse(.waiting)
      default: break
      }
    }
    return status
  }
  /// What the cheapest of the requests that are known now costs at most; `nil` where none has a
  /// price.
  private static func cheapestRequest(of plan: Plan) -> Ticks? {
    plan.ordered.compactMap { node -> Ticks? in
      let catalogue = Catalogue.xai
      guard !node.verdict.asked.isEmpty,
        let rules = catalogue.rules(model: node.asset.model, operation: node.asset.operation)
      else { return nil }
      // Full requests, and one for the rest.
      let rest = node.verdict.asked.count % rules.resultsPerRequest
      return WorkCost(catalogue: catalogue).request(
        node.asset, results: rest == 0 ? rules.resultsPerRequest : rest, work: node.work)?.high
    }.min()
  }
}
