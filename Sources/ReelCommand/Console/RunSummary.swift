import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// How a run ended: its status, and its summary for people and machines.
struct RunSummary {
  let report: RunReport
  let style: TextStyle
  let outcomes: OutcomeText
  /// Whether an emulator was asked, which costs nothing.
  let isEmulated: Bool
  let prices: ChosenPrices
  /// The most that the run might spend, where that was said.
  let budget: Ticks?
  /// The status of the process.
  let status: ExitStatus

  init(
    report: RunReport, style: TextStyle, outcomes: OutcomeText, isEmulated: Bool,
    prices: ChosenPrices = .builtIn, budget: Ticks? = nil
  ) {
    self.report = report
    self.style = style
    self.outcomes = outcomes
    self.isEmulated = isEmulated
    self.prices = prices
    self.budget = budget
    self.status = Self.status(of: report)
  }

  private static func status(of report: RunReport) -> ExitStatus {
    let excluded = Set(report.entries.filter { $0.outcome == .excluded }.map(\.id))
    var status = ExitStatus.success
    for entry in report.entries {
      status = status.orWorse(self.status(of: entry.outcome, excluded: excluded))
    }
    for stop in report.stops { status = status.orWorse(self.status(of: stop)) }
    return status
  }

  private static func status(of stop: StopReason) -> ExitStatus {
    switch stop {
    case .interrupted: .interrupted
    case .budget, .locked, .account, .address: .stopped
    case .records, .failFast: .failure
    }
  }

  private static func status(
    of outcome: AssetOutcome, excluded: Set<AssetID>
  ) -> ExitStatus {
    switch outcome {
    case .fresh, .restored, .derived, .made, .skipped, .excluded: .success
    case .waiting, .unsettled, .lost: .waiting
    case .incomplete(_, _, let rest) where rest == .unsettled || rest == .lost: .waiting
    case .incomplete(_, _, .blocked(let other, _)) where !excluded.contains(other): .waiting
    case .failed, .refused, .incomplete, .modified, .inFlight, .inFlightElsewhere: .failure
    // What a selector kept out, nobody else counts.
    case .blocked(let other, _) where excluded.contains(other): .failure
    case .blocked(_, .bytesGone): .waiting
    case .blocked: .success
    // Counted where it began.
    case .stopped: .success
    }
  }

  /// So many lines of one kind are told.
  private static let mostLines = 10

  /// A line or two for people.
  var text: String {
    let counts = report.counts
    let head = isAllThere ? style.good("Done") : style.bad("Not all is there")
    return Self.line(
      head, { counts[$0] }, in: report.duration, money: money, folder: outcomes.folder)
      + budgetStop + tags + publicAddresses + stale
  }

  /// Whether nothing is missing. A run that was interrupted may have made all of it first.
  private var isAllThere: Bool {
    status == .success
      || report.entries.allSatisfy { entry in
        entry.outcome.isDone || [.skipped, .excluded].contains(entry.outcome)
      }
  }

  /// That the budget kept something from being sent, and what is left of it.
  private var budgetStop: String {
    guard let budget, report.stops.contains(.budget) else { return "" }
    let stopped = report.entries.count { $0.outcome == .stopped(.budget) }
    // Behind a failure that ended the run, or with some of its variants there, none ended so.
    let what = stopped > 0 ? "\(stopped) had no place" : "not all had a place"
    let left = max(.zero, budget - report.spent - report.possiblySpent)
    return "Budget: \(budget), in which \(what); \(left) of it is left.\n"
  }

  /// The line of a run that found so many assets as they should be, and had nothing to do.
  static func idle(
    _ assets: Int, folder: String, isEmulated: Bool, style: TextStyle
  ) -> String {
    line(
      style.good("Done"), { $0 == "fresh" ? assets : nil }, in: .zero,
      money: isEmulated ? "Nothing was paid." : "\(Ticks.zero) spent.", folder: folder)
  }

  private static func line(
    _ head: String, _ count: (String) -> Int?, in time: Duration, money: String, folder: String
  ) -> String {
    let order = [
      "made", "restored", "derived", "fresh", "incomplete", "failed", "refused", "skipped",
      "blocked", "waiting", "unsettled", "lost", "modified", "in-flight", "stopped", "excluded",
    ]
    var parts = order.compactMap { name in count(name).map { "\($0) \(name)" } }
    if parts.isEmpty { parts = ["nothing"] }
    return "\(head): \(parts.plainlyJoined(by: ", ")) in \(time.brief). \(money) "
      + "Outputs: \(TerminalText.safe(folder))\n"
  }

  /// Where results are for everybody to see: `cup https://…`, a line each.
  private var publicAddresses: String {
    let lines = report.entries.flatMap { entry in
      entry.publicAddresses.sorted { $0.key < $1.key }.map { slot, address in
        let name = entry.paths.count > 1 ? "\(entry.id)#\(slot)" : entry.id.text
        return "\(TerminalText.safe(name)) \(TerminalText.safe(address))"
      }
    }
    return Self.some(of: lines, "Public")
  }

  /// What stands where it was, of assets that are not done, a line each.
  private var stale: String {
    guard !report.stale.isEmpty else { return "" }
    let lines = report.entries.flatMap { entry in
      (report.stale[entry.id] ?? []).map { path in
        "\(outcomes.names([path])) is not what '\(TerminalText.safe(entry.id.text))' asks for now"
      }
    }
    return Self.some(of: lines, "Stale")
  }

  /// The first of many lines, and how many more there are.
  private static func some(of lines: [String], _ kind: String) -> String {
    let more = lines.count - mostLines
    return lines.prefix(mostLines).map { "\(kind): \($0)\n" }.joined()
      + (more > 0 ? "\(kind): \(more) more, in --format json\n" : "")
  }

  private var tags: String {
    let costs = report.totalsByTag.mapValues { CostBounds(low: $0.cost, high: $0.cost) }
    return TagText.line(costs).map { $0 + "\n" } ?? ""
  }

  /// What is said where the bill and its estimate are too far apart; `nil` where they are not, or nobody
  /// has to pay it.
  var drift: String? {
    let comparison = report.comparison
    guard comparison.drifts, !isEmulated else { return nil }
    let (billed, estimate) = (comparison.billed, comparison.estimate)
    let advice =
      prices.file.map { "look at the prices in '\($0)'" }
      ?? "prices may have changed since \(prices.catalogue.pricesAsOf): give the new ones by --prices"
    return "\(comparison.requests) request\(comparison.requests == 1 ? "" : "s"), estimated at "
      + "\(estimate), \(comparison.requests == 1 ? "was" : "were") billed \(billed); \(advice)"
  }

  /// What it cost, in a sentence or two.
  var money: String {
    if isEmulated {
      return report.spent == .zero
        ? "Nothing was paid." : "Nothing was paid; the provider would take \(report.spent)."
    }
    let possibly =
      report.possiblySpent == .zero ? "" : ", and perhaps \(report.possiblySpent) more"
    let earlier =
      report.spentEarlier == .zero
      ? "" : "; besides, \(report.spentEarlier) for requests of earlier runs"
    return "\(report.spent) spent\(possibly)\(earlier).\(estimated)"
  }

  /// The estimate, where the bill was another one.
  private var estimated: String {
    let (billed, estimate) = (report.comparison.billed, report.comparison.estimate)
    guard estimate != CostBounds(low: billed, high: billed) else { return "" }
    let whole = billed == report.spent ? "Estimated" : "\(billed) of it was estimated"
    return " \(whole) at \(estimate)."
  }

  /// Writes the report as `reel.run/1`.
  func writeJSON(to write: (String) -> Void) {
    var fields = sums
    fields["schema"] = "reel.run/1"
    fields["budget_ticks"] = budget.map { .int($0.count) } ?? .null
    JSONValue.writePretty(fields, list: "assets", of: report.entries.lazy.map(json), to: write)
  }

  /// What machine formats say of the run as a whole.
  var sums: [String: JSONValue] {
    [
      "status": .int(Int64(status.rawValue)),
      "stop": report.stop.map { .string(EventDocument.name(of: $0)) } ?? .null,
      "counts": .object(report.counts.mapValues { .int(Int64($0)) }),
      "milliseconds": .int(Int64(report.duration / .milliseconds(1))),
      "spent_ticks": .int(report.spent.count),
      "spent_earlier_ticks": .int(report.spentEarlier.count),
      "possibly_spent_ticks": .int(report.possiblySpent.count),
      "output": .string(outcomes.folder),
      "estimate": estimate,
      "tags": .object(report.totalsByTag.mapValues(Self.json)),
    ]
  }

  private var estimate: JSONValue {
    [
      "requests": .int(Int64(report.comparison.requests)),
      "low_ticks": .int(report.comparison.estimate.low.count),
      "high_ticks": .int(report.comparison.estimate.high.count),
      "billed_ticks": .int(report.comparison.billed.count),
      "drifts": .bool(report.comparison.drifts),
    ]
  }

  private static func json(_ totals: RunReport.TagTotals) -> JSONValue {
    [
      "asset_count": .int(Int64(totals.assets)),
      "counts": .object(totals.counts.mapValues { .int(Int64($0)) }),
      "cost_ticks": .int(totals.cost.count),
    ]
  }

  private func json(_ entry: RunReport.Entry) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(entry.id.text),
      "at": entry.location.map { .string($0.description) } ?? .null,
      "outcome": .string(entry.outcome.name),
      "message": .string(outcomes.words(entry.outcome, of: entry.id)),
      "cost_ticks": .int(entry.cost.count),
      "paths": .array(entry.paths.map { .string($0) }),
      "warnings": .array(entry.warnings.map { .string($0) }),
    ]
    if !entry.publicAddresses.isEmpty {
      let addresses = entry.publicAddresses.map { (String($0.key), JSONValue.string($0.value)) }
      fields["public_urls"] = .object(Dictionary(addresses) { first, _ in first })
    }
    if let stale = report.stale[entry.id] { fields["stale"] = .array(stale.map { .string($0) }) }
    return .object(fields)
  }
}
