import ReelBasics
import ReelEngine
import ReelManifest

/// How a run ended: its status, and its summary for people and machines.
struct RunSummary {
  let report: RunReport
  let style: TextStyle
  let outputName: String
  /// Whether an emulator was asked, which costs nothing.
  let isEmulated: Bool
  /// The status of the process.
  let status: ExitStatus

  init(report: RunReport, style: TextStyle, outputName: String, isEmulated: Bool) {
    self.report = report
    self.style = style
    self.outputName = outputName
    self.isEmulated = isEmulated
    self.status = Self.status(of: report)
  }

  private static func status(of report: RunReport) -> ExitStatus {
    let excluded = Set(report.entries.filter { $0.outcome == .excluded }.map(\.id))
    var status = ExitStatus.success
    for entry in report.entries {
      status = status.orWorse(self.status(of: entry.outcome, excluded: excluded))
    }
    switch report.stop {
    case .interrupted: status = status.orWorse(.interrupted)
    case .budget, .locked, .account: status = status.orWorse(.stopped)
    case .records, .failFast: status = status.orWorse(.failure)
    case nil: break
    }
    return status
  }

  private static func status(
    of outcome: AssetOutcome, excluded: Set<AssetID>
  ) -> ExitStatus {
    switch outcome {
    case .fresh, .restored, .derived, .made, .skipped, .excluded: .success
    case .waiting, .unsettled, .lost: .waiting
    case .incomplete(_, _, let rest) where rest == .unsettled || rest == .lost: .waiting
    case .failed, .refused, .incomplete, .modified, .inFlight: .failure
    // What a selector kept out, nobody else counts.
    case .blocked(let other): excluded.contains(other) ? .failure : .success
    // Counted where it began.
    case .stopped: .success
    }
  }

  /// A line or two for people.
  var text: String {
    let counts = report.counts
    let order = [
      "made", "restored", "derived", "fresh", "incomplete", "failed", "refused", "skipped",
      "blocked", "waiting", "unsettled", "lost", "modified", "in-flight", "stopped", "excluded",
    ]
    let parts = order.compactMap { name in counts[name].map { "\($0) \(name)" } }
    let head = status == .success ? style.good("Done") : style.bad("Not all is there")
    let time = report.duration.brief
    return "\(head): \(parts.joined(separator: ", ")) in \(time). \(money) "
      + "Outputs: \(TerminalText.safe(outputName))\n"
  }

  private var money: String {
    if isEmulated {
      return report.spent == .zero
        ? "Nothing was paid." : "Nothing was paid; the provider would take \(report.spent)."
    }
    let possibly =
      report.possiblySpent == .zero ? "" : ", and perhaps \(report.possiblySpent) more"
    let earlier =
      report.spentEarlier == .zero ? "" : ", \(report.spentEarlier) for requests of earlier runs"
    return "\(report.spent) spent\(possibly)\(earlier)."
  }

  /// Writes the report as `reel.run/1`.
  func writeJSON(to write: (String) -> Void) {
    let fields: [String: JSONValue] = [
      "schema": "reel.run/1",
      "status": .int(Int64(status.rawValue)),
      "counts": .object(report.counts.mapValues { .int(Int64($0)) }),
      "milliseconds": .int(Int64(report.duration / .milliseconds(1))),
      "spent_ticks": .int(report.spent.count),
      "spent_earlier_ticks": .int(report.spentEarlier.count),
      "possibly_spent_ticks": .int(report.possiblySpent.count),
      "output": .string(outputName),
    ]
    JSONValue.writePretty(fields, list: "assets", of: report.entries.lazy.map(json), to: write)
  }

  private func json(_ entry: RunReport.Entry) -> JSONValue {
    [
      "id": .string(entry.id.text),
      "outcome": .string(entry.outcome.name),
      "message": .string(RunLog.words(entry.outcome, below: outputName)),
      "cost_ticks": .int(entry.cost.count),
      "paths": .array(entry.paths.map { .string($0) }),
      "warnings": .array(entry.warnings.map { .string($0) }),
    ]
  }
}
