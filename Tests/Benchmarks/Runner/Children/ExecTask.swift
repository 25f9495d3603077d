import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// Runs jobs that only take time with the real engine, and a provider and records that are nothing.
enum ExecTask {
  /// `arguments`: how many jobs, how many in the chain, `first` or `last` where it stands, how long
  /// one takes in milliseconds, and how many run at once. Prints the seconds that the engine ran, the
  /// CPU seconds that it took, how many jobs ran at once at most, and the CPU seconds of its scheduler
  /// alone.
  static func run(_ arguments: [String]) async throws {
    let numbers = arguments.compactMap { Int($0) }
    guard arguments.count == 5, numbers.count == 4 else {
      throw BenchError("child-exec takes four numbers and a place")
    }
    let load = JobLoad(
      independent: numbers[0], chain: numbers[1], chainIsFirst: arguments[2] == "first",
      milliseconds: numbers[2], cap: numbers[3])
    let plan = try plan(load)
    let alone = try await decide(plan, load)
    let scheduler = scheduler(plan, load)
    let provider = IdleProvider(time: .milliseconds(load.milliseconds))
    let engine = Engine(
      provider: provider, records: IdleRecords(), outputs: IdleOutputs(), clock: SystemClock(),
      observe: { _ in })
    let (clock, cpu) = (ContinuousClock(), OwnTime.cpu())
    let start = clock.now
    let report = await engine.run(consume scheduler, interrupts: AsyncStream { _ in })
    let seconds = (clock.now - start).inSeconds
    try check(report, load)
    DescriptorWriter.standardOutput.write(
      "\(seconds) \(OwnTime.cpu() - cpu) \(provider.most) \(alone)\n")
  }

  private static func scheduler(_ plan: Plan, _ load: JobLoad) -> Scheduler {
    var options = RunOptions()
    options.concurrency = load.cap
    return Scheduler(
      plan: plan, facts: NothingOnRecord(), catalogue: .xai, options: options,
      expectedSeconds: options.expectedSeconds, random: SystemRandomNumberGenerator())
  }

  private static func check(_ report: RunReport, _ load: JobLoad) throws {
    guard report.entries.count == load.independent + load.chain,
      report.entries.allSatisfy(\.outcome.isDone)
    else { throw BenchError("not all jobs were done") }
  }

  /// What the scheduler takes by itself: every step ends at once, in this task, and outside of what is
  /// counted.
  @concurrent private static func decide(_ plan: Plan, _ load: JobLoad) async throws -> Double {
    let provider = IdleProvider(time: .zero)
    let runner = StepRunner(
      provider: provider, records: IdleRecords(), outputs: IdleOutputs(), progress: { _, _ in })
    var scheduler = scheduler(plan, load)
    var taken = 0.0
    var outcomes: [StepOutcome] = []
    repeat {
      let before = OwnTime.cpu()
      var steps: [Step] = []
      if outcomes.isEmpty {
        scheduler.start(at: .zero)
        Self.take(&steps, from: &scheduler)
      }
      for outcome in outcomes {
        scheduler.finish(outcome, at: .zero)
        Self.take(&steps, from: &scheduler)
      }
      taken += OwnTime.cpu() - before
      outcomes = []
      for step in steps { outcomes.append(await runner.perform(step)) }
    } while !outcomes.isEmpty
    try check(scheduler.report, load)
    return taken
  }

  private static func take(_ steps: inout [Step], from scheduler: inout Scheduler) {
    while let action = scheduler.nextAction() {
      if case .perform(let step) = action { steps.append(step) }
    }
  }

  private static func plan(_ load: JobLoad) throws -> Plan {
    let diagnostics = DiagnosticCollector()
    let loader = ManifestLoader(catalogue: .xai, files: LocalFileReader())
    let manifest = loader.load(
      bytes: Array(load.manifest().utf8), path: nil, name: "jobs", folder: "/",
      options: ManifestOptions(), diagnostics: diagnostics)
    let planner = Planner(
      catalogue: .xai, facts: NothingOnRecord(), provider: "xai",
      decider: Decider(forced: [], resends: false))
    guard let manifest,
      let graph = AssetGraph(assets: manifest.assets, diagnostics: diagnostics),
      let plan = planner.plan(manifest, graph: graph, diagnostics: diagnostics)
    else { throw BenchError(diagnostics.sorted.first?.message ?? "no plan") }
    return plan
  }
}
