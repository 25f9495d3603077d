import ReelBasics
import ReelManifest
import ReelTestSupport
import Testing

@testable import ReelCommand
@testable import ReelEngine

/// What is said of a run once it has ended.
@Suite struct RunSummaryTests {
  private func summary(
    _ outcomes: [AssetOutcome], stops: [StopReason]
  ) throws -> RunSummary {
    let entries = outcomes.enumerated().map { number, outcome in
      RunReport.Entry(
        id: AssetID("a\(number)"), fingerprint: nil, outcome: outcome, cost: .zero, paths: [],
        warnings: [])
    }
    let report = RunReport(
      entries: entries, stops: stops, duration: .seconds(3), spent: .zero, possiblySpent: .zero,
      spentEarlier: .zero, comparison: BillComparison(), durations: RequestDurations())
    let line = try ArgumentScanner(options: []).scan(["reel.yaml"])
    return RunSummary(
      report: report, style: TextStyle(isColoured: false),
      outcomes: OutcomeText(folder: "out", tool: ToolLine(line)), isEmulated: false)
  }

  @Test(
    arguments: [
      ([.made], [], "Done", .success),
      ([.made, .fresh, .skipped, .excluded], [], "Done", .success),
      // All was made before the interrupt could keep anything from it.
      ([.made], [.interrupted], "Done", .interrupted),
      ([.restored, .derived], [.interrupted], "Done", .interrupted),
      ([.made, .stopped(.interrupted)], [.interrupted], "Not all is there", .interrupted),
      ([.made, .inFlight], [.interrupted], "Not all is there", .interrupted),
      (
        [.stopped(.interrupted), .blocked(by: AssetID("a0"))], [.interrupted], "Not all is there",
        .interrupted
      ),
      ([.made, .failed(reason: "no")], [], "Not all is there", .failure),
      ([.made, .stopped(.budget)], [.budget], "Not all is there", .stopped),
    ] as [([AssetOutcome], [StopReason], String, ReelCommand.ExitStatus)])
  func whatIsThereCountsWhateverEndedTheRun(
    outcomes: [AssetOutcome], stops: [StopReason], head: String, status: ReelCommand.ExitStatus
  ) throws {
    let summary = try summary(outcomes, stops: stops)
    #expect(summary.text.hasPrefix("\(head): "), "\(summary.text)")
    #expect(summary.status == status)
  }
}
