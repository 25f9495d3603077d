import ReelEngine
import ReelManifest
import ReelPlan

/// What GitHub Actions shows of a run beside the manifest: an annotation for each asset that somebody
/// has to do something about, at its line.
struct RunAnnotations {
  let summary: RunSummary
  let context: ProcessContext

  var text: String {
    let stop = summary.report.stop.map {
      WorkflowCommand.line(.error, at: nil, in: context, title: "reel run", RunLog.endWords($0))
    }
    return (stop ?? "") + summary.report.entries.map(lines).joined()
  }

  private func lines(_ entry: RunReport.Entry) -> String {
    let warnings = entry.warnings.map {
      WorkflowCommand.line(
        .warning, at: entry.location, in: context, title: entry.id.text, $0)
    }.joined()
    guard let level = Self.level(entry.outcome) else { return warnings }
    let words = summary.outcomes.words(entry.outcome, of: entry.id)
    return warnings
      + WorkflowCommand.line(
        level, at: entry.location, in: context, title: entry.id.text, words)
  }

  /// How much it matters; `nil` where there is nothing to do about it, or about it first.
  private static func level(_ outcome: AssetOutcome) -> WorkflowCommand.Level? {
    switch outcome {
    case .failed, .refused, .incomplete, .unsettled, .lost, .modified, .blocked(_, .bytesGone):
      .error
    case .waiting, .inFlight, .inFlightElsewhere: .warning
    case .fresh, .restored, .derived, .made, .skipped, .blocked, .stopped, .excluded: nil
    }
  }
}
