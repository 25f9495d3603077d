import ReelBasics
import ReelPlan
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What was paid for and lost is paid for again only where it is nowhere to be had, and only if a person
/// says so.
@Suite(.timeLimit(.minutes(10)))
struct LostResultRunTests {
  private static let assets = """
    clip: {generate: video, prompt: A kite, duration: 1}
    short: {generate: video, prompt: A boat, duration: 1}
    """

  /// Starts the films, and has the jobs of all, or of unknown ones, lost.
  private func lose(
    _ bench: ProviderBench, unknownJobs: Bool = false, started: [String] = []
  ) async throws {
    _ = await bench.run(["--no-wait"] + started)
    let database = try RecordDatabase.open(StateDirectory(bench.bench.folder.file(".reel"))) { 1 }
    for job in try database.openJobs() {
      if unknownJobs { try await database.settle(job.request.id, as: .job(id: "nobody's")) }
      try await database.settle(job.request.id, as: .lost(reason: "no way there"))
    }
    await database.close()
  }

  @Test func whatIsThereAfterAllIsNotPaidForAgain() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench)
    let without = await bench.run()
    #expect(without.status == .waiting, "\(without.errors)")
    let plan = await bench.bench.run(
      ["plan", "reel.yaml", "--base-url", bench.emulator.baseURL, "--resend"])
    #expect(plan.output.contains("(sent again), unless a last look finds what was lost"))
    let outcome = await bench.run(["--resend"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        """
        reel: looking again for what 2 requests had lost, before it is paid for again
        reel: the results of 2 are to be had after all

        """))
    #expect(bench.billed.count == 2)
    #expect(await bench.run(["--locked"]).status == .success)
  }

  @Test func onlyWhatIsSelectedIsLookedFor() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench)
    let outcome = await bench.run(["clip", "--resend"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.errors.contains("what 1 request had lost, "))
    #expect(bench.billed.count == 2)
    #expect(await bench.run().status == .waiting, "the other one is lost still")
  }

  @Test func whatIsGoneIsAskedForAgain() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench, unknownJobs: true)
    let outcome = await bench.run(["--resend"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.errors.contains("reel: the results of 0 are to be had after all\n"))
    #expect(bench.billed.count == 4)
  }

  @Test func whatCouldNotBeLookedForIsNotAskedForAgain() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench)
    bench.emulator.stop()
    let outcome = await bench.run(["--resend"])
    #expect(outcome.status == .waiting, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("of 0 are to be had after all; those of 2 could not be looked for"))
    #expect(outcome.errors.contains("lost: it could not be looked for ("), "\(outcome.errors)")
    #expect(bench.billed.count == 2)
  }

  @Test func anInterruptEndsTheSearchAndNothingIsSent() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench, unknownJobs: true)
    let (interrupts, interrupt) = AsyncStream.makeStream(of: Void.self)
    interrupt.yield()
    let outcome = await bench.run(["--resend"], interrupts: interrupts)
    interrupt.finish()
    #expect(outcome.status == .interrupted, "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("reel: interrupted; nothing was sent\n"), "\(outcome.errors)")
    #expect(bench.billed.count == 2)
  }

  @Test func whatNoAnswerNamedIsAskedForAgain() async throws {
    let bench = try ProviderBench(assets: "cup: {generate: image, prompt: A cup}")
    #expect(await bench.run().status == .success)
    let database = try RecordDatabase.open(StateDirectory(bench.bench.folder.file(".reel"))) { 1 }
    let made = try #require(try database.requests().first)
    let record = try #require(try database.work(made.fingerprint))
    // Of two that were asked for the answer named one, which is there.
    let intent = RequestIntent(
      fingerprint: made.fingerprint, form: "", part: 0, slots: [1, 2], attempt: 1,
      operation: "image", model: made.model, host: "127.0.0.1", bodyDigest: SHA256.digest("x"),
      worstCost: nil)
    let request = try await database.begin(intent)
    try await database.settle(
      request, as: .answered(ProviderAnswer(items: [.address("http://127.0.0.1:1/x")])))
    try await database.settle(request, as: .lost(reason: "short"))
    #expect(record.slots.count == 1)
    await database.close()
    try bench.bench.write(assets: "cup: {generate: image, prompt: A cup, count: 2}")
    #expect(await bench.run().status == .waiting)
    let outcome = await bench.run(["--resend"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(!outcome.errors.contains("looking again"))
    #expect(bench.billed.count == 2)
  }

  @Test func whoInsistsOnAnotherResultPaysForIt() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench)
    let outcome = await bench.run(["clip", "--resend", "--force"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(!outcome.errors.contains("looking again"))
    #expect(bench.billed.count == 3)
  }

  @Test func whatWasLostIsFoundInThePlanThatWasWrittenDown() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench)
    _ = await bench.bench.run(
      ["plan", "reel.yaml", "--base-url", bench.emulator.baseURL, "--resend", "-o", "today.plan"])
    let outcome = await bench.run(["--plan", "today.plan"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(bench.billed.count == 2)
    #expect(await bench.run(["--plan", "today.plan"]).status == .success, "it is done already")
  }

  @Test func aPlanSendsAgainWhatWasLostWhenItWasMade() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench, unknownJobs: true)
    _ = await bench.bench.run(
      ["plan", "reel.yaml", "--base-url", bench.emulator.baseURL, "--resend", "-o", "today.plan"])
    let stopped = await bench.run(["--plan", "today.plan", "--budget", "0.05"])
    #expect(stopped.status == .stopped, "\(stopped.errors)")
    #expect(bench.billed.count == 3)
    let rest = await bench.run(["--plan", "today.plan"])
    #expect(rest.status == .success, "\(rest.errors)")
    #expect(bench.billed.count == 4)
    // Bytes that are gone, too, are asked for again only where that was agreed to.
    for folder in ["out", ".reel/objects"] {
      try FileManager.default.removeItem(atPath: bench.bench.folder.file(folder))
    }
    let part = await bench.run(["--plan", "today.plan", "short"])
    #expect(part.status == .usage, "\(part.errors)")
    let lost = await bench.run(["--plan", "today.plan"])
    #expect(lost.status == .usage, "\(lost.errors)")
    #expect(lost.errors.contains("'clip': "))
    #expect(bench.billed.count == 4)
  }

  @Test func whatIsLostAfterAPlanWasMadeIsNotInIt() async throws {
    let bench = try ProviderBench(assets: Self.assets)
    try await lose(bench, unknownJobs: true)
    let plan = ["plan", "reel.yaml", "--base-url", bench.emulator.baseURL, "--resend", "-o", "p"]
    _ = await bench.bench.run(plan)
    try await lose(bench, unknownJobs: true, started: ["--resend"])
    let outcome = await bench.run(["--plan", "p"])
    #expect(outcome.status == .usage, "\(outcome.errors)")
    #expect(outcome.errors.contains("'clip': what is to be done about it changed"))
    #expect(bench.billed.count == 4)
    _ = await bench.bench.run(plan)
    #expect(await bench.run(["--plan", "p"]).status == .success)
    #expect(bench.billed.count == 6)
  }
}
