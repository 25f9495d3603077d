import ReelBasics
import ReelCatalogue
import ReelPlan
import ReelStore

/// Says what a run would do, why, and what it would cost; sends nothing and changes nothing.
struct PlanCommand: Command {
  let spec = CommandSpec(
    name: "plan", summary: "Say what a run would do, why, and what it would cost",
    operands: "MANIFEST [SELECTOR…]", options: RunArguments.options,
    example: "reel plan manifests/campaign.yaml 'banner*'")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let arguments = try RunArguments(arguments, of: spec.name, context: context)
    return Self.plan(arguments, in: context)
  }

  /// Makes and prints the plan; `run --dry-run` is the same.
  static func plan(_ arguments: RunArguments, in context: ProcessContext) -> ExitStatus {
    let maker = PlanMaker(arguments: arguments, context: context, catalogue: .xai)
    do throws(PlanMaker.Stop) {
      let loaded = try maker.load()
      let place = Workplace(loaded.manifest, arguments: arguments, context: context)
      let facts: DiskFacts
      do {
        facts = try place.readFacts()
      } catch {
        throw maker.stop(error)
      }
      let plan = try maker.plan(loaded, in: place, facts: facts)
      let style = TextStyle(option: arguments.color, context: context, writer: context.output)
      context.output.write(
        arguments.isJSON
          ? PlanPrinter.json(plan).pretty
          : PlanPrinter(
            style: style, isVerbose: arguments.isVerbose, outputName: place.outputName
          ).text(plan))
      return status(of: plan)
    } catch {
      return error.status
    }
  }

  /// How the run would end before its first request.
  private static func status(of plan: Plan) -> ExitStatus {
    var status = ExitStatus.success
    for node in plan.ordered {
      switch node.verdict.decision {
      case .unsettled, .lost, .waiting: status = status.orWorse(.waiting)
      default: break
      }
    }
    return status
  }
}
