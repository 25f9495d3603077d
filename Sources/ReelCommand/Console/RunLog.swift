import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan

/// Says a run as it goes: a line for every change of state.
struct RunLog: Sendable {
  let style: TextStyle
  let writer: DescriptorWriter
  let outputName: String
  let isQuiet: Bool
  let isVerbose: Bool
  /// The width of the column of ids.
  let width: Int

  /// Writes the event's line, where it has one.
  func observe(_ event: RunEvent) {
    guard let words = words(event) else { return }
    let time = event.time.brief
    let name = TerminalText.safe(event.asset?.text ?? "").padded(to: width)
    let left = String(repeating: " ", count: max(0, 7 - time.count)) + time
    writer.write("\(style.faint(left))  \(name)  \(words)\n")
  }

  private func words(_ event: RunEvent) -> String? {
    switch event.kind {
    case .asked(let slots, let attempt):
      guard !isQuiet else { return nil }
      let number = slots.count > 1 ? " for \(slots.count) variants" : ""
      return "asked" + number + (attempt > 1 ? " (attempt \(attempt))" : "")
    case .jobStarted(let id): return isVerbose ? "job \(TerminalText.safe(id))" : nil
    case .progress(let percent): return isVerbose ? "at \(percent) %" : nil
    case .retrying(let reason, let wait):
      return isQuiet ? nil : "again in \(wait.brief): \(TerminalText.safe(reason))"
    case .fetching: return isVerbose ? "fetching" : nil
    case .kept(let slot, let media):
      return isVerbose
        ? "kept variant \(slot): \(media.mediaType), \(media.width)x\(media.height)" : nil
    case .warning(let text): return style.warning("warning: ") + TerminalText.safe(text)
    case .overBudget(let wanted, let left):
      return style.bad("not sent: it would cost up to \(wanted), and \(left) of the budget is left")
    case .ended(let outcome, let paths, let cost):
      return ended(outcome, at: event.location, paths: paths, cost: cost)
    case .stopping(let reason): return style.bad(Self.words(reason))
    }
  }

  private func ended(
    _ outcome: AssetOutcome, at location: SourceLocation?, paths: [String], cost: Ticks?
  ) -> String? {
    let text = Self.words(outcome, below: outputName)
    guard outcome.isDone else {
      // Who has to do something about it wants to know where.
      let place = outcome.isFailure ? location.map { "\($0): " } : nil
      return TerminalText.safe(place ?? "") + style.bad(text)
    }
    if isQuiet || (outcome == .fresh && !isVerbose) { return nil }
    let places = paths.map { TerminalText.safe("\(outputName)/\($0)") }.joined(separator: " ")
    let price = cost.map { $0 == .zero ? "" : style.faint("  \($0)") } ?? ""
    return "\(style.good(text))  \(places)\(price)"
  }

  /// An outcome in words, with what to do where something is to be done; `folder` is where the
  /// outputs are.
  static func words(_ outcome: AssetOutcome, below folder: String) -> String {
    switch outcome {
    case .fresh, .restored, .derived, .made, .excluded: return outcome.name
    case .skipped:
      return "skipped: moderation took it, or what it needs, and the manifest allows that"
    case .incomplete(let have, let all, let rest):
      return "incomplete: \(have) of \(all) variants; \(words(rest))"
    case .failed(let reason):
      return "failed: \(TerminalText.safe(reason)); run again to try once more: nothing is paid "
        + "for twice"
    case .refused(let refusal):
      let message = refusal.message.last == "." ? refusal.message.dropLast() : refusal.message[...]
      return "refused: \(TerminalText.safe(String(message)))\(billed(refusal)); \(advice(refusal))"
    case .blocked(let other): return "blocked by '\(other)'"
    case .waiting(let other): return waiting(for: other)
    case .unsettled(let reason):
      return "unsettled: \(TerminalText.safe(reason)); it may have been billed, so it is sent "
        + "again only with --resend: look at the provider's bill first"
    case .lost(let reason):
      return "lost: \(TerminalText.safe(reason)); it was paid for, and only --resend asks again, "
        + "and pays again"
    case .modified(let paths): return foreign(paths, below: folder)
    case .inFlight: return "in flight: the next run collects it"
    case .stopped(.locked): return "not made: --locked sends nothing that is paid for"
    case .stopped: return "not made"
    }
  }

  /// What a refusal cost, as far as that is known.
  private static func billed(_ refusal: Refusal) -> String {
    switch (refusal.cost, refusal.kind) {
    case (.zero?, _), (nil, .account), (nil, .address): ""
    case (let cost?, _): " (it cost \(cost))"
    case (nil, .moderated): " (the provider does not say what it cost)"
    case (nil, .rejected): " (nothing was billed)"
    }
  }

  /// What to do about a refusal.
  private static func advice(_ refusal: Refusal) -> String {
    switch refusal.kind {
    case .moderated:
      "change its prompt or inputs, do without it by 'on_moderated: skip', or ask again by its id "
        + "and --force"
    case .rejected: "change what the provider names, or ask again by its id and --force"
    case .account: accountAdvice
    case .address: "mend the address ('base_url'), then run again"
    }
  }

  private static let accountAdvice = "check the key, its rights and the credits, then run again"

  private static func words(_ rest: AssetOutcome.Rest) -> String {
    switch rest {
    case .asked: "the next run asks for the rest"
    case .inFlight: "the next run collects the rest"
    case .unsettled: "the rest may have been billed, and is asked for again only with --resend"
    case .lost: "the rest was paid for and is gone; only --resend asks for it again"
    case .refused: "the rest was refused; change it, or --force asks for the rest again"
    }
  }

  /// What is said of what a person has to choose first.
  static func waiting(for other: AssetID) -> String {
    "waits for a choice among the variants of '\(other)': 'reel pick MANIFEST \(other) N'"
  }

  /// What is said of outputs that are not as Reel left them.
  static func foreign(_ paths: [String], below folder: String) -> String {
    let names = paths.map { TerminalText.safe("\(folder)/\($0)") }.joined(separator: ", ")
    return
      "left alone, as another hand made or changed it: \(names); move it away, and the next run "
      + "writes its own, or take it with 'reel adopt'"
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
        + "\(TerminalText.safe(words)); \(accountAdvice)"
    case .address(let words):
      "nothing more is sent, as the provider's address is wrong ('base_url'): "
        + TerminalText.safe(words)
    case .records(let words):
      "the state cannot be written, and nothing more is sent: \(TerminalText.safe(words))"
    }
  }
}
