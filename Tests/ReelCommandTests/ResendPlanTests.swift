import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A plan that has sent again what may have been paid for goes on without what it did not know of.
@Suite(.timeLimit(.minutes(10)))
struct ResendPlanTests {
  private static let assets = """
    cup: {generate: image, prompt: A cup}
    cup-red: {edit: cup, prompt: Paint it red}
    """

  /// The bytes of the cup are nowhere, and a request for an edit of that same cup may have been billed.
  private static func withUnsettledEdit() async throws -> ProviderBench {
    let bench = try await unsettled("Paint it red", of: assets)
    for folder in ["out", ".reel/objects"] {
      try FileManager.default.removeItem(atPath: bench.bench.folder.file(folder))
    }
    return bench
  }

  /// What these words asked for may have been billed, and all else was made.
  private static func unsettled(
    _ prompt: String, of assets: String
  ) async throws -> ProviderBench {
    let bench = try ProviderBench(assets: assets)
    let faults = "- {match: {prompt: \(prompt), operation: create}, fault: {status: 500}}\n"
    var options = EmulatorOptions()
    options.faults = FaultFile().read(Array(faults.utf8), name: "faults.yaml")
    let broken = try ProviderBench.emulator(options)
    defer { broken.stop() }
    let first = await bench.run(at: broken.baseURL)
    try #require(first.status == .waiting, "\(first.errors)")
    return bench
  }

  private static func plan(_ bench: ProviderBench) async -> CommandBench.Outcome {
    await bench.bench.run(
      ["plan", "reel.yaml", "--base-url", bench.emulator.baseURL, "--resend", "-o", "p"])
  }

  /// Whether the run stops before the edit, or comes to it.
  @Test(arguments: [true, false])
  func whatBecomesKnownOnTheWayIsLeft(isStopped: Bool) async throws {
    let bench = try await Self.withUnsettledEdit()
    let plan = await Self.plan(bench)
    #expect(plan.output.contains("known when 'cup' is done"), "\(plan.output)\(plan.errors)")
    let first = await bench.run(["--plan", "p"] + (isStopped ? ["cup"] : []))
    #expect(first.status == (isStopped ? .success : .waiting), "\(first.errors)")
    #expect(bench.billed.map(\.prompt) == ["A cup"])
    let rest = await bench.run(["--plan", "p"])
    #expect(rest.status == .waiting, "\(rest.errors)")
    #expect(rest.output.contains("1 fresh, 1 unsettled"), "\(rest.output)")
    #expect(rest.errors.contains("it is not sent again, as it was not known"), "\(rest.errors)")
    #expect(bench.billed.count == 1)
    // A plan that knows of it has it sent again, once.
    #expect(await Self.plan(bench).output.contains("(sent again)"))
    for _ in 1...2 {
      let again = await bench.run(["--plan", "p"])
      #expect(again.status == .success, "\(again.errors)")
      #expect(bench.billed.map(\.prompt) == ["A cup", "Paint it red"])
    }
  }

  /// Nothing comes from what it needs, so that the plan knows what it has sent again.
  @Test func whatOnlyWaitsForAnotherIsSentAgain() async throws {
    let assets = """
      cup: {generate: image, prompt: A cup}
      sign: {generate: image, prompt: A sign, needs: [cup]}
      """
    let bench = try await Self.unsettled("A sign", of: assets)
    try bench.bench.write(assets: assets.replacing("A cup", with: "A mug"))
    let plan = await Self.plan(bench)
    #expect(plan.output.contains("asked for when 'cup' is done"), "\(plan.output)\(plan.errors)")
    for _ in 1...2 {
      let run = await bench.run(["--plan", "p"])
      #expect(run.status == .success, "\(run.errors)")
      #expect(bench.billed.map(\.prompt) == ["A mug", "A sign"])
    }
  }
}
