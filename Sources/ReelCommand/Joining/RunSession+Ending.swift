import ReelBasics
import ReelEngine
import ReelManifest
import ReelStore

/// What is left to do when all assets have ended.
extension RunSession {
  /// Writes the lock file, and says how the run ended.
  func finish(_ report: RunReport, _ keeper: LockKeeper) async -> ExitStatus {
    do {
      try await claimOutputs(report, keeper.database)
      if loaded.selected == nil { try await sweep(report, keeper.database) }
      try await keeper.write(report, isPartial: loaded.selected != nil)
      var ended = report
      ended.stale = try StaleOutputs(
        place: place, graph: loaded.graph, database: keeper.database
      ).find(after: report)
      return await finish(ended)
    } catch {
      // Everything is on record: the next run writes it.
      context.errors.write("reel: \(TerminalText.safe(error.message))\n")
      return await finish(report).orWorse(.failure)
    }
  }

  /// What is as it should be is this manifest's from now on, whichever wrote it.
  func claimOutputs(
    _ report: RunReport, _ database: RecordDatabase
  ) async throws(StoreError) {
    var owners: [String: String] = [:]
    for entry in report.entries where entry.outcome == .fresh {
      for path in entry.paths { owners[path] = entry.id.text }
    }
    try await database.claimOutputs(owners, in: place.outputs.name, manifest: loaded.manifest.key)
  }

  /// Clears up behind what was moved, and names what nobody asks for any more.
  func sweep(
    _ report: RunReport, _ database: RecordDatabase
  ) async throws(StoreError) {
    let isDone = Dictionary(report.entries.map { ($0.id, $0.outcome.isDone) }) { first, _ in first }
    // What is done claims what it has; the rest may still want any format.
    let paths =
      report.entries.flatMap(\.paths)
      + loaded.manifest.assets.filter { isDone[$0.id] != true }.flatMap(\.possiblePaths)
    let claimed = Set(paths.map { ByteText($0) })
    let result = try await OutputSweep(
      database: database, objects: ObjectStore(place.state), outputs: place.outputs,
      manifest: loaded.manifest.key
    ).run { claimed.contains(ByteText($0)) }
    if arguments.isVerbose {
      for path in result.moved {
        context.errors.write(
          "reel: removed '\(TerminalText.safe("\(place.outputName)/\(path)"))', in the place of "
            + "which another output stands now\n")
      }
    }
    say(orphans: result.orphans)
  }

  /// Names some of what nobody asks for any more: there is no command that removes what was paid for.
  private func say(orphans: [String]) {
    let named = orphans.prefix(3).map { TerminalText.safe("\(place.outputName)/\($0)") }
    guard !named.isEmpty else { return }
    let more = orphans.count - named.count
    let what = orphans.count == 1 ? "1 output" : "\(orphans.count) outputs"
    let left = orphans.count == 1 ? "was left where it is" : "were left where they are"
    context.errors.write(
      "reel: \(what) that no asset makes any more \(left), for you to keep elsewhere or to remove: "
        + named.joined(separator: ", ")
        + (more > 0 ? " and \(more) more; 'reel verify' names them all" : "") + "\n")
  }

  func finish(_ report: RunReport) async -> ExitStatus {
    let style = TextStyle(option: arguments.color, context: context, writer: context.output)
    let summary = RunSummary(
      report: report, style: style, outcomes: outcomes, isEmulated: arguments.emulates,
      prices: maker.prices, budget: arguments.budget(for: loaded.manifest))
    if let drift = summary.drift {
      context.errors.write("reel: \(style.warning("warning:")) \(TerminalText.safe(drift))\n")
    }
    let isRecorded = await recorder.end(summary, of: loaded.manifest)
    if arguments.isJSON {
      summary.writeJSON { context.output.write($0) }
    } else if !recorder.traces.replacesSummary,
      !arguments.isQuiet || summary.status != .success
    {
      // A run is about its outputs, and not about its words.
      context.output.writeAside(summary.text)
    }
    let isWhole = await writePage(after: report) && isRecorded
    return isWhole ? summary.status : summary.status.orWorse(.failure)
  }

  /// Writes the page that was asked for; why it cannot be written is said.
  func writePage(after report: RunReport) async -> Bool {
    guard let page else { return true }
    do throws(PlanMaker.Stop) {
      try await maker.writeReport(of: loaded, in: place, to: page, after: (report, began))
      return true
    } catch {
      return false
    }
  }
}
