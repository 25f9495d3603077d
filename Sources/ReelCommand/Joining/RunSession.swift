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

/// One run, from the manifest that was read to the status: here all floors meet.
struct RunSession {
  let maker: PlanMaker
  let loaded: PlanMaker.Loaded
  let place: Workplace
  let emulator: EmulatorOptions
  /// Whether jobs are waited for.
  let waits: Bool
  let waitsForLock: Bool
  let interrupts: HeardInterrupts
  let recorder: RunRecorder
  /// What spares the next run the plan, where it can.
  let snapshot: RunSnapshot?
  /// The page that is written at its end, where one is asked for.
  let page: ReportFile?
  /// When it began, in seconds since 1970.
  let began: Int64

  var arguments: RunArguments { maker.arguments }
  var context: ProcessContext { maker.context }

  func run() async throws(PlanMaker.Stop) -> ExitStatus {
    if let report = try await look() { return await finish(report) }
    let lock = try await acquireLock()
    defer { withExtendedLifetime(lock) {} }
    recorder.expectNoEnd()
    try checkOutputs()
    let ballast = Ballast(place.state)
    let database = try open { () throws(StoreError) in
      try RecordDatabase.open(place.state, ballast: ballast) { Int64(time(nil)) }
    }
    if let repair = database.repair { maker.say(repair, isDone: true) }
    let status = try await run(database: database, ballast: ballast)
    await database.close()
    // What could not be removed in its time: the next run may have nothing to do, and removes nothing.
    try? ObjectStore(place.state).removeTemporaries(
      now: Int64(time(nil)), keepingAnswers: Self.isMedia)
    if status == .success { await renewSnapshot() }
    return status
  }

  /// Whether outputs can be written at all: to be known before they are paid for.
  private func checkOutputs() throws(PlanMaker.Stop) {
    try open { () throws(StoreError) in try place.outputs.prepare() }
  }

  // MARK: Under the lock

  private func run(
    database: RecordDatabase, ballast: Ballast
  ) async throws(PlanMaker.Stop) -> ExitStatus {
    await place.forgetEmulated(database)
    var keeper = LockKeeper(place: place, database: database)
    do {
      try await keeper.begin()
    } catch {
      throw stop(error)
    }
    var facts = try open { () throws(StoreError) in try place.facts(of: database) }
    var plan = try maker.plan(loaded, in: place, facts: facts)
    await keeper.learnForms(of: plan)
    // What is restored or collected needs no answer that costs money.
    if plan.mayCreate(isLocked: arguments.isLocked) {
      try open { () throws(StoreError) in
        try place.lock.probe()
        try ballast.reserve()
      }
    }
    clearLeftovers(of: plan)
    let asked = try Asked(
      sends: plan.sends(isLocked: arguments.isLocked) || hasOrphans(plan), of: loaded.manifest,
      emulator: arguments.emulates ? emulator : nil,
      catalogue: maker.catalogue, context)
    defer { asked.emulator?.stop() }
    let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    // Those for files wait for the disk most of the time; pictures and films take a core each.
    let threads = WorkerThreads(width: cores + 14)
    let makers = WorkerThreads(width: cores + 2)
    let pictures = Pictures(threads: makers, guests: cores + 2)
    let objects = ObjectStore(place.state, ballast: ballast)
    let sources = SourceFiles(
      objects: objects,
      rescue: OutputRescue(
        database: database, objects: objects, outputs: place.outputs,
        unmark: ProvenanceWriter.unmark),
      database: database, pictures: pictures, threads: threads)
    var options = arguments.runOptions(for: loaded.manifest, catalogue: maker.catalogue)
    options.waits = waits
    options.host = asked.provider.host
    // An emulator says to the millisecond when it is worth asking.
    if Loopback.isName(asked.provider.host) { options.retry.leastPoll = .milliseconds(10) }
    options.learntSeconds = { operation, model in
      let learnt = try? database.expectedSeconds(operation: operation.rawValue, model: model)
      return learnt ?? nil
    }
    // As many outputs as requests: what waits for the disk or for a record holds up no other.
    options.localWidth = max(cores, options.concurrency)
    let transport = CurlTransport(
      userAgent: "reel/\(ReelTool.version)", maximumConnections: 2 * options.concurrency + 16,
      // As OpenSSL and the curl tool read it, for those behind a proxy with authorities of its own.
      certificateAuthorities: context.environment["SSL_CERT_FILE"].flatMap {
        $0.isEmpty ? nil : $0
      }, makeRoom: { ballast.free(for: .results) })
    defer { transport.shutdown() }
    let settings = loaded.manifest.provider
    let manner = ProviderBridge<XAIProvider>.Manner(
      isDeferred: settings.isDeferred, keepsResults: settings.chain == .stored)
    let bridge = ProviderBridge(
      provider: asked.provider, transport: transport,
      sources: sources, objects: objects,
      inspector: MediaInspector(
        pictures: pictures, films: Films(threads: makers, environment: context.environment)),
      threads: threads, catalogue: maker.catalogue, manner: manner,
      storedFile: { [host = asked.provider.host] digest in
        database.storedFile(of: digest, at: host)
      }, now: { Int64(time(nil)) })
    let provider = ChosenProvider(
      port: context.standIn?(objects, asked.provider.host) ?? bridge)
    let records = RecordBridge(database: database)
    let outputs = OutputBridge(
      place: place, sources: sources, database: database, threads: threads,
      catalogue: maker.catalogue, forced: loaded.forced, replaced: sayReplaced,
      unmarked: sayUnmarked)
    let clock = SystemClock()
    var spentByLooking = Ticks.zero
    if arguments.resends {
      let search = LostResultSearch(
        provider: provider, records: records, outputs: outputs, clock: clock)
      var outcome = LostSearchOutcome()
      // What is found may tell what others are, and that they were lost.
      while case let lost = lostRequests(
        of: plan, host: asked.provider.host, besides: &outcome), !lost.isEmpty
      {
        let findings = try await look(for: lost, by: search, width: options.concurrency)
        outcome.add(findings)
        facts = try open { () throws(StoreError) in try place.facts(of: database) }
        plan = try maker.planAgain(loaded, in: place, facts: facts, after: outcome)
      }
      plan = try maker.planAgain(loaded, in: place, facts: facts, after: outcome)
      spentByLooking = outcome.spent
    }
    try endIfInterrupted()
    // Not before it is known that the run is possible: it cannot be taken back.
    if arguments.resends, arguments.selectors.isEmpty { try await resendUnknown(database) }
    let display = display(of: plan, options)
    let engine = Engine(
      provider: provider, records: records, outputs: outputs, clock: clock,
      observe: { [recorder, display] event in
        display.observe(event)
        recorder.observe(event)
      })
    let scheduler = Scheduler(
      plan: plan, facts: facts, catalogue: maker.catalogue, options: options,
      expectedSeconds: options.expectedSeconds,
      random: SystemRandomNumberGenerator())
    let collector = OrphanCollector(
      provider: provider, records: engine.records, outputs: engine.outputs, clock: SystemClock())
    let orphans = orphans(of: plan, in: database, host: asked.provider.host)
    recorder.begin(plan)
    let isOver = Locked(false)
    async let collected = collector.collect(
      orphans, until: { isOver.withLock { $0 } },
      isInterrupted: { [interrupts] in interrupts.isHeard })
    display.start(clock)
    var report = await engine.run(
      consume scheduler, interrupts: interrupts.stream,
      isInterrupted: { [interrupts] in interrupts.isHeard })
    display.end()
    isOver.withLock { $0 = true }
    let late = await collected
    report.spentEarlier += late.spent + spentByLooking
    say(collected: late.count, of: orphans.count)
    // A guess for the next run's order: losing it loses nothing.
    try? await database.learn(
      report.durations.totals.map { kind, total in
        (kind.operation.rawValue, kind.model, total.mean, total.count)
      })
    await place.forgetEmulated(database)
    return await finish(report, keeper)
  }

  /// Removes what runs that were killed left half written.
  private func clearLeftovers(of plan: Plan) {
    let paths = plan.ordered.map { node in
      node.asset.output.path(variant: 1, of: node.asset.count, format: "part")
    }
    // None is needed for the run: what cannot be removed stays.
    let objects = ObjectStore(place.state)
    if let answers = try? objects.setAsideAnswers(where: Self.isMedia) { say(answers: answers) }
    try? objects.removeTemporaries(now: Int64(time(nil)), keepingAnswers: Self.isMedia)
    try? place.outputs.removeParts(beside: Set(paths))
    try? place.lock.removeParts()
  }

  /// Whether a file that begins so is a result that can be used.
  private static func isMedia(_ head: [UInt8]) -> Bool { MediaFormat(sniffing: head) != nil }

  /// Says what came of answers that an earlier run had no time to record, or no room for.
  private func say(answers: [String]) {
    guard let first = answers.first else { return }
    let more = answers.count > 1 ? ", and \(answers.count - 1) more beside it" : ""
    context.errors.write(
      "reel: an earlier run did not record all that came with an answer; what it left is in "
        + "'\(TerminalText.safe(context.shown(first)))'\(more): 'reel adopt' takes a file as an asset's "
        + "result\n")
  }

  // MARK: Around it

  private func acquireLock() async throws(PlanMaker.Stop) -> RunLock {
    let me = RunLock.Holder(
      started: Int64(time(nil)), command: "reel run \(loaded.manifest.file)")
    do {
      try place.state.create()
      guard waitsForLock else { return try RunLock.acquire(place.state, as: me) }
      var isSaid = false
      return try await RunLock.acquire(place.state, as: me) { holder in
        if !isSaid, !arguments.isQuiet { context.errors.write(PlanMaker.waiting(for: holder)) }
        isSaid = true
        try await Task.sleep(for: .milliseconds(200))
        guard !interrupts.isHeard else { throw CancellationError() }
      }
    } catch let error as StoreError {
      throw stop(error)
    } catch {
      throw PlanMaker.Stop(status: .interrupted)
    }
  }

  func open<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(PlanMaker.Stop) -> Result {
    do {
      return try body()
    } catch {
      throw stop(error)
    }
  }

  /// Says what is wrong with the state before anything is asked for.
  func stop(_ error: StoreError) -> PlanMaker.Stop {
    guard error.code == .full else { return maker.stop(error, canWait: true) }
    let words = "nothing was sent: \(error.message); make room and run this again"
    return maker.stop(StoreError(.full, words))
  }
}
