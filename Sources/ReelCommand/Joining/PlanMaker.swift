import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelMedia
import ReelPlan
import ReelStore

/// Makes plans for `plan` and `run` alike: one code path.
struct PlanMaker {
  /// What keeps a plan from being made. It is said already.
  struct Stop: Error {
    let status: ExitStatus
  }

  /// A manifest that was read and found right.
  struct Loaded {
    let manifest: Manifest
    let graph: AssetGraph
    var selected: Set<Int>?
    let excluded: Set<Int>
    var forced: Set<AssetID>
    /// What was read for it.
    let files: WatchedFiles
    /// Whether nothing was found that had to be said.
    let isFaultless: Bool
    /// How many assets it has besides, which were not read as they are known to be fresh.
    var unread = 0
  }

  let arguments: RunArguments
  let context: ProcessContext
  let prices: ChosenPrices
  /// The plan that is to be run, where one was written down.
  let frozen: FrozenPlan?
  /// What films are that were looked into: files that are asked for something with them.
  private let films = Locked<[Digest: FilmFacts]>([:])

  var catalogue: Catalogue { prices.catalogue }

  /// Reads the prices of the command line, and says what is wrong with them.
  init(
    _ arguments: RunArguments, context: ProcessContext, frozen: FrozenPlan? = nil
  ) throws(Stop) {
    let diagnostics = DiagnosticCollector()
    let prices = ChosenPrices.read(arguments.prices, context: context, diagnostics: diagnostics)
    self.init(
      arguments: arguments, context: context, prices: prices ?? .builtIn, frozen: frozen)
    try say(diagnostics)
  }

  init(
    arguments: RunArguments, context: ProcessContext, prices: ChosenPrices,
    frozen: FrozenPlan? = nil
  ) {
    self.arguments = arguments
    self.context = context
    self.prices = prices
    self.frozen = frozen
  }

  /// Reads the manifest and says what is wrong with it.
  func load() throws(Stop) -> Loaded {
    let diagnostics = DiagnosticCollector()
    let files = WatchedFiles()
    let loader = ManifestLoader(catalogue: catalogue, files: files)
    let manifest = arguments.manifest.load(loader, context: context, diagnostics: diagnostics)
    let graph = manifest.flatMap { AssetGraph(assets: $0.assets, diagnostics: diagnostics) }
    prices.check(manifest?.assets ?? [], diagnostics: diagnostics)
    try say(diagnostics)
    guard let manifest, let graph else { throw Stop(status: .usage) }
    try checkOutputs(of: manifest)
    context.keepToTheEnd((manifest, graph))
    let isFaultless = diagnostics.sorted.isEmpty
    guard !arguments.selectors.isEmpty else {
      return Loaded(
        manifest: manifest, graph: graph, selected: nil, excluded: [], forced: [], files: files,
        isFaultless: isFaultless)
    }
    do {
      let choice = try Selector.choose(
        arguments.selectors, from: manifest.assets, graph: graph)
      let forced = arguments.forces ? choice.selected.map { manifest.assets[$0].id } : []
      return Loaded(
        manifest: manifest, graph: graph, selected: choice.selected, excluded: choice.excluded,
        forced: Set(forced), files: files, isFaultless: isFaultless)
    } catch {
      let near = NearestName.of(error.selector, in: manifest.assets.map(\.id.text))
      context.errors.write(
        "reel: the selector \(TerminalText.safe(ShellQuote.inQuotes(error.selector))) matches nothing"
          + (near.map { "; did you mean \(TerminalText.safe(ShellQuote.inQuotes($0)))?" } ?? "")
          + "\n")
      throw Stop(status: .usage)
    }
  }

  /// Sees that no output can be written over a record: those of the manifest's own folder, which is known
  /// only now.
  ///
  /// - Throws: where one could be, which is said already.
  private func checkOutputs(of manifest: Manifest) throws(Stop) {
    let outputs = Workplace.outputs(of: manifest, arguments)
    guard let records = arguments.records(around: outputs, besides: manifest.folder) else { return }
    context.errors.write(
      "reel: '--state-dir' cannot be '\(TerminalText.safe(context.shown(records)))', as outputs go "
        + "to '\(TerminalText.safe(context.shown(outputs)))'\n")
    throw Stop(status: .usage)
  }

  /// The same with only those that `--since` leaves, where it was said; and of a plan that was written down
  /// with the assets that this has made again, whichever part of it is run.
  func narrowed(_ loaded: Loaded, in place: Workplace) async throws(Stop) -> Loaded {
    var narrowed = loaded
    if let revision = arguments.since {
      narrowed = try await self.narrowed(loaded, since: revision, in: place)
    }
    if let frozen { narrowed.forced = Set(frozen.agreed.keys) }
    return narrowed
  }

  private func narrowed(
    _ loaded: Loaded, since revision: String, in place: Workplace
  ) async throws(Stop) -> Loaded {
    let before: LockFile
    do {
      before = try await RevisionLock(place.lock, environment: context.environment).read(revision)
    } catch {
      context.errors.write("reel: --since: \(TerminalText.safe(error.message))\n")
      throw Stop(status: .usage)
    }
    let facts = try facts(of: place)
    // Work that is known only in the run comes of something that differs. What a plan has done already is
    // no less of it.
    let anew = PlanMaker(arguments: arguments, context: context, prices: prices)
    let changed = try anew.draw(loaded, in: place, facts: facts, saysRepair: false).ordered.filter {
      $0.work == nil || $0.work?.fingerprint != before.entries[$0.asset.id.text]?.fingerprint
    }.map(\.number)
    var narrowed = loaded
    narrowed.selected = Set(changed).intersection(loaded.selected ?? Set(changed))
    let left = (narrowed.selected ?? []).map { loaded.manifest.assets[$0].id }
    narrowed.forced.formIntersection(left)
    return narrowed
  }

  /// What is on record and on disk now.
  func facts(of place: Workplace) throws(Stop) -> LockedFacts {
    do {
      return try place.readFacts()
    } catch {
      throw stop(error)
    }
  }

  /// Makes the plan from what is on record and on disk now; where one was written down, it has to be
  /// the same. `saysRepair` says that records which a run would put in order first are named.
  func plan(
    _ loaded: Loaded, in place: Workplace, facts: LockedFacts, saysRepair: Bool = true
  ) throws(Stop) -> Plan {
    let plan = try draw(loaded, in: place, facts: facts, saysRepair: saysRepair)
    try compare(plan, facts)
    if saysRepair, facts.isReadOnly { sayRunning(plan, place) }
    return plan
  }

  /// Makes the plan anew where a run has looked for what the one before, which was compared, would ask
  /// for again.
  func planAgain(
    _ loaded: Loaded, in place: Workplace, facts: LockedFacts, after search: LostSearchOutcome
  ) throws(Stop) -> Plan {
    try draw(loaded, in: place, facts: facts, saysRepair: false, after: search)
  }

  /// Of a run that is under way it is not known yet what becomes of its requests.
  private func sayRunning(_ plan: Plan, _ place: Workplace) {
    let isOpen = plan.ordered.contains { node in
      if case .unsettled = node.verdict.decision { true } else { false }
    }
    guard isOpen, let holder = RunLock.holder(of: place.state) else { return }
    context.errors.write(
      "reel: '\(TerminalText.safe(holder.command))' is under way: process \(holder.process) on "
        + "\(TerminalText.safe(holder.host)), since "
        + "\(TimeText.utc(holder.started)); what it waits for counts as unsettled until it is answered\n"
    )
  }

  private func draw(
    _ loaded: Loaded, in place: Workplace, facts: LockedFacts, saysRepair: Bool,
    after search: LostSearchOutcome? = nil
  ) throws(Stop) -> Plan {
    let diagnostics = DiagnosticCollector()
    let planner = Planner(
      catalogue: catalogue, facts: facts, provider: place.identity,
      decider: Decider(
        forced: loaded.forced, agreed: frozen?.agreed, resends: arguments.resends,
        resent: frozen?.resent ?? [:], spared: search?.spared ?? [:],
        searched: search?.searched),
      films: films.withLock { $0 })
    facts.hold()
    let plan = planner.plan(
      loaded.manifest, graph: loaded.graph, selected: loaded.selected,
      excluded: loaded.excluded, diagnostics: diagnostics)
    do {
      try facts.check()
    } catch {
      // Damage that opening does not see: a plan is made as a run would, which looks for it.
      if error.code == .damaged, facts.isReadOnly, facts.pendingRepair == nil,
        let checked = try? place.readFacts(checks: true), checked.pendingRepair != nil
      {
        return try draw(loaded, in: place, facts: checked, saysRepair: saysRepair)
      }
      throw stop(error)
    }
    if saysRepair, let repair = facts.pendingRepair { say(repair, isDone: false) }
    try say(diagnostics)
    guard let plan else { throw Stop(status: .usage) }
    return plan
  }

  /// Holds a plan against the one that was written down, if any.
  private func compare(_ plan: Plan, _ facts: LockedFacts) throws(Stop) {
    let differences =
      frozen?.differences(to: plan, isPart: arguments.runsPart, facts: facts) ?? []
    guard differences.isEmpty else {
      let shown = differences.prefix(20).map { "  \(TerminalText.safe($0))\n" }.joined()
      let more = differences.count > 20 ? "  and \(differences.count - 20) more\n" : ""
      context.errors.write(
        "reel: the plan no longer holds, and nothing was done. Since it was made:\n\(shown)\(more)")
      throw Stop(status: .usage)
    }
  }

  /// Says what was wrong with the records.
  func say(_ repair: RecordRepair, isDone: Bool) {
    context.errors.write("reel: \(TerminalText.safe(repair.words(isDone: isDone)))\n")
  }

  /// Looks into the input files of what is to be asked for, before it is.
  ///
  /// - Returns: whether there are films among them: a plan that is made again knows what they cost.
  @discardableResult
  func checkInputs(of plan: Plan, _ facts: LockedFacts) async throws(Stop) -> Bool {
    let diagnostics = DiagnosticCollector()
    let assets = plan.ordered.filter { node in
      switch node.verdict.decision {
      case .make, .afterUpstream: true
      default: false
      }
    }.map(\.asset)
    let found = await InputCheck(catalogue: catalogue, environment: context.environment)
      .check(
        assets, films: FilmForecast.inputs(of: plan, catalogue: catalogue), areSure: true,
        diagnostics: diagnostics)
    try say(diagnostics)
    for (path, film) in found {
      guard let digest = facts.digest(ofFile: String(path.text)) else { continue }
      films.withLock { $0[digest] = film }
    }
    return !found.isEmpty
  }

  /// Looks for the library and programs that results are looked at with, before they are paid for.
  func checkTools(for plan: Plan) async throws(Stop) {
    let mediums = Set(
      plan.ordered.compactMap { node -> Medium? in
        switch node.verdict.decision {
        case .make, .afterUpstream, .resume, .collect: node.asset.operation.makes
        default: nil
        }
      })
    do throws(MediaError) {
      try await MediaTools(environment: context.environment).check(for: mediums)
    } catch {
      context.errors.write("reel: \(TerminalText.safe(error.message))\n")
      throw Stop(status: .usage)
    }
  }

  /// Says what is wrong with the state. `canWait` is whether the command can wait for another's end.
  func stop(_ error: StoreError, canWait: Bool = false) -> Stop {
    var text = "reel: \(TerminalText.safe(error.message))\n"
    if error.code == .held {
      let since = error.holder.map { "It has been under way since \(TimeText.utc($0.started)). " }
      let wait = canWait ? ", or wait for it with --wait-lock" : ""
      text += "  \(since ?? "")Run this again when it has ended\(wait).\n"
    }
    context.errors.write(text)
    return Stop(status: error.code == .held ? .busy : .usage)
  }

  /// What is said by a run that waits for another one.
  static func waiting(for holder: RunLock.Holder?) -> String {
    guard let holder else { return "reel: waiting for another run to end\n" }
    return "reel: waiting for another run to end: process \(holder.process) on "
      + "\(TerminalText.safe(holder.host)), under way since \(TimeText.utc(holder.started))\n"
  }

  /// Says what was found.
  ///
  /// - Throws: where it keeps anything from being done.
  private func say(_ diagnostics: DiagnosticCollector) throws(Stop) {
    let printer = DiagnosticPrinter(
      format: .text,
      style: TextStyle(option: arguments.color, context: context, writer: context.errors),
      context: context)
    context.errors.write(printer.print(diagnostics.sorted, dropped: diagnostics.dropped))
    if arguments.isForGitHub {
      let annotations = DiagnosticPrinter(format: .github, style: printer.style, context: context)
      context.output.write(annotations.print(diagnostics.sorted, dropped: diagnostics.dropped))
    }
    guard diagnostics.stops(warningsToo: arguments.warningsAreErrors) else { return }
    if !diagnostics.hasErrors { context.errors.write(Self.warningsStop) }
    throw Stop(status: .usage)
  }

  /// Why warnings alone were enough.
  static let warningsStop = "reel: warnings count as errors (--warnings-as-errors)\n"
}
