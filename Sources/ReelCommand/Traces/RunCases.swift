import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan
import ReelReport

/// A run as test cases, one for each asset; and one for the run, where it ended badly and no asset says so.
struct RunCases {
  let summary: RunSummary
  let manifest: Manifest
  /// How long each asset took; one that is not among them took no time.
  let seconds: [AssetID: Double]

  /// The document of a run that ended at a moment, in seconds since 1970.
  func document(at end: Int64) -> JUnitDocument {
    let report = summary.report
    let length = report.duration / .seconds(1)
    let classNames = Dictionary(
      manifest.assets.compactMap { asset in asset.cell.map { _ in (asset.id, asset.name) } }
    ) { first, _ in first }
    var cases = report.entries.map { entry in
      let matrix = classNames[entry.id].map { ".\($0)" } ?? ""
      return testCase(entry, className: manifest.name + matrix)
    }
    if summary.status != .success, cases.allSatisfy(\.isQuiet) {
      let reason = report.stop.map(RunLog.endWords) ?? "not all is there"
      cases.append(Self.run(summary.status, reason))
    }
    return JUnitDocument(
      name: manifest.name,
      timestamp: String(TimeText.rfc3339(end - Int64(length)).dropLast()), seconds: length,
      properties: [
        JUnitDocument.Property("manifest", manifest.file),
        JUnitDocument.Property("spent", report.spent.description),
        JUnitDocument.Property("possibly_spent", report.possiblySpent.description),
        JUnitDocument.Property("status", String(summary.status.rawValue)),
      ],
      cases: cases)
  }

  /// The document of a run that ended before anything was begun, at a moment in seconds since 1970.
  static func ofNothing(_ status: ExitStatus, at end: Int64) -> JUnitDocument {
    document(
      of: run(status, "nothing was begun; what standard error says is why"), status, at: end)
  }

  /// The document of a run that began at a moment, in seconds since 1970, and has not come to its end. Its
  /// status is that of one that is left at once.
  static func ofNoEnd(at start: Int64) -> JUnitDocument {
    let message =
      "the run did not come to its end, or could not write its result; 'reel status' shows what was "
      + "asked for"
    return document(of: run(.interrupted, message: message), .interrupted, at: start)
  }

  private static func document(
    of run: JUnitDocument.Case, _ status: ExitStatus, at moment: Int64
  ) -> JUnitDocument {
    JUnitDocument(
      name: "reel", timestamp: String(TimeText.rfc3339(moment).dropLast()), seconds: 0,
      properties: [JUnitDocument.Property("status", String(status.rawValue))], cases: [run])
  }

  private static func run(_ status: ExitStatus, _ reason: String) -> JUnitDocument.Case {
    run(status, message: "the run ended with status \(status.rawValue): \(reason)")
  }

  private static func run(_ status: ExitStatus, message: String) -> JUnitDocument.Case {
    JUnitDocument.Case(
      name: "reel run", className: "reel", seconds: 0,
      trouble: (.error, kind: "status-\(status.rawValue)", message: message, text: message),
      output: "")
  }

  private func testCase(_ entry: RunReport.Entry, className: String) -> JUnitDocument.Case {
    var lines = entry.paths.map { "\(summary.outcomes.folder)/\($0)" }
    lines += (summary.report.stale[entry.id] ?? []).map {
      "stale: \(summary.outcomes.folder)/\($0)"
    }
    lines += entry.warnings.map { "warning: \($0)" }
    lines.append("cost: \(entry.cost)")
    if let fingerprint = entry.fingerprint { lines.append("fingerprint: \(fingerprint)") }
    if !entry.tags.isEmpty { lines.append("tags: \(entry.tags.joined(separator: ", "))") }
    return JUnitDocument.Case(
      name: entry.id.text, className: className, seconds: seconds[entry.id] ?? 0,
      trouble: trouble(entry), output: lines.joined(separator: "\n"))
  }

  private func trouble(
    _ entry: RunReport.Entry
  ) -> (JUnitDocument.Trouble, kind: String, message: String, text: String)? {
    let trouble: JUnitDocument.Trouble
    switch entry.outcome {
    case .fresh, .restored, .derived, .made: return nil
    case .failed, .refused, .modified, .incomplete: trouble = .failure
    case .unsettled, .lost, .blocked(_, .bytesGone): trouble = .error
    case .skipped, .blocked, .waiting, .inFlight, .inFlightElsewhere, .stopped, .excluded:
      trouble = .skipped
    }
    let message = summary.outcomes.words(entry.outcome, of: entry.id)
    let place = entry.location.map { "\($0): " } ?? ""
    return (trouble, entry.outcome.name, message, trouble == .skipped ? "" : place + message)
  }
}
