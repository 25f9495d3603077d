import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@Suite("The engine", .timeLimit(.minutes(10)))
struct EngineTests {
  /// One of each operation, as a chain.
  private static let chain = """
    still: {generate: image, prompt: still}
    edited: {edit: still, prompt: edited}
    clip: {animate: edited, prompt: clip}
    other: {generate: video, prompt: other}
    rain: {edit: clip, prompt: rain}
    long: {extend: rain, prompt: long}
    """

  private func run<Clock: EngineClock>(
    _ plan: Plan, log: EngineLog, provider: EngineProvider? = nil, clock: Clock = JumpingClock(),
    interrupts: AsyncStream<Void> = AsyncStream { _ in }, isInterrupted: Bool = false,
    _ change: (inout RunOptions) -> Void = { _ in },
    observe: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async -> RunReport {
    var options = RunOptions()
    change(&options)
    var facts = EngineFacts()
    facts.hasAllObjects = true
    let scheduler = Scheduler(
      plan: plan, facts: facts, catalogue: .xai, options: options,
      expectedSeconds: { _, _ in 1 }, random: SeededGenerator(seed: 1))
    let engine = Engine(
      provider: provider ?? EngineProvider(log: log), records: EngineRecords(log: log),
      outputs: EngineOutputs(log: log), clock: clock, observe: observe)
    return await engine.run(
      scheduler, interrupts: interrupts, isInterrupted: { isInterrupted })
  }

  private func pictures(_ count: Int) throws -> Plan {
    try EnginePlan.make(
      (1...count).map { "p\($0): {generate: image, prompt: picture \($0)}" }
        .joined(separator: "\n"))
  }

  @Test("Each write is there before the next, whatever is asked for")
  func order() async throws {
    let log = EngineLog()
    let report = await run(try EnginePlan.make(Self.chain), log: log) { $0.concurrency = 1 }
    #expect(report.counts == ["made": 6])
    let calls = log.calls
    // Requests are numbered in the order of their intents, and one is under way at a time.
    let sent = calls.filter { $0.hasPrefix("send ") }.map { $0.dropFirst(5) }
    #expect(Set(sent).count == 6)
    for (index, asset) in sent.enumerated() {
      let number = index + 1
      let isFilm = !["still", "edited"].contains(asset)
      let wanted =
        ["prepare \(asset)", "intent \(number)", "send \(asset)"]
        + (isFilm ? ["job \(number)", "poll \(asset)"] : []) + ["answered \(number)"]
        + [
          isFilm ? "fetch \(asset)" : "fetch \(asset)/1", "keep \(number) whole",
          "place \(asset)",
        ]
      let places = wanted.map { calls.firstIndex(of: $0) ?? -1 }
      #expect(places == places.sorted() && !places.contains(-1), "\(wanted) in \(calls)")
      #expect(wanted.allSatisfy { call in calls.count { $0 == call } == 1 })
    }
  }

  @Test("What this machine cannot keep is not fetched again and again, and nothing more is sent")
  func unkept() async throws {
    let log = EngineLog()
    let usual = EngineProvider(log: log)
    let provider = EngineProvider(
      log: log,
      fetched: { address in
        address.hasSuffix("/2") ? .unkept(reason: "no space") : await usual.fetched(address)
      })
    let plan = try EnginePlan.make(
      "two: {generate: image, count: 3, prompt: two}\nlater: {edit: two, prompt: later}")
    let report = await run(plan, log: log, provider: provider)
    guard case .records(let words)? = report.stop else {
      Issue.record("it went on: \(report.counts)")
      return
    }
    #expect(words.contains("no space"))
    #expect(log.calls.filter { $0.hasPrefix("fetch ") } == ["fetch two/1", "fetch two/2"])
    // What came is on record, and the answer stays open for the rest.
    #expect(log.calls.filter { $0.hasPrefix("keep ") } == ["keep 1"], "\(log.calls)")
    #expect(log.calls.filter { $0.hasPrefix("send ") } == ["send two"])
  }

  @Test("As many requests are on the wire as the cap allows, exactly", arguments: [1, 3, 8])
  func peak(_ cap: Int) async throws {
    let log = EngineLog()
    let gate = Gate(width: cap)
    let provider = EngineProvider(log: log) { request in
      await gate.pass()
      return await EngineProvider.obey(request)
    }
    let report = await run(try pictures(cap * 5), log: log, provider: provider) {
      $0.concurrency = cap
    }
    #expect(report.counts == ["made": cap * 5])
    #expect(log.peak == cap)
  }

  @Test("Whichever call fails: the run ends, nothing is sent twice, nothing after a failed intent")
  func faults() async throws {
    let plan = try EnginePlan.make(Self.chain)
    let whole = EngineLog()
    _ = await run(plan, log: whole) { $0.concurrency = 1 }
    for index in whole.calls.indices {
      let log = EngineLog(failing: [index])
      let report = await run(plan, log: log) { $0.concurrency = 1 }
      let calls = log.calls
      // Fetches and the next request go side by side: which call has this number differs by run.
      let failing = calls[index]
      #expect(report.entries.count == 6)
      let sent = calls.filter { $0.hasPrefix("send ") }
      #expect(Set(sent).count == sent.count, "sent twice after '\(failing)'")
      #expect(sent.count == calls.count { $0.hasPrefix("intent ") && $0 != failing })
      let isRecord = ["intent", "answered", "job", "keep", "collected"].contains {
        failing.hasPrefix($0)
      }
      if isRecord {
        guard case .records? = report.stop else {
          Issue.record(
            "'\(failing)' failed and the run ended with \(String(describing: report.stop))")
          continue
        }
        // The one request that was being sent meanwhile may still go out.
        let after = calls[(index + 1)...].count { $0.hasPrefix("send ") }
        #expect(after <= (failing.hasPrefix("intent") ? 0 : 1), "\(calls[index...])")
        let said = report.entries.contains { entry in
          guard case .failed(let reason, _) = entry.outcome else { return false }
          return reason.contains("no space")
        }
        #expect(said, "'\(failing)' failed and nobody says so")
      } else {
        #expect(report.stop == nil)
      }
    }
  }

  @Test("Whichever call fails among many at once: the run ends, nothing is sent twice")
  func parallelFaults() async throws {
    let plan = try pictures(12)
    for index in 0..<72 {
      let log = EngineLog(failing: [index])
      let report = await run(plan, log: log) { $0.concurrency = 4 }
      let calls = log.calls
      let sent = calls.filter { $0.hasPrefix("send ") }
      #expect(report.entries.count == 12)
      #expect(Set(sent).count == sent.count, "call \(index): \(calls)")
      #expect(sent.count <= calls.count { $0.hasPrefix("intent ") })
    }
  }

  @Test("An interrupt lets what is on the wire answer, and waits for no timer")
  func interrupt() async throws {
    let log = EngineLog()
    let clock = ManualClock()
    let (interrupts, tell) = AsyncStream.makeStream(of: Void.self)
    let provider = EngineProvider(log: log) { request in
      request.asset.id == "f"
        ? .job(id: "j")
        : .notTaken(
          reason: "429", retryAfter: .seconds(500), slowsDown: true)
    }
    let plan = try EnginePlan.make(
      "f: {generate: video, prompt: f}\np: {generate: image, prompt: p}")
    async let report = run(
      plan, log: log, provider: provider, clock: clock, interrupts: interrupts,
      observe: { event in
        if case .retrying = event.kind { log.note("pauses") }
        if case .jobStarted = event.kind { log.note("works") }
      })
    await clock.sleepers(1)
    while !(log.calls.contains("pauses") && log.calls.contains("works")) { await Task.yield() }
    tell.yield()
    let ended = await report
    #expect(ended.stop == .interrupted)
    #expect(ended.counts == ["in-flight": 1, "stopped": 1])
    #expect(clock.now == .zero)
  }

  @Test("A run that is interrupted before it begins does nothing")
  func interruptedBefore() async throws {
    let log = EngineLog()
    let report = await run(try EnginePlan.make(Self.chain), log: log, isInterrupted: true)
    #expect(log.calls == [])
    #expect(report.stop == .interrupted)
    #expect(report.counts == ["stopped": 6])
  }

  @Test("What is still being built when the run is stopped is not sent", arguments: [true, false])
  func stoppedWhilePreparing(_ byInterrupt: Bool) async throws {
    let log = EngineLog()
    let clock = ManualClock()
    let (interrupts, tell) = AsyncStream.makeStream(of: Void.self)
    let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
    var provider = EngineProvider(log: log) { request in
      // It is answered only once the other one is being built.
      while !log.calls.contains("prepare late") { await Task.yield() }
      return byInterrupt
        ? await EngineProvider.obey(request)
        : .refused(Refusal(kind: .account, message: "no credits", cost: nil))
    }
    provider.preparing = { request in
      guard request.asset.id == "late" else { return }
      if byInterrupt { tell.yield() }
      for await _ in stopped { return }
    }
    let plan = try EnginePlan.make(
      "first: {generate: image, prompt: a}\nlate: {generate: image, prompt: b}")
    let report = await run(
      plan, log: log, provider: provider, clock: clock, interrupts: interrupts
    ) {
      $0.budget = Ticks(1_000_000_000)
    } observe: { event in
      if case .stopping = event.kind { stop.yield() }
    }
    let reason: StopReason = byInterrupt ? .interrupted : .account("no credits")
    #expect(report.stop == reason)
    #expect(!log.calls.contains("send late"))
    #expect(log.calls.count { $0.hasPrefix("intent ") } == 1)
    #expect(report.entries.last?.outcome == .stopped(reason))
    #expect(report.possiblySpent == .zero)
  }

  @Test("Where an answer cannot be recorded, what it brought is said")
  func unrecordedAnswer() async throws {
    let plan = try EnginePlan.make("p: {generate: image, prompt: p, count: 4}")
    let whole = EngineLog()
    _ = await run(plan, log: whole)
    let index = try #require(whole.calls.firstIndex { $0.hasPrefix("answered ") })
    let digest = SHA256.digest("kept")
    let log = EngineLog(failing: [index])
    let provider = EngineProvider(log: log) { _ in
      .answered(
        ProviderAnswer(
          items: [
            .address("https://a/1?sig=2"), .object(digest), .moderated,
            .address("https://a/" + String(repeating: "x", count: 10_000)),
          ], served: ServedBy(model: nil, revisedPrompt: nil, requestID: "r-1")))
    }
    let report = await run(plan, log: log, provider: provider)
    guard case .records(let words)? = report.stop else {
      Issue.record("it goes on")
      return
    }
    #expect(words.contains("r-1") && words.contains("https://a/1?sig=2"))
    #expect(words.contains(digest.hex) && words.utf8.count < 8000)
  }

  @Test("Whoever cancels the run interrupts it")
  func cancel() async throws {
    let log = EngineLog()
    let clock = ManualClock()
    let plan = try EnginePlan.make("f: {generate: video, prompt: f}")
    let task = Task { await run(plan, log: log, clock: clock) }
    await clock.sleepers(1)
    task.cancel()
    let report = await task.value
    #expect(report.stop == .interrupted)
    #expect(report.counts == ["in-flight": 1])
  }

  @Test("Polls come when their moment has come")
  func polls() async throws {
    let log = EngineLog()
    let clock = ManualClock()
    let plan = try EnginePlan.make("f: {generate: video, prompt: f}")
    async let report = run(plan, log: log, clock: clock)
    await clock.sleepers(1)
    #expect(!log.calls.contains("poll f"))
    let moment = try #require(clock.moments.first)
    #expect(moment >= .milliseconds(1800) && moment <= .milliseconds(2200))
    clock.advance(by: moment)
    #expect(await report.counts == ["made": 1])
    #expect(log.calls.contains("poll f"))
  }

  @Test("A job that is said to be gone three times is lost; one that is found then is made")
  func gone() async throws {
    for (times, end) in [(2, "made"), (3, "lost")] {
      let log = EngineLog()
      let asked = Locked(0)
      let provider = EngineProvider(
        log: log,
        polled: { job in
          let count = asked.withLock { count in
            count += 1
            return count
          }
          return count <= times
            ? .gone(reason: "404", retryAfter: nil)
            : .answered(ProviderAnswer(items: [.address(job)]))
        })
      let plan = try EnginePlan.make("f: {generate: video, prompt: f}")
      let report = await run(plan, log: log, provider: provider)
      #expect(report.counts == [end: 1])
      #expect(log.calls.filter { $0 == "poll f" }.count == 3)
      #expect(log.calls.contains("lost 1") == (end == "lost"))
      #expect(report.duration >= .seconds(2 + 4))
    }
  }

  @Test("A result that is said to be gone three times is lost; one that is found then is made")
  func goneResult() async throws {
    for (times, end) in [(2, "made"), (3, "lost")] {
      let log = EngineLog()
      let asked = Locked(0)
      let provider = EngineProvider(
        log: log,
        fetched: { address in
          let count = asked.withLock { count in
            count += 1
            return count
          }
          if count <= times { return .gone(reason: "404", retryAfter: nil) }
          return .kept(
            MediaRecord(
              digest: SHA256.digest(address), mediaType: "image/jpeg", byteCount: 1, width: 1,
              height: 1))
        })
      let report = await run(try pictures(1), log: log, provider: provider)
      #expect(report.counts == [end: 1])
      #expect(log.calls.filter { $0.hasPrefix("fetch ") }.count == 3)
      #expect(log.calls.contains("lost 1") == (end == "lost"))
      #expect(report.duration >= .seconds(2 + 4))
    }
  }

  /// Of the first it is said twice, while the second cannot be asked for; of the second it is said
  /// once, when the first has come.
  @Sendable private static func late(_ address: String, time: Int) -> FetchOutcome? {
    switch (address, time) {
    case ("a/1", ...2), ("a/2", 3): .gone(reason: "404", retryAfter: nil)
    case ("a/2", ...2): .unreachable(reason: "500")
    default: nil
    }
  }

  /// A provider whose results are there but for what `away` says of each, by how often it is asked for.
  private func provider(
    log: EngineLog, away: @escaping @Sendable (String, Int) -> FetchOutcome?
  ) -> EngineProvider {
    let usual = EngineProvider(log: log)
    let times = Locked<[String: Int]>([:])
    return EngineProvider(
      log: log,
      fetched: { address in
        let time = times.withLock { times in
          let time = times[address, default: 0] + 1
          times[address] = time
          return time
        }
        if let outcome = away(address, time) { return outcome }
        return await usual.fetched(address)
      })
  }

  @Test("What is said of one result says nothing of the others")
  func goneOneByOne() async throws {
    let log = EngineLog()
    let plan = try EnginePlan.make("a: {generate: image, prompt: a, count: 2}")
    let report = await run(plan, log: log, provider: provider(log: log, away: Self.late))
    #expect(report.counts == ["made": 1])
    let fetches = log.calls.filter { $0.hasPrefix("fetch ") }
    #expect(fetches.count { $0 == "fetch a/1" } == 3)
    #expect(fetches.count { $0 == "fetch a/2" } == 4)
    #expect(!log.calls.contains("lost 1"))
  }

  @Test("What is said of one result says nothing of the others that no asset asks for any more")
  func goneOneByOneOfOrphan() async throws {
    let log = EngineLog()
    let node = try EnginePlan.make("a: {generate: image, prompt: a, count: 2}")["a"]
    let work = try #require(node?.work)
    let answer = ProviderAnswer(items: [.address("a/1"), .address("a/2")])
    let collector = OrphanCollector(
      provider: provider(log: log, away: Self.late), records: EngineRecords(log: log),
      outputs: EngineOutputs(log: log), clock: JumpingClock())
    let orphan = OrphanRequest(
      id: 7, work: work, slots: [1, 2], medium: .image, state: .answered(answer))
    let collection = await collector.collect([orphan], until: { false }, isInterrupted: { false })
    #expect(collection.count == 1)
    #expect(log.calls.last == "keep 7 whole")
    #expect(!log.calls.contains("lost 7"))
  }

  @Test("What no asset asks for any more is believed to be gone as late")
  func goneOrphan() async throws {
    let node = try #require(try EnginePlan.make("f: {generate: video, prompt: f}")["f"])
    let work = try #require(node.work)
    let answer = ProviderAnswer(items: [.address("f")])
    for state in [OpenRequest.State.job(id: "f"), .answered(answer)] {
      let log = EngineLog()
      let provider = EngineProvider(
        log: log, polled: { _ in .gone(reason: "404", retryAfter: nil) },
        fetched: { _ in .gone(reason: "404", retryAfter: nil) })
      let clock = JumpingClock()
      let collector = OrphanCollector(
        provider: provider, records: EngineRecords(log: log), outputs: EngineOutputs(log: log),
        clock: clock)
      let orphan = OrphanRequest(id: 7, work: work, slots: [1], medium: .video, state: state)
      let collection = await collector.collect(
        [orphan], until: { false }, isInterrupted: { false })
      #expect(collection.count == 0)
      #expect(log.calls.filter { $0 == "poll f" || $0 == "fetch f" }.count == 3)
      #expect(log.calls.last == "lost 7")
      #expect(clock.now >= .seconds(6))
    }
  }

  @Test("Of what no asset asks for any more, what came already is not fetched again")
  func orphanInPart() async throws {
    let log = EngineLog()
    let node = try #require(try EnginePlan.make("a: {generate: image, prompt: a}")["a"])
    let collector = OrphanCollector(
      provider: EngineProvider(log: log), records: EngineRecords(log: log),
      outputs: EngineOutputs(log: log), clock: JumpingClock())
    let orphan = OrphanRequest(
      id: 7, work: try #require(node.work), slots: [1, 2], brought: [1], medium: .image,
      state: .answered(ProviderAnswer(items: [.address("one"), .address("two")])))
    let collected = await collector.collect([orphan], until: { true }, isInterrupted: { false })
    #expect(collected.count == 1)
    #expect(log.calls == ["fetch two", "keep 7 whole"])
  }

  @Test("What no asset asks for any more is left alone as long as the provider wants")
  func patientOrphans() async throws {
    let log = EngineLog()
    let clock = JumpingClock()
    let provider = EngineProvider(
      log: log,
      polled: { job in
        .pending(progress: nil, retryAfter: job == "slow" ? .seconds(60) : nil)
      })
    let collector = OrphanCollector(
      provider: provider, records: EngineRecords(log: log), outputs: EngineOutputs(log: log),
      clock: clock)
    let collected = await collector.collect(
      try orphans(["slow", "usual"]), until: { clock.now >= .seconds(31) },
      isInterrupted: { false })
    #expect(collected.count == 0)
    #expect(log.calls.filter { $0 == "poll slow" }.count == 1)
    // At once, and then every 5 s.
    #expect(log.calls.filter { $0 == "poll usual" }.count == 7)
  }

  @Test("Of too many results of what no asset asks for any more, what is there is kept")
  func surplusOfAnOrphan() async throws {
    let log = EngineLog()
    let collector = OrphanCollector(
      provider: EngineProvider(log: log), records: EngineRecords(log: log),
      outputs: EngineOutputs(log: log), clock: JumpingClock())
    var orphan = try orphans(["f"])[0]
    orphan.state = .answered(ProviderAnswer(items: [.moderated, .address("f")]))
    let collected = await collector.collect(
      [orphan], until: { true }, isInterrupted: { false })
    #expect(collected.count == 1)
    #expect(log.calls == ["fetch f", "keep 0 whole"])
  }

  @Test("After an interrupt nobody asks after what no asset asks for any more")
  func interruptedOrphans() async throws {
    let log = EngineLog()
    let collector = OrphanCollector(
      provider: EngineProvider(log: log), records: EngineRecords(log: log),
      outputs: EngineOutputs(log: log), clock: JumpingClock())
    let collected = await collector.collect(
      try orphans(["one", "two"]), until: { true }, isInterrupted: { !log.calls.isEmpty })
    #expect(collected.count == 1, "what is on the wire is awaited")
    #expect(!log.calls.contains("poll two"))
  }

  private func orphans(_ jobs: [String]) throws -> [OrphanRequest] {
    let node = try #require(try EnginePlan.make("f: {generate: video, prompt: f}")["f"])
    let work = try #require(node.work)
    return jobs.enumerated().map { number, job in
      OrphanRequest(
        id: Int64(number), work: work, slots: [1], medium: .video, state: .job(id: job))
    }
  }

  @Test("A long chain ends, made or blocked", arguments: [true, false])
  func long(_ works: Bool) async throws {
    let count = works ? 5_000 : 20_000
    let plan = try EnginePlan.make(
      "p1: {generate: image, prompt: p}\n"
        + (2...count).map { "p\($0): {generate: image, prompt: p\($0), needs: [p\($0 - 1)]}" }
        .joined(separator: "\n"))
    let log = EngineLog()
    let provider = EngineProvider(log: log) { request in
      works ? await EngineProvider.obey(request) : .unsettled(reason: "reset")
    }
    let report = await run(plan, log: log, provider: provider)
    #expect(
      report.counts == (works ? ["made": count] : ["unsettled": 1, "blocked": count - 1]))
  }
}

/// Lets callers through together, as many as it is wide: fewer wait for the rest.
private actor Gate {
  private let width: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(width: Int) { self.width = width }

  func pass() async {
    await withCheckedContinuation { continuation in
      waiting.append(continuation)
      guard waiting.count == width else { return }
      for continuation in waiting { continuation.resume() }
      waiting = []
    }
  }
}
