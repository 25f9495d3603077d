import ReelBasics
import ReelEmulator
import ReelPlan
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand

/// Runs that somebody ends, and the runs after them.
@Suite(.timeLimit(.minutes(10)))
struct InterruptTests {
  @Test func whatIsOnTheWireIsAwaitedAndNothingMoreIsSent() async throws {
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: """
        cup: {generate: image, prompt: A cup}
        cup-red: {edit: cup, prompt: Red}
        """, options: EmulatorOptions(imageLatency: .seconds(1)), timer: timer)
    let (interrupts, continuation) = AsyncStream.makeStream(of: Void.self)
    async let run = bench.run(
      ["--format", "github", "--junit", "result.xml"],
      environment: [
        "XAI_API_KEY": ProviderBench.key,
        "GITHUB_STEP_SUMMARY": bench.bench.folder.file("summary.md"),
      ],
      interrupts: interrupts,
      errorLine: { line in
        // It has been heard: now the answer may come.
        if line.contains("interrupted") { timer.advance(by: .seconds(1)) }
      })
    await timer.waitForScheduled(1)
    continuation.yield()
    let outcome = await run
    #expect(outcome.status == .interrupted, "\(outcome.errors)")
    #expect(outcome.output.contains("1 made, 1 stopped"), "\(outcome.output)")
    #expect(bench.billed.map(\.prompt) == ["A cup"])
    let files = try FolderSnapshot(bench.bench.folder.file("out")).files
    #expect(files == ["shop/cup.jpg"])
    // Nobody can leave it any more.
    let told = try ["result.xml", "summary.md"].map {
      String(decoding: try bench.bench.folder.read($0), as: UTF8.self)
    }
    for text in told + [outcome.output] {
      #expect(text.contains("interrupted: nothing more was sent; run again to go on"), "\(text)")
      #expect(!text.contains("leave at once"), "\(text)")
    }
    let next = try ProviderBench.emulator()
    defer { next.stop() }
    #expect(await bench.run(at: next.baseURL).status == .success)
    #expect(next.emulator.ledger.map(\.prompt) == ["Red"])
  }

  @Test func aRunThatIsInterruptedBeforeItBeginsSendsNothing() async throws {
    let bench = try ProviderBench(assets: "cup: {generate: image, prompt: A cup}")
    let (interrupts, interrupt) = AsyncStream.makeStream(of: Void.self)
    interrupt.yield()
    let outcome = await bench.run(interrupts: interrupts)
    interrupt.finish()
    #expect(outcome.status == .interrupted, "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("reel: interrupted; nothing was sent\n"), "\(outcome.errors)")
    #expect(bench.billed.isEmpty)
    #expect(await bench.run().status == .success)
  }

  @Test func ajobIsCollectedByTheNextRun() async throws {
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: "clip: {generate: video, prompt: A kite, duration: 1}",
      options: EmulatorOptions(videoLatency: .milliseconds(50)), timer: timer)
    let (interrupts, continuation) = AsyncStream.makeStream(of: Void.self)
    let outcome = await bench.run(
      ["-v"], interrupts: interrupts,
      errorLine: { if $0.contains("  job ") { continuation.yield() } })
    #expect(outcome.status == .interrupted, "\(outcome.errors)")
    #expect(outcome.errors.contains("in flight: the next run collects it"), "\(outcome.errors)")
    #expect(outcome.output.contains("1 in-flight"))
    #expect(bench.billed.count == 1)
    let files = try FolderSnapshot(bench.bench.folder.path).files
    #expect(!files.contains { $0.hasSuffix(".part") || $0.hasPrefix("out/") }, "\(files)")

    let plan = await bench.bench.run(
      ["plan", "reel.yaml", "--base-url", bench.emulator.baseURL])
    #expect(plan.output.contains("resume: its job is in flight"), "\(plan.output)")
    timer.advance(by: .seconds(1))
    let next = await bench.run()
    #expect(next.status == .success, "\(next.errors)")
    #expect(bench.billed.count == 1, "it is not asked for again")
    #expect(try FolderSnapshot(bench.bench.folder.file("out/shop")).files == ["clip.mp4"])
    #expect(await bench.run().output.hasPrefix("Done: 1 fresh"))
  }

  @Test func withNoWaitJobsAreLeftToALaterRun() async throws {
    let bench = try ProviderBench(
      assets: """
        clip: {generate: video, prompt: A kite, duration: 1}
        clip-warm: {edit: clip, prompt: Warm}
        """)
    let first = await bench.run(["--no-wait"])
    #expect(first.status == .failure, "\(first.errors)")
    #expect(first.output.contains("1 in-flight"), "\(first.output)")
    #expect(bench.billed.count == 1)
    let second = await bench.run()
    #expect(second.status == .success, "\(second.errors)")
    #expect(bench.billed.count == 2)
  }

  /// All hosts of a provider make the same works, and each knows its own jobs alone.
  @Test func aPlanLeavesAJobToTheHostThatKnowsIt() async throws {
    let bench = try CommandBench(
      assets: "clip: {generate: video, prompt: A kite, duration: 1}")
    let line = ["plan", "reel.yaml"]
    let plan = try JSONValue(parsing: await bench.run(line + ["--format", "json"]).output.utf8)
    let hex = try #require(plan["assets"]?.elements?.first?["fingerprint"]?.string)
    let state = StateDirectory(bench.folder.file(".reel"))
    try state.create()
    let database = try RecordDatabase.open(state) { 1 }
    let intent = RequestIntent(
      fingerprint: Fingerprint(try #require(Digest(hex: hex))), form: "", part: 0, slots: [1],
      attempt: 1, operation: "video", model: "m", host: "us.api.x.ai",
      bodyDigest: SHA256.digest("x"), worstCost: nil)
    let request = try await database.begin(intent)
    try await database.settle(request, as: .job(id: "j"))
    await database.close()
    let other = await bench.run(line).output
    #expect(other.contains("left in flight: its job is known to us.api.x.ai"), "\(other)")
    let status = await bench.run(["status", "reel.yaml"]).output
    #expect(status.contains("in flight: 'clip', since "), "\(status)")
    #expect(status.contains("job j; its job is known to us.api.x.ai: run with"), "\(status)")
    #expect(status.contains("run with --base-url https://us.api.x.ai/v1 to collect"), "\(status)")
    let same = await bench.run(line + ["--base-url", "https://us.api.x.ai/v1"]).output
    #expect(same.contains("resume: its job is in flight"), "\(same)")
    let there = await bench.run(
      ["status", "reel.yaml", "--base-url", "https://us.api.x.ai/v1"]
    ).output
    #expect(there.contains("job j; the next run collects it"), "\(there)")
  }

  /// The emulator of a run ends with it, and what it had in flight: nothing says that it can be collected.
  @Test(arguments: [
    ("in-flight", nil), ("unsettled", "{match: {operation: create}, fault: {reset: after}}"),
    ("lost", "{match: {operation: poll}, fault: {status: 404}}"),
  ])
  func whatAnEmulatorLeftIsAskedForAgain(_ kind: String, _ fault: String?) async throws {
    let bench = try CommandBench(assets: "clip: {generate: video, prompt: A kite, duration: 1}")
    try bench.write("faults.yaml", fault.map { "- \($0)\n" } ?? "[]\n")
    let options = fault == nil ? ["--no-wait"] : ["--faults", "faults.yaml"]
    let first = try await bench.emulate(options).outcome
    let said = first.output + first.errors
    #expect(said.contains("1 \(kind)") && said.contains("the next run"), "\(said)")
    #expect(!said.contains("collects") && !said.contains("reel adopt"), "\(said)")
    let plan = await bench.run(["plan", "reel.yaml", "--emulator"])
    #expect(plan.output.contains("make: video generation"), "\(plan.output)")
    let status = await bench.run(["status", "reel.yaml", "--emulator"]).output
    #expect(status.hasPrefix("Nothing is in flight"), "\(status)")
    #expect(try await bench.emulate().outcome.status == .success)
  }

  /// A run that leaves at once has no time to forget what its emulator had in flight: the next one does,
  /// and whoever looks is told what that will do.
  @Test(arguments: [
    nil, RequestSettlement.unsettled(reason: "reset"), .job(id: "j"), .lost(reason: "expired"),
  ])
  func whatAKilledRunLeftOfAnEmulatorIsPlannedAsItIsMade(
    _ settlement: RequestSettlement?
  ) async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    let look = ["reel.yaml", "--emulator"]
    let new = await bench.run(["plan"] + look + ["--format", "json"]).output
    let hex = try #require(
      try JSONValue(parsing: new.utf8)["assets"]?.elements?.first?["fingerprint"]?.string)
    let fingerprint = Fingerprint(try #require(Digest(hex: hex)))
    let state = StateDirectory(bench.folder.file(".reel/emulator"))
    try state.create()
    let database = try RecordDatabase.open(state) { 1 }
    let request = try await database.begin(
      RequestIntent(
        fingerprint: fingerprint, form: "", part: 0, slots: [1],
        attempt: 1, operation: "generate-image", model: "m", host: "127.0.0.1",
        bodyDigest: SHA256.digest("x"), worstCost: Ticks(7)))
    if let settlement { try await database.settle(request, as: settlement) }
    await database.close()
    for command in [["plan"], ["run", "-n"]] {
      let plan = await bench.run(command + look)
      #expect(plan.status == .success, "\(plan.errors)")
      #expect(plan.output.contains("make: image generation"), "\(plan.output)")
      #expect(plan.output.contains("Cost: $0.02"), "\(plan.output)")
    }
    let status = await bench.run(["status"] + look).output
    #expect(status.hasPrefix("Nothing is in flight"), "\(status)")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success && billed.count == 1, "\(outcome.errors)")
  }

  @Test func aJobThatNoAssetAsksForAnyMoreIsCollected() async throws {
    let sign = "sign: {generate: image, prompt: A sign}"
    let clip = "clip: {generate: video, prompt: A kite, duration: 1}"
    let bench = try ProviderBench(assets: clip + "\n" + sign)
    #expect(await bench.run(["--no-wait"]).output.contains("1 in-flight"))
    #expect(bench.billed.count == 2)
    try bench.bench.write(assets: sign)
    // Nobody needs a key for it alone.
    #expect(await bench.run(environment: [:]).status == .success)
    // A run with nothing else to do waits for no film: the emulator may be drawing it yet.
    var second = await bench.run()
    for _ in 0..<500 where second.errors.contains("0 of 1 results") { second = await bench.run() }
    #expect(second.status == .success, "\(second.errors)")
    #expect(second.errors.contains("1 of 1 results that no asset asks for any more"))
    #expect(await bench.run().errors.isEmpty)
    try bench.bench.write(assets: clip + "\n" + sign)
    let back = await bench.run()
    #expect(back.status == .success && back.output.contains("1 restored"), "\(back.output)")
    #expect(bench.billed.count == 2)
  }

  @Test func emulateServesUntilItIsInterrupted() async throws {
    let bench = try CommandBench()
    let (interrupts, continuation) = AsyncStream.makeStream(of: Void.self)
    continuation.yield()
    let outcome = await bench.run(["emulate"], interrupts: interrupts)
    #expect(outcome.status == .success)
    #expect(outcome.output.wholeMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+\/v1\n/) != nil)
    #expect(outcome.errors.isEmpty)
  }

  /// What sends requests, or must not be left half done; all else ends with the first signal.
  @Test func onlyThoseListenWhoHaveSomethingToBringToAnEnd() async throws {
    let bench = try CommandBench(
      assets: "cup: {generate: image, prompt: A cup, count: 2, pick: ask}")
    let heard = Locked(0)
    for (line, times) in [
      (["check", "reel.yaml"], 0), (["plan", "reel.yaml", "--emulator"], 0),
      (["run", "reel.yaml", "--emulator", "--render", "instant"], 1),
      (["status", "reel.yaml", "--emulator"], 0), (["report", "reel.yaml", "--emulator"], 0),
      (["graph", "reel.yaml"], 0), (["pick", "reel.yaml", "cup", "3", "--emulator"], 0),
      (["pick", "reel.yaml", "cup", "2", "--emulator"], 1),
    ] {
      heard.withLock { $0 = 0 }
      _ = await bench.run(line, listens: { heard.withLock { $0 += 1 } })
      #expect(heard.withLock { $0 } == times, "\(line)")
    }
  }
}
