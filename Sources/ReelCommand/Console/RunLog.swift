import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan

/// Says a run as it goes: a line for every change of state.
struct RunLog: Sendable {
  let style: TextStyle
  let outcomes: OutcomeText
  let isQuiet: Bool
  let isVerbose: Bool
  /// Whether somebody sees what is under way anyway: then only what ended is worth a line.
  var isLive = false
  /// The width of the column of ids.
  let width: Int

  /// The event's line with its end, where it has one.
  func line(_ event: RunEvent) -> String? {
    guard let words = words(event) else { return nil }
    return line(words, of: event.asset, at: event.time)
  }

  /// Words in the columns of the log; those about no asset stand where ids would.
  func line(_ words: String, of asset: AssetID?, at moment: Duration) -> String {
    let time = moment.brief
    let name = asset.map { TerminalText.safe($0.text).padded(to: width) + "  " } ?? ""
    let left = String(repeating: " ", count: max(0, 7 - time.count)) + time
    return "\(style.faint(left))  \(name)\(words)\n"
  }

  /// Whether it tells of what is only under way.
  private var tellsSteps: Bool { !isQuiet && (isVerbose || !isLive) }

  private func words(_ event: RunEvent) -> String? {
    switch event.kind {
    case .asked(let slots, let attempt):
      guard tellsSteps else { return nil }
      let number = slots.count > 1 ? " for \(slots.count) variants" : ""
      return "asked" + number + (attempt > 1 ? " (attempt \(attempt))" : "")
    case .jobStarted(let id): return isVerbose ? "job \(TerminalText.safe(id))" : nil
    case .progress(let percent): return isVerbose ? "at \(percent) %" : nil
    case .retrying(let reason, let wait):
      return tellsSteps ? "again in \(wait.brief): \(TerminalText.safe(reason))" : nil
    case .held(let model, let reason, let pause):
      guard !isQuiet else { return nil }
      return TerminalText.safe("model \(model) is left alone for \(pause.rounded): \(reason)")
    case .preparing, .received, .billed: return nil
    case .resumed(let job): return isVerbose ? "waiting for job \(TerminalText.safe(job))" : nil
    case .fetching: return isVerbose ? "fetching" : nil
    case .kept(let slot, let media):
      return isVerbose
        ? "kept variant \(slot): \(media.mediaType), \(media.width)x\(media.height)" : nil
    case .warning(let text): return style.warning("warning: ") + TerminalText.safe(text)
    case .overBudget(let wanted, let left):
      return style.bad("not sent: it would cost up to \(wanted), and \(left) of the budget is left")
    case .ended(let outcome, let paths, let cost):
      return ended(outcome, of: event.asset, at: event.location, paths: paths, cost: cost)
    case .stopping(let reason): return style.bad(Self.words(reason))
    }
  }

  private func ended(
    _ outcome: AssetOutcome, of id: AssetID?, at location: SourceLocation?, paths: [String],
    cost: Ticks?
  ) -> String? {
    let text = outcomes.words(outcome, of: id)
    guard outcome.isDone else {
      // Who has to do something about it wants to know where.
      let place = outcome.isFailure ? location.map { "\($0): " } : nil
      return TerminalText.safe(place ?? "") + style.bad(text)
    }
    if isQuiet || (outcome == .fresh && !isVerbose) { return nil }
    let places = paths.map { TerminalText.safe("\(outcomes.folder)/\($0)") }.joined(separator: " ")
    let price = cost.map { $0 == .zero ? "" : style.faint("  \($0)") } ?? ""
    return "\(style.good(text))  \(places)\(price)"
  }

  /// Why nothing more was started, of a run that has ended: nobody can do anything about that one any more.
  static func endWords(_ reason: StopReason) -> String {
    guard case .interrupted = reason else { return words(reason) }
    return "interrupted: nothing more was sent; run again to go on"
  }

  /// Why nothing more is started.
  static func words(_ reason: StopReason) -> String {
    switch reason {
    case .interrupted:
      "interrupted: nothing more is sent, what is on the wire is awaited; again to leave at once"
    case .failFast: "stopping after the first failure"
    case .budget: "the next request would pass the budget: nothing more is sent"
    case .locked: "something is to be made, and --locked sends nothing that is paid for"
    case .account(let words):
      "nothing more is sent, as the provider refuses it all: "
        + "\(OutcomeText.clause(words)); \(OutcomeText.accountAdvice)"
    case .address(let words):
      "nothing more is sent, as the provider's address is wrong ('base_url'): "
        + TerminalText.safe(words)
    case .records(let words):
      "the state cannot be written, and nothing more is sent: \(TerminalText.safe(words))"
    }
  }
}
