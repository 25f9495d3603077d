import ReelBasics
import ReelEmulator
import ReelPlan
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two runs on one state.
@Suite(.timeLimit(.minutes(10)))
struct LockTests {
  private let bench: CommandBench
  private let lock: Locked<RunLock?>
  private let line = ["run", "reel.yaml", "--emulator", "--render", "instant"]

  init() throws {
    bench = try CommandBench(assets: "sign: {generate: image, prompt: A sign}")
    let state = StateDirectory(bench.folder.file(".reel/emulator"))
    try state.create()
    lock = Locked(
      try RunLock.acquire(
        state,
        as: RunLock.Holder(
          process: 4711, host: "atelier", started: 1_700_000_000, command: "reel run reel.yaml")))
  }

  @Test func theSecondSaysWhoHoldsIt() async throws {
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(line)
    #expect(outcome.status == .busy)
    #expect(outcome.output.isEmpty)
    for word in ["4711", "atelier", "2023-11-14 22:13:20 UTC", "--wait-lock"] {
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
    #expect(try FolderSnapshot(bench.folder.path) == before)
    // Planning takes no hold.
    #expect(await bench.run(["plan", "reel.yaml", "--emulator"]).status == .success)
    #expect(lock.withLock { $0 } != nil)
  }

  @Test func itWaitsWhereItIsToldTo() async throws {
    let outcome = await bench.run(
      line + ["--wait-lock"],
      errorLine: { [lock] in Self.ifWaiting($0) { lock.withLock { $0 = nil } } })
    #expect(outcome.status == .success, "\(outcome.errors)")
    let count = outcome.errors.split(separator: "\n").count {
      $0.contains("waiting for another run")
    }
    #expect(count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("process 4711 on atelier"), "\(outcome.errors)")
  }

  /// The result may be that of the run that holds the lock.
  @Test func whoWaitsLeavesTheResultAlone() async throws {
    let old = "<?xml version=\"1.0\"?><testsuites/>"
    try bench.write("result.xml", old)
    let seen = Locked<[UInt8]?>(nil)
    let outcome = await bench.run(
      line + ["--wait-lock", "--junit", "result.xml"],
      errorLine: { [bench, lock] in
        Self.ifWaiting($0) {
          let bytes = try? bench.folder.read("result.xml")
          seen.withLock { $0 = bytes }
          lock.withLock { $0 = nil }
        }
      })
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(seen.withLock { $0 } == Array(old.utf8))
    let cases = String(decoding: try bench.folder.read("result.xml"), as: UTF8.self)
    #expect(cases.contains("name=\"sign\""), "\(cases)")
  }

  /// It could be written when the run was told of it, and cannot when it begins.
  @Test func aResultThatCannotBeWrittenStopsNoRunThatBegan() async throws {
    let results = bench.folder.file("results")
    #expect(mkdir(results, 0o755) == 0)
    let outcome = await bench.run(
      line + ["--wait-lock", "--junit", "results/result.xml"],
      errorLine: { [lock] in
        Self.ifWaiting($0) {
          rmdir(results)
          lock.withLock { $0 = nil }
        }
      })
    #expect(outcome.status == .failure, "\(outcome.errors)")
    #expect(outcome.output.contains("1 made"), "\(outcome.output)")
    let said = outcome.errors.split(separator: "\n").filter { $0.contains("results/result.xml'") }
    #expect(said.map { $0.hasPrefix("reel: warning: ") } == [true, false], "\(outcome.errors)")
  }

  @Test func anInterruptEndsTheWait() async throws {
    let (interrupts, continuation) = AsyncStream.makeStream(of: Void.self)
    let outcome = await bench.run(
      line + ["--wait-lock"], interrupts: interrupts,
      errorLine: { Self.ifWaiting($0) { continuation.yield() } })
    #expect(outcome.status == .interrupted, "\(outcome.errors)")
    #expect(lock.withLock { $0 } != nil)
  }

  /// Nobody is to send again what is being answered.
  @Test func whoLooksIsToldOfTheRunThatIsUnderWay() async throws {
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: "sign: {generate: image, prompt: A sign}",
      options: EmulatorOptions(imageLatency: .seconds(1)), timer: timer)
    async let run = bench.run()
    await timer.waitForScheduled(1)
    let word = "is under way: process \(getpid()) on"
    for command in ["plan", "status"] {
      let line = [command, "reel.yaml", "--base-url", bench.emulator.baseURL]
      let outcome = await bench.bench.run(line)
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
    // Standard output alone says it too.
    let status = ["status", "reel.yaml", "--base-url", bench.emulator.baseURL]
    let text = await bench.bench.run(status).output
    #expect(text.hasPrefix("under way: 'sign', since "), "\(text)")
    #expect(!text.contains("--resend"), "\(text)")
    let json = try JSONValue(
      parsing: await bench.bench.run(status + ["--format", "json"]).output.utf8)
    #expect(json["requests"]?.elements?.map { $0["kind"] } == ["under way"], "\(json)")
    timer.advance(by: .seconds(1))
    #expect(await run.status == .success)
    let plan = await bench.bench.run(["plan", "reel.yaml", "--base-url", bench.emulator.baseURL])
    #expect(!plan.errors.contains("under way"), "\(plan.errors)")
  }

  /// What an earlier run never heard of is not what this one waits for.
  @Test(arguments: [(Int64(1_600_000_000), "unsettled"), (Int64(1_700_000_000), "under way")])
  func whatIsAwaitedWasBegunByTheRunThatIsUnderWay(_ begun: Int64, _ kind: String) async throws {
    let state = StateDirectory(bench.folder.file(".reel/emulator"))
    let database = try RecordDatabase.open(state) { begun }
    _ = try await database.begin(
      RequestIntent(
        fingerprint: Fingerprint(SHA256.digest("w")), form: "", part: 0, slots: [1], attempt: 1,
        operation: "image", model: "m", host: "127.0.0.1", bodyDigest: SHA256.digest("x"),
        worstCost: nil))
    await database.close()
    let status = await bench.run(["status", "reel.yaml", "--emulator"]).output
    #expect(status.hasPrefix("\(kind): of no asset of this manifest"), "\(status)")
    #expect(lock.withLock { $0 } != nil)
  }

  private static func ifWaiting(_ line: String, _ body: () -> Void) {
    if line.contains("waiting for another run") { body() }
  }
}
