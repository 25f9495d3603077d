import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan

/// What is said while the run goes on.
extension RunSession {
  var outcomes: OutcomeText {
    OutcomeText(arguments, in: place)
  }

  /// What is seen of the run on standard error.
  func display(of plan: Plan, _ options: RunOptions) -> RunDisplay {
    let style = TextStyle(option: arguments.color, context: context, writer: context.errors)
    // Events on the same terminal would be painted over.
    let isLive =
      !arguments.isQuiet && RunDisplay.canBeLive(context)
      && !(recorder.traces.replacesSummary && context.output.isTerminal)
    let nodes = plan.ordered
    let width = nodes.map { TerminalText.width(of: $0.asset.id.text) }.max() ?? 0
    return RunDisplay(
      ProgressModel(total: nodes.count),
      timeLeft: isLive ? TimeLeft(plan, Forecast(of: plan, options: options)) : nil,
      log: RunLog(
        style: style, outcomes: outcomes, isQuiet: arguments.isQuiet,
        isVerbose: arguments.isVerbose, isLive: isLive, width: min(32, width)),
      view: ProgressView(
        style: style,
        text: ProgressText(isEmulated: arguments.emulates, budget: options.budget),
        idWidth: width), writer: context.errors)
  }

  func sayReplaced(_ path: String, _ copy: String) {
    let (path, copy) = (place.outputName + "/" + path, context.shown(copy))
    context.errors.write(
      "reel: another hand's \(TerminalText.safe(path)) is replaced, and kept as "
        + "\(TerminalText.safe(copy))\n")
  }

  func sayUnmarked(_ path: String, _ reason: String) {
    context.errors.write(
      "reel: '\(TerminalText.safe(place.outputName + "/" + path))' carries no provenance of Reel's: "
        + "\(TerminalText.safe(reason))\n")
  }
}
