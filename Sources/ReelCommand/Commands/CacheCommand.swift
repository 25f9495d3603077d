import ReelBasics
import ReelManifest
import ReelPlan
import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Looks after the store of originals and derived files.
struct CacheCommand: Command {
  static let name = "cache"
  let spec = CommandSpec(
    name: Self.name, summary: "Say what the store holds, or clear what nothing needs",
    operands: "stats|gc|path MANIFEST",
    options: StateSession.options + [
      OptionSpec(
        "older-than", value: "DAYS",
        help: "gc: also what was paid for, came before that and nothing needs now"),
      OptionSpec("yes", letter: "y", help: "gc: remove without asking"),
    ], example: "reel cache gc manifests/spring.yaml --older-than 90")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let actions = ["stats", "gc", "path"]
    guard line.operands.count == 2, actions.contains(line.operands[0]) else {
      throw UsageError("'cache' takes 'stats', 'gc' or 'path', and a manifest")
    }
    var rest = line
    let action = rest.operands.removeFirst()
    let arguments = try RunArguments(rest, of: spec.name, context: context)
    let days = try line.integer("older-than", in: 0...36500)
    guard days == nil || action == "gc" else { throw UsageError("'--older-than' is for 'gc'") }
    let session = StateSession(arguments: arguments, context: context)
    do throws(PlanMaker.Stop) {
      let loaded = try session.maker.load()
      switch action {
      case "path":
        session.say(session.place(loaded.manifest).state.objectsPath)
        return .success
      case "stats":
        let (place, plan) = try session.look(loaded)
        let text = try session.open { () throws(StoreError) in
          StoreUsageText.stats(
            try place.reading { (checks) throws(StoreError) in
              try Self.usage(plan, place, place.readRecords(checks: checks))
            },
            aside: try FolderUsage(place.state.undecodablePath),
            replaced: try FolderUsage(place.state.replacedPath))
        }
        context.output.write(text)
        return .success
      default:
        return try await session.change(loaded) { (change) throws(PlanMaker.Stop) in
          try await clear(change, days: days, isSure: line.has("yes"), session)
        }
      }
    } catch {
      return error.status
    }
  }

  /// What the store holds, seen from this manifest and from all lock files beside it.
  private static func usage(
    _ plan: Plan, _ place: Workplace, _ database: RecordDatabase
  ) throws(StoreError) -> StoreUsage {
    var needed: Set<Digest> = []
    for node in plan.ordered {
      for slot in (node.verdict.record?.slots ?? [:]).values {
        if let media = slot.media { needed.insert(media.digest) }
      }
    }
    for lock in try place.lock.all() {
      for output in lock.entries.values.flatMap(\.outputs) {
        needed.formUnion([output.media.digest, output.original.digest])
      }
    }
    return try StoreUsage(database, ObjectStore(place.state), needed: needed)
  }

  private func clear(
    _ change: StateSession.Change, days: Int?, isSure: Bool, _ session: StateSession
  ) async throws(PlanMaker.Stop) -> ExitStatus {
    let usage = try session.open { () throws(StoreError) in
      try Self.usage(change.plan, change.place, change.database)
    }
    let before = days.map { Int64(time(nil)) - Int64($0) * 86400 }
    let removable = usage.removable(before: before)
    session.context.output.write(StoreUsageText.removal(removable))
    guard !removable.isEmpty else { return .success }
    guard isSure || agrees(session.context) else {
      session.say("Nothing was removed; '--yes' removes it.")
      return .success
    }
    session.goThrough()
    do {
      let store = ObjectStore(change.place.state)
      // Derived files first: their rows go with them, and they cost nothing.
      try await change.database.forgetDerived(
        removable.filter { $0.kind == .derived }.map(\.digest))
      for object in removable.sorted(by: { $0.kind == .derived && $1.kind != .derived }) {
        try store.remove(object.digest)
      }
    } catch {
      throw session.maker.stop(error)
    }
    session.say("Removed.")
    return .success
  }

  /// Asks a person, where one sits there.
  private func agrees(_ context: ProcessContext) -> Bool {
    guard context.output.isTerminal, isatty(0) == 1 else { return false }
    context.output.write("Remove these? [y/N] ")
    return ["y", "yes"].contains((readLine() ?? "").lowercased())
  }
}
