import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

/// Runs that end before their work is done, and the runs after them.
@Suite(.timeLimit(.minutes(10)))
struct StopTests {
  private static let three = """
    one: {generate: image, prompt: One}
    two: {generate: image, prompt: Two}
    three: {generate: image, prompt: Three}
    """

  @Test func notACentPastTheBudget() async throws {
    let bench = try ProviderBench(assets: Self.three)
    let outcome = await bench.run(["--budget", "0.05"])
    #expect(outcome.status == .stopped)
    #expect(bench.billed.count == 2)
    #expect(outcome.errors.contains("budget"), "\(outcome.errors)")
    #expect(outcome.output.contains("2 made, 1 stopped"), "\(outcome.output)")
    #expect(
      outcome.output.contains("\nBudget: $0.05, in which 1 had no place; $0.01 of it is left.\n"),
      "\(outcome.output)")
    let none = await bench.run(["--budget", "0"])
    #expect(none.status == .stopped)
    #expect(none.output.contains("\nBudget: $0.00, in which 1 had no place; "), "\(none.output)")
    #expect(bench.billed.count == 2)
    // What is there costs nothing.
    let files = try FolderSnapshot(bench.bench.folder.file("out/shop")).files
    FileStatus.remove(bench.bench.folder.file("out/shop/\(files[0])"))
    #expect(await bench.run(["--budget", "0", "not:three"]).output.contains("1 restored"))
    let enough = await bench.run(["--budget", "0.02"])
    #expect(enough.status == .success && !enough.output.contains("Budget"), "\(enough.output)")
    #expect(bench.billed.count == 3)
  }

  @Test(arguments: [("0", 3), ("0.019", 3), ("0.02", 0), ("5", 0)])
  func aPlanEndsAsItsRunBeginsUnderABudget(_ budget: String, _ status: Int32) async throws {
    let bench = try CommandBench(assets: Self.three)
    let plan = await bench.run(["plan", "reel.yaml", "--budget", budget])
    #expect(plan.status.rawValue == status, "\(plan.errors)")
    try bench.write(assets: Self.three, head: "")
    #expect(await bench.run(["plan", "reel.yaml"]).status == .success)
  }

  @Test func aFailureDoesNotHideThatTheBudgetEndedTheRun() async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup}
        film: {generate: video, prompt: A film, duration: 1}
        """)
    try bench.write(
      "faults.yaml", "- {match: {prompt: A cup, operation: create}, fault: {status: 400}}\n")
    let line = ["--budget", "0.02", "--fail-fast"]
    // The first hears the refusal, the second knows of it.
    for _ in 1...2 {
      let (outcome, _) = try await bench.emulate(line + ["--faults", "faults.yaml"])
      #expect(outcome.status == .stopped, "\(outcome.errors)")
      #expect(outcome.output.contains("1 refused, 1 stopped"), "\(outcome.output)")
      #expect(outcome.output.contains("\nBudget: $0.02, in which "), "\(outcome.output)")
    }
    #expect(await bench.run(["plan", "reel.yaml", "--emulator"] + line).status == .stopped)
  }

  @Test func anAnswerAboutTheAccountIsSaidOnce() async throws {
    let bench = try ProviderBench(
      assets: Self.three, options: EmulatorOptions(requiredKey: "another-key"))
    let outcome = await bench.run(["-j", "1"])
    #expect(outcome.status == .stopped)
    let count = outcome.errors.split(separator: "\n").count { $0.contains("Incorrect API key") }
    #expect(count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("nothing more is sent"), "\(outcome.errors)")
    let creates = bench.emulator.emulator.stats.requests.reduce(0) { $0 + $1.count }
    #expect(creates == 1, "after it nothing is sent")
    #expect(try FolderSnapshot(bench.bench.folder.path).files.allSatisfy { !$0.hasPrefix("out/") })
    let good = try ProviderBench.emulator()
    defer { good.stop() }
    #expect(await bench.run(at: good.baseURL).status == .success)
  }

  @Test func aRateLimitIsObeyed() async throws {
    let assets = (1...8).map { "a\($0): {generate: image, prompt: Number \($0)}" }
    // Its time goes on when somebody was put off, and not before.
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: assets.joined(separator: "\n"), options: EmulatorOptions(requestsPerSecond: 4),
      timer: timer)
    try bench.bench.write(
      assets: assets.joined(separator: "\n"),
      head: "defaults: {}\nvariables: {}")
    let outcome = await bench.run(
      errorLine: { if $0.contains("again in ") { timer.advance(by: .seconds(1)) } })
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(bench.billed.count == 8)
    #expect(outcome.errors.contains("again in "))
    #expect(bench.emulator.emulator.stats.requests.contains { $0.status == 429 })
  }

  @Test func anEmulatorThatEndsInTheMiddle() async throws {
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: Self.three + "\nlast: {edit: one, prompt: Last}",
      options: EmulatorOptions(imageLatency: .seconds(1)), timer: timer)
    async let run = bench.run()
    // All three wait for their answers.
    await timer.waitForScheduled(3)
    bench.emulator.stop()
    let outcome = await run
    #expect([.failure, .waiting].contains(outcome.status), "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("Not all is there: "))
    #expect(outcome.errors.contains("blocked by 'one'"), "\(outcome.errors)")
    #expect(bench.billed.isEmpty)
    let next = try ProviderBench.emulator()
    defer { next.stop() }
    let again = await bench.run(["--resend"], at: next.baseURL)
    #expect(again.status == .success, "\(again.errors)")
    #expect(next.emulator.ledger.count == 4)
  }

  @Test func whatNeedsAVariantThatModerationTookFails() async throws {
    let bench = try CommandBench(
      assets: """
        four: {generate: image, prompt: Four cats, count: 3}
        dog: {edit: four#1, prompt: Dog}
        """)
    try bench.write(
      "faults.yaml", "- {match: {prompt: Four cats, nth: 1}, fault: {moderated: flag}}\n")
    for _ in 1...2 {
      let (outcome, _) = try await bench.emulate(["--faults", "faults.yaml"])
      #expect(outcome.status == .failure, "\(outcome.output)")
      #expect(outcome.errors.contains("the variant of 'four' that it builds on is not there"))
    }
  }

  /// A poll that is refused once says nothing of the job that goes on.
  @Test(arguments: ["400", "422", "451"])
  func aRefusedPollGivesNoJobUp(_ status: String) async throws {
    let bench = try CommandBench(assets: "film: {generate: video, prompt: A film, duration: 1}")
    try bench.write(
      "faults.yaml", "- {match: {operation: poll}, fault: {status: \(status)}, times: 1}\n")
    let (outcome, billed) = try await bench.emulate(["--faults", "faults.yaml"])
    #expect(outcome.status == .success && billed.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("the provider does not tell of the job"))
  }

  /// What becomes of six or eight of ten, the others refused or unsettled.
  @Test(arguments: [
    ("status: 500", ReelCommand.ExitStatus.waiting, "--resend", "--resend"),
    ("status: 400", .failure, "--force", "--force"),
  ])
  func theRestOfAnAssetIsAskedForAsItsEndSays(
    fault: String, status: ReelCommand.ExitStatus, words: String, option: String
  ) async throws {
    let bench = try ProviderBench(assets: "ten: {generate: image, prompt: Ten, count: 10}")
    let faults = "- {match: {prompt: Ten, operation: create, nth: 2}, fault: {\(fault)}}\n"
    var options = EmulatorOptions()
    options.faults = FaultFile().read(Array(faults.utf8), name: "faults.yaml")
    let broken = try ProviderBench.emulator(options)
    defer { broken.stop() }
    let first = await bench.run(at: broken.baseURL)
    #expect(first.status == status, "\(first.output)\(first.errors)")
    #expect(first.errors.contains(" of 10 variants") && first.errors.contains(words))
    let second = await bench.run()
    #expect(second.status == status && bench.billed.isEmpty, "\(second.output)")
    #expect(second.errors.contains(words), "\(second.errors)")
    let third = await bench.run(option == "--force" ? ["ten", option] : [option])
    #expect(third.status == .success, "\(third.output)\(third.errors)")
    // One request brings the four that were missing.
    #expect(bench.billed.count == 1)
  }
}
