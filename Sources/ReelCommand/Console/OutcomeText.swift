import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// Says how it ended with an asset, with what to do where something is to be done.
struct OutcomeText: Sendable {
  /// The output directory as messages write it.
  let folder: String
  let tool: ToolLine
  /// Whether an emulator inside the run was asked: it ends with the run, and keeps nothing for a next one.
  var isEmulated = false

  /// An outcome of an asset in words, safe for a terminal.
  func words(_ outcome: AssetOutcome, of id: AssetID?) -> String {
    switch outcome {
    case .fresh, .restored, .derived, .made, .excluded: return outcome.name
    case .skipped:
      return "skipped: moderation took it, or what it needs, and the manifest allows that"
    case .incomplete(let have, let all, let rest):
      return "incomplete: \(have) of \(all) variants; \(words(rest))"
    case .failed(let reason, let remedy):
      return "failed: \(Self.joined(reason, Self.words(remedy)))"
    case .refused(let refusal):
      return "refused: "
        + Self.joined(refusal.message, Self.advice(refusal), between: Self.billed(refusal))
    case .blocked(let other, .notThere): return TerminalText.safe("blocked by '\(other)'")
    case .blocked(let other, .bytesGone(let cost)): return gone(other, cost)
    case .waiting(let other): return waiting(for: [other])
    case .unsettled(let reason) where isEmulated:
      return
        "unsettled: \(Self.clause(reason)); a provider may have billed it and would be asked "
        + "again only with --resend; of the emulator, the next run asks again"
    case .lost(let reason, _) where isEmulated:
      return
        "lost: \(Self.clause(reason)); a provider was paid for it and would be asked again only "
        + "with --resend, and so is the emulator; what this run lost, the next run asks it for again"
    case .inFlight where isEmulated, .inFlightElsewhere where isEmulated:
      return "in flight: the emulator ends with the run, and the next run asks again"
    case .unsettled(let reason):
      return "unsettled: \(Self.clause(reason)); it may have been billed, so it is sent "
        + "again only with --resend: look at the provider's bill first"
    case .lost(let reason, let job):
      let start = "lost: \(Self.clause(reason)); it was paid for"
      return wayBack(job, of: id).map {
        "\(start). \($0) (else only --resend looks and asks for it again, and may pay again)"
      } ?? "\(start), and only --resend looks and asks for it again, and may pay again"
    case .modified(let paths): return foreign(paths)
    case .inFlight: return "in flight: the next run collects it"
    case .inFlightElsewhere(let reason): return "in flight: \(Self.clause(reason))"
    case .stopped(.locked): return "not made: --locked sends nothing that is paid for"
    case .stopped: return "not made"
    }
  }

  /// What brings the result of a lost job back, where it is one.
  func wayBack(_ job: String?, of id: AssetID?) -> String? {
    guard let job, let id else { return nil }
    let line = tool.line("adopt", id.text, "--request-id", job)
    return TerminalText.safe(
      "Where the provider still has job \(job), this and a run collect it for nothing: \(line)")
  }

  /// What is said of what a person has to choose first, of one asset or of several.
  func waiting(for others: [AssetID]) -> String {
    let lines = others.map { "of '\($0)': \(tool.line("pick", $0.text, "N"))" }
    return TerminalText.safe(
      "waits for a choice among the variants " + lines.joined(separator: ", and "))
  }

  /// What is said of what builds on bytes that are nowhere.
  func gone(_ other: AssetID, _ cost: CostBounds?) -> String {
    let line = tool.line("run", other.text, "--force")
    return TerminalText.safe(
      "blocked: the bytes of '\(other)' are nowhere; this makes it again\(Self.price(cost)): "
        + line)
  }

  /// What something costs, where that is known, after what it is for.
  static func price(_ cost: CostBounds?) -> String { cost.map { " for \($0)" } ?? "" }

  /// What is said of outputs that are not as Reel left them.
  func foreign(_ paths: [String]) -> String {
    // No asset's result is a sidecar.
    let canAdopt = !paths.allSatisfy { $0.hasSuffix(OutputTemplate.sidecar(of: "")) }
    return "left alone, as another hand made or changed it: \(names(paths)); move it away, and the "
      + "next run writes its own" + (canAdopt ? ", or take it with 'reel adopt'" : "")
  }

  /// Outputs as messages write them.
  func names(_ paths: [String]) -> String {
    paths.map { TerminalText.safe("\(folder)/\($0)") }.joined(separator: ", ")
  }

  // MARK: Parts

  /// A reason of somebody else's, which may end with a full stop, and what to do about it.
  private static func joined(
    _ reason: String, _ advice: String?, between: String = ""
  ) -> String {
    guard let advice else { return TerminalText.safe(reason) + between }
    return "\(clause(reason))\(between); \(advice)"
  }

  /// A sentence of somebody else's, safe for a terminal, as a part of one of Reel's.
  static func clause(_ sentence: String) -> String {
    TerminalText.safe(sentence.last == "." ? String(sentence.dropLast()) : sentence)
  }

  private static func words(_ remedy: AssetOutcome.Remedy) -> String? {
    switch remedy {
    case .again: "run again to try once more: nothing is paid for twice"
    case .asked(nil):
      "the next run asks for it again, and pays for that; whether this one was billed, the provider "
        + "does not say"
    case .asked(.zero?): "the next run asks for it again; this one was not billed"
    case .asked(let cost?):
      "the next run asks for it again, and pays for that; this one cost \(cost)"
    case .priced: "give it a price by '--prices FILE', or run it without a budget"
    case .said: nil
    }
  }

  /// What a refusal cost, as far as that is known.
  private static func billed(_ refusal: Refusal) -> String {
    switch (refusal.cost, refusal.kind) {
    case (.zero?, _), (nil, .account), (nil, .address): ""
    case (let cost?, _): " (it cost \(cost))"
    case (nil, .rejected) where !refusal.mayBeBilled: " (nothing was billed)"
    case (nil, .moderated), (nil, .rejected): " (the provider does not say what it cost)"
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

  static let accountAdvice = "check the key, its rights and the credits, then run again"

  private func words(_ rest: AssetOutcome.Rest) -> String {
    let asked = "the next run asks for the rest"
    return switch rest {
    case .asked: asked
    case .inFlight: isEmulated ? asked : "the next run collects the rest"
    case .inFlightElsewhere:
      isEmulated ? asked : "only a run that asks the host of its job collects the rest"
    case .unsettled:
      isEmulated
        ? asked : "the rest may have been billed, and is asked for again only with --resend"
    case .lost:
      isEmulated ? asked : "the rest was paid for and is gone; only --resend asks for it again"
    case .refused: "the rest was refused; change it, or --force asks for the rest again"
    case .blocked(let other, let cost): "the rest is \(gone(other, cost))"
    }
  }
}

extension OutcomeText {
  /// Of a command and where its outputs are.
  init(_ arguments: RunArguments, in place: Workplace) {
    self.init(
      folder: place.outputName, tool: arguments.tool, isEmulated: arguments.emulates)
  }
}
