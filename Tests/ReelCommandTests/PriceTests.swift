import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `--prices`: what plan, check and run reckon with; an emulator bills by its own prices all the same.
@Suite(.timeLimit(.minutes(10)))
struct PriceTests {
  private func bench() throws -> CommandBench {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup}
        clip: {animate: cup, duration: 2}
        """)
    try bench.write(
      "prices.yaml",
      """
      version: 1
      as_of: 2026-12-01
      models:
        grok-imagine-image:
          generate-image: {per_result: 0.5}
      """)
    return bench
  }

  @Test func aPlanReckonsWithThem() async throws {
    let bench = try bench()
    #expect(await bench.run(["plan", "reel.yaml"]).output.contains("Cost: $0.122. "))
    let plan = await bench.run(["plan", "reel.yaml", "--prices", "prices.yaml"])
    #expect(plan.status == .success, "\(plan.errors)")
    #expect(plan.output.contains(" Cost: $0.50, and 1 without a price. "), "\(plan.output)")
    #expect(plan.output.contains("price unknown"), "\(plan.output)")
    let json = await bench.run(
      ["plan", "reel.yaml", "--prices", "prices.yaml", "--format", "json"])
    #expect(try JSONValue(parsing: json.output.utf8)["unpriced"] == 1)
    #expect(
      plan.errors.contains(
        "reel.yaml:7:10: warning: 'prices.yaml' has no price for image-to-video with "
          + "'grok-imagine-video' [price.missing]"), "\(plan.errors)")
  }

  @Test func aBudgetIsKeptByThem() async throws {
    let bench = try bench()
    let plan = ["plan", "reel.yaml", "--prices", "prices.yaml", "--budget", "0.4"]
    #expect(await bench.run(plan).status == .stopped)
    let (outcome, billed) = try await bench.emulate(
      ["--prices", "prices.yaml", "--budget", "0.4", "cup"])
    #expect(outcome.status == .stopped)
    #expect(outcome.errors.contains("it would cost up to $0.50, and $0.40 of the budget is left"))
    #expect(billed.isEmpty)
  }

  @Test func whatHasNoPriceIsNotAskedForUnderABudget() async throws {
    let bench = try bench()
    let (outcome, billed) = try await bench.emulate(["--prices", "prices.yaml", "--budget", "9"])
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("'grok-imagine-video' has no price for this"))
    // The emulator's bill is its own.
    #expect(billed.map(\.cost) == [Ticks(200_000_000)])
    // Without one it is asked for.
    let whole = try await bench.emulate(["--prices", "prices.yaml"])
    #expect(whole.outcome.status == .success, "\(whole.outcome.errors)")
  }

  @Test func aPlanThatWasWrittenDownHoldsAtOtherPrices() async throws {
    let bench = try bench()
    let frozen = ["plan", "reel.yaml", "--emulator", "-o", "today.plan", "cup"]
    #expect(await bench.run(frozen).status == .success)
    let (outcome, _) = try await bench.emulate(
      ["--plan", "today.plan", "--prices", "prices.yaml", "--budget", "1"])
    #expect(outcome.status == .success, "\(outcome.errors)")
  }

  @Test(arguments: ["plan", "run", "check"])
  func aFileThatIsWrongIsRefused(_ command: String) async throws {
    let bench = try bench()
    try bench.write("bad.yaml", "version: 1\nas_of: 2026-12-01\nmodles: {}\n")
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run([command, "reel.yaml", "--prices", "bad.yaml"])
    #expect(outcome.status == .usage)
    #expect(
      (outcome.output + outcome.errors).contains(
        "bad.yaml:3:1: error: unknown key 'modles' in the file of prices; did you mean 'models'?"))
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func checkWarnsOfPricesThatAreMissing() async throws {
    let bench = try bench()
    let outcome = await bench.run(["check", "reel.yaml", "--prices", "prices.yaml"])
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("[price.missing]"), "\(outcome.output)")
    #expect(!(await bench.run(["check", "reel.yaml"]).output.contains("price")))
  }
}
