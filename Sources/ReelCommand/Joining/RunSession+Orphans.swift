import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// What earlier runs asked for, and no asset wants any more.
extension RunSession {
  /// Requests that no asset asks for any more, and whose results can still be had.
  func orphans(
    of plan: Plan, in database: RecordDatabase, host: String
  ) -> [OrphanRequest] {
    // Another run will find them too: what cannot be read now is no trouble of this one.
    guard loaded.selected == nil, let open = try? database.openJobs(),
      // What becomes known on the way may be what one of them is for.
      !plan.ordered.contains(where: \.isKnownLater)
    else { return [] }
    let wanted = Set(plan.ordered.compactMap { $0.work?.fingerprint })
    return open.compactMap { recorded in
      guard recorded.request.host == host, recorded.request.isPursued,
        !wanted.contains(recorded.fingerprint),
        let operation = Operation(rawValue: recorded.operation)
      else { return nil }
      let form = (try? database.form(of: recorded.fingerprint)).flatMap { $0 } ?? ""
      return OrphanRequest(
        id: recorded.request.id, work: Work(recorded: recorded.fingerprint, form: form),
        slots: recorded.request.slots, brought: recorded.request.brought, medium: operation.makes,
        state: recorded.request.state)
    }
  }

  /// Whether there are such, and a key to ask after them with: nobody needs one for them alone.
  func hasOrphans(_ plan: Plan) -> Bool {
    let settings = loaded.manifest.provider
    guard !arguments.emulates, context.environment[settings.apiKeyEnv]?.isEmpty == false,
      let host = Asked.host(settings),
      let database = try? RecordDatabase.openReadOnly(place.state)
    else { return false }
    return !orphans(of: plan, in: database, host: host).isEmpty
  }

  func say(collected: Int, of count: Int) {
    guard count > 0 else { return }
    context.errors.write(
      "reel: \(collected) of \(count) results that no asset asks for any more were collected; "
        + "they come back with their prompts\n")
  }
}

extension PlanNode {
  fileprivate var isKnownLater: Bool {
    if case .afterUpstream = verdict.decision { work == nil } else { false }
  }
}
