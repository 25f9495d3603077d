import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan

/// Writes what happens in a run for machines, as `reel.events/1`: an object for each event, whose
/// fields ``EventSchema`` describes.
struct EventDocument: Sendable {
  /// The version of the format. Fields and events may be added under it.
  static let version = "reel.events/1"

  let outcomes: OutcomeText

  /// What is known of a run before its first event.
  struct Start: Sendable {
    /// In seconds since 1970.
    let moment: Int64
    let manifest: Manifest
    let selectors: [String]
    let isEmulated: Bool
    let concurrency: Int
    let budget: Ticks?
    let provider: String
    let totals: PlanTotals
  }

  func started(_ start: Start) -> JSONValue {
    [
      "schema": .string(Self.version), "event": "run-started", "seconds": 0,
      "time": .string(TimeText.rfc3339(start.moment)),
      "version": .string(ReelTool.version),
      "manifest": .string(start.manifest.file),
      "profile": start.manifest.profile.map { .string($0) } ?? .null,
      "selectors": .array(start.selectors.map { .string($0) }),
      "provider": .string(start.provider),
      "emulated": .bool(start.isEmulated),
      "output": .string(outcomes.folder),
      "asset_count": .int(Int64(start.totals.assets)),
      "decisions": .object(start.totals.counts.mapValues { .int(Int64($0)) }),
      "cost": PlanDocument.json(start.totals.cost, start.totals.estimate),
      "unpriced": .int(Int64(start.totals.unpriced)),
      "concurrency": .int(Int64(start.concurrency)),
      "budget_ticks": Self.ticks(start.budget),
    ]
  }

  func ended(_ summary: RunSummary, at time: Duration) -> JSONValue {
    var fields = summary.sums
    fields["event"] = "run-ended"
    fields["seconds"] = Self.seconds(time)
    return .object(fields)
  }

  func json(_ event: RunEvent) -> JSONValue {
    let (name, own) = named(event)
    var fields = own
    fields["event"] = .string(name)
    fields["seconds"] = Self.seconds(event.time)
    if let asset = event.asset { fields["asset"] = .string(asset.text) }
    if let part = event.part { fields["request"] = .int(Int64(part)) }
    return .object(fields)
  }

  private func named(_ event: RunEvent) -> (String, [String: JSONValue]) {
    switch event.kind {
    case .preparing: ("preparing", [:])
    case .asked(let slots, let attempt):
      (
        "asked",
        ["variants": .array(slots.map { .int(Int64($0)) }), "attempt": .int(Int64(attempt))]
      )
    case .jobStarted(let id): ("job-started", ["job": .string(id)])
    case .resumed(let job): ("resumed", ["job": .string(job)])
    case .progress(let percent): ("progress", ["percent": .int(Int64(percent))])
    case .retrying(let reason, let wait):
      ("retrying", ["reason": .string(reason), "after_seconds": Self.seconds(wait)])
    case .held(let model, let reason, let pause):
      (
        "held",
        [
          "model": .string(model), "reason": .string(reason), "for_seconds": Self.seconds(pause),
        ]
      )
    case .fetching: ("fetching", [:])
    case .received(let bytes): ("received", ["bytes": .int(bytes)])
    case .billed(let cost, let isEarlier):
      ("billed", ["cost_ticks": .int(cost.count), "earlier_run": .bool(isEarlier)])
    case .kept(let slot, let media): ("kept", Self.fields(of: media, slot: slot))
    case .warning(let text): ("warning", ["message": .string(text)])
    case .overBudget(let wanted, let left):
      ("over-budget", ["wanted_ticks": .int(wanted.count), "left_ticks": .int(left.count)])
    case .ended(let outcome, let paths, let cost):
      (
        "ended",
        ended(outcome, of: event.asset, at: event.location, paths: paths, cost: cost)
      )
    case .stopping(let reason):
      (
        "stopping",
        ["stop": .string(Self.name(of: reason)), "message": .string(RunLog.words(reason))]
      )
    }
  }

  /// What is said of an asset that needed no run: that it ended at once.
  func idle(_ entry: RunReport.Entry) -> JSONValue {
    var fields = ended(
      entry.outcome, of: entry.id, at: entry.location, paths: entry.paths, cost: nil)
    fields["event"] = "ended"
    fields["seconds"] = 0
    fields["asset"] = .string(entry.id.text)
    return .object(fields)
  }

  private func ended(
    _ outcome: AssetOutcome, of id: AssetID?, at location: SourceLocation?, paths: [String],
    cost: Ticks?
  ) -> [String: JSONValue] {
    var fields: [String: JSONValue] = [
      "outcome": .string(outcome.name),
      "message": .string(outcomes.words(outcome, of: id)),
      "at": location.map { .string($0.description) } ?? .null,
      "paths": .array(paths.map { .string($0) }),
      "cost_ticks": Self.ticks(cost),
    ]
    switch outcome {
    case .blocked(let other, _), .waiting(let other): fields["on"] = .string(other.text)
    default: break
    }
    return fields
  }

  private static func fields(of media: MediaRecord, slot: Int) -> [String: JSONValue] {
    var fields: [String: JSONValue] = [
      "variant": .int(Int64(slot)),
      "media_type": .string(media.mediaType),
      "bytes": .int(media.byteCount),
      "sha256": .string(media.digest.hex),
      "width": .int(Int64(media.width)),
      "height": .int(Int64(media.height)),
    ]
    if let length = media.milliseconds { fields["milliseconds"] = .int(Int64(length)) }
    return fields
  }

  private static func ticks(_ money: Ticks?) -> JSONValue {
    money.map { .int($0.count) } ?? .null
  }

  /// To the millisecond.
  private static func seconds(_ time: Duration) -> JSONValue {
    .double((time / .milliseconds(1)).rounded() / 1000)
  }

  /// Why nothing more was started, in a word.
  static func name(of reason: StopReason) -> String {
    switch reason {
    case .interrupted: "interrupted"
    case .failFast: "fail-fast"
    case .budget: "budget"
    case .locked: "locked"
    case .account: "account"
    case .address: "address"
    case .records: "records"
    }
  }
}
