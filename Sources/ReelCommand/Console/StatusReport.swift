import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelStore

/// What `status` says, for people and for machines.
struct StatusReport {
  /// A request whose end is not on record.
  private struct Open {
    let kind: String
    let detail: String
    /// `nil` where no asset of the manifest asks for it any more.
    let asset: String?
    /// Whether only runs against another address know what it is for.
    let isElsewhere: Bool
    let recorded: RecordedRequest
  }

  /// Something that was paid for, of which the bytes are nowhere, and no request open.
  private struct Lost {
    let asset: String
    let reason: String
    let resendCost: CostBounds?
  }

  /// Something that others build on, and of which the bytes are nowhere, though what stands as its output
  /// is as it should be.
  private struct Gone {
    let asset: AssetID
    let cost: CostBounds?
  }

  private let open: [Open]
  private let lost: [Lost]
  private let gone: [Gone]
  /// Assets that others wait for, until a person has chosen a variant.
  private let picks: [String]
  private let spent: Ticks
  private let possiblySpent: Ticks

  /// How things are for runs that ask `host`, `nil` where nobody is to be asked, and while a run of
  /// `holder` is under way. Look for it before the records are read: what a run that ends in between
  /// waited for would look unsettled. Plans for `elsewhere` tell what requests to other addresses are for.
  ///
  /// - Throws: where the records cannot be read.
  init(
    _ plan: Plan, elsewhere: [Plan], _ database: RecordDatabase, asking host: String?,
    during holder: RunLock.Holder?
  ) throws(StoreError) {
    let assets = Dictionary(
      ([plan] + elsewhere).flatMap(\.ordered).compactMap { node in
        node.work.map { ($0.fingerprint, node.asset.id.text) }
      }, uniquingKeysWith: { first, _ in first })
    let others = Set(elsewhere.map(\.provider))
    let requests = try database.openJobs()
    let asked = Set(requests.map(\.fingerprint))
    lost = plan.ordered.compactMap { node in
      guard case .lost(let reason, _) = node.verdict.decision, let work = node.work,
        !asked.contains(work.fingerprint)
      else { return nil }
      return Lost(asset: node.asset.id.text, reason: reason, resendCost: node.resendCost)
    }
    open = requests.map { recorded in
      let identity = recorded.request.identity(of: plan.manifest.provider.name)
      let isElsewhere = identity.map { others.contains($0) } ?? false
      let asset = assets[recorded.fingerprint]
      let (kind, detail) = Self.words(
        recorded.request, isWanted: asset != nil, asking: host, isElsewhere: isElsewhere,
        during: holder)
      return Open(
        kind: kind, detail: detail, asset: asset, isElsewhere: isElsewhere, recorded: recorded)
    }
    var told: Set<AssetID> = []
    gone = plan.ordered.compactMap { node in
      guard case .blocked(let id, .bytesGone(let cost)) = node.verdict.decision,
        told.insert(id).inserted
      else { return nil }
      return Gone(asset: id, cost: cost)
    }
    var seen: Set<AssetID> = []
    picks = plan.ordered.flatMap(\.choices).filter { seen.insert($0).inserted }.map(\.text)
    (spent, possiblySpent) = try database.spending()
  }

  private static func words(
    _ request: OpenRequest, isWanted: Bool, asking host: String?, isElsewhere: Bool,
    during holder: RunLock.Holder?
  ) -> (kind: String, detail: String) {
    // What no asset asks for is looked at once all that is asked for is known.
    let next = isWanted ? "the next run" : "a later run of everything"
    let option = isElsewhere ? request.host.map(ProviderIdentity.option) : nil
    let resend = "'reel run --resend'" + (option.map { " with \($0)" } ?? "")
    return switch request.state {
    case .job(let id):
      (
        "in flight", "job \(id); \(request.whyLeft(asking: host) ?? "\(next) collects it")"
      )
    case .answered:
      (
        "to be collected",
        "its answer is known; \(option.map { "a run with \($0)" } ?? next) fetches it"
      )
    case .unsettled where isAwaited(request, by: holder):
      ("under way", "it was sent, and the run that is under way waits for its answer")
    case .unsettled:
      (
        "unsettled",
        "\(OutcomeText.clause(request.reason ?? "no answer came")); it may be paid for, and \(resend) "
          + "sends it again"
      )
    case .lost(let reason):
      (
        "lost",
        "\(OutcomeText.clause(reason)); it was paid for, and \(resend) "
          + (request.isLookedFor
            ? "looks for it once more, and else asks for it again"
            : "asks for it again")
      )
    }
  }

  /// Whether a run that is under way began a request, and has not heard of it: of one whose answer never
  /// came it is on record why.
  private static func isAwaited(_ request: OpenRequest, by holder: RunLock.Holder?) -> Bool {
    guard let holder, request.reason == nil else { return false }
    return request.begun >= holder.started
  }

  func text(_ outcomes: OutcomeText, isEmulated: Bool) -> String {
    var lines = open.map { request in
      let cost = request.recorded.request.worstCost.map { " (at most \($0))" } ?? ""
      let asset = request.asset.map { "'\($0)'" } ?? "of no asset of this manifest"
      let since = TimeText.utc(request.recorded.request.begun)
      // The line that brings it back is said to whoever asks where it went.
      let job = request.isElsewhere ? nil : request.recorded.request.jobID
      let back = outcomes.wayBack(job, of: request.asset.map { AssetID($0) })
      let words = back.map { "\($0); else " } ?? ""
      return "\(request.kind): \(asset), since \(since): \(words)\(request.detail)\(cost)"
    }
    lines += lost.map { lost in
      let price = lost.resendCost.map { " for \($0)" } ?? ""
      return
        "lost: '\(lost.asset)': \(OutcomeText.clause(lost.reason)); it was paid for, and 'reel run --resend' asks "
        + "for it again\(price)"
    }
    lines += gone.map { outcomes.gone($0.asset, $0.cost) }
    lines += picks.map { "waits for a choice: \(outcomes.tool.line("pick", $0, "N"))" }
    if lines.isEmpty { lines = ["Nothing is in flight, unsettled or lost, and nothing waits."] }
    let possibly = possiblySpent == .zero ? "" : ", and perhaps \(possiblySpent) more"
    lines.append(
      isEmulated
        ? "Nothing was paid; the provider would have taken \(spent)."
        : "All runs together: \(spent) spent\(possibly).")
    return lines.map { TerminalText.safe($0) + "\n" }.joined()
  }

  private static func job(of request: OpenRequest) -> String? {
    if case .job(let id) = request.state { return id }
    return request.jobID
  }

  /// As `reel.status/1`.
  var json: JSONValue {
    [
      "schema": "reel.status/1",
      "requests": .array(open.map(Self.json)),
      "lost": .array(lost.map(Self.json)),
      "gone": .array(gone.map(Self.json)),
      "picks": .array(picks.map { .string($0) }),
      "spent_ticks": .int(spent.count),
      "possibly_spent_ticks": .int(possiblySpent.count),
    ]
  }

  private static func json(_ lost: Lost) -> JSONValue {
    var fields: [String: JSONValue] = [
      "asset": .string(lost.asset), "reason": .string(lost.reason),
    ]
    if let cost = lost.resendCost { fields["resend_cost"] = PlanDocument.json(cost, nil) }
    return .object(fields)
  }

  private static func json(_ gone: Gone) -> JSONValue {
    var fields: [String: JSONValue] = ["asset": .string(gone.asset.text)]
    if let cost = gone.cost { fields["force_cost"] = PlanDocument.json(cost, nil) }
    return .object(fields)
  }

  private static func json(_ open: Open) -> JSONValue {
    [
      "job": job(of: open.recorded.request).map { .string($0) } ?? .null,
      "kind": .string(open.kind),
      "detail": .string(open.detail),
      "asset": open.asset.map { .string($0) } ?? .null,
      "operation": .string(open.recorded.operation),
      "model": .string(open.recorded.model),
      "host": .string(open.recorded.request.host ?? ""),
      "begun": .int(open.recorded.request.begun),
      "worst_cost_ticks": open.recorded.request.worstCost.map { .int($0.count) } ?? .null,
    ]
  }
}
