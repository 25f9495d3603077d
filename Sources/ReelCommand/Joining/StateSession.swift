import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A look at the state of a manifest, or a change of it, outside of runs; nothing is sent.
struct StateSession {
  static let options =
    [
      OptionSpec("emulator", help: "the state of the emulator's runs, not of the provider's")
    ] + ManifestArguments.options + [
      OptionSpec(
        "state-dir", value: "DIR", help: "where records are kept (.reel beside the manifest)"),
      OptionSpec("output-dir", value: "DIR", help: "where outputs are"),
      OptionSpec("color", value: "auto|always|never", help: "colours (NO_COLOR counts too)"),
    ]

  /// What a change works with, while it holds the state.
  struct Change {
    let place: Workplace
    let plan: Plan
    let database: RecordDatabase
    let keeper: LockKeeper

    /// What is planned for an asset.
    func node(_ asset: Asset) -> PlanNode? { plan.ordered.first { $0.asset.id == asset.id } }
  }

  let arguments: RunArguments
  let context: ProcessContext

  var maker: PlanMaker { PlanMaker(arguments: arguments, context: context, prices: .builtIn) }

  func place(_ manifest: Manifest) -> Workplace {
    Workplace(manifest, arguments: arguments, context: context)
  }

  /// The asset that is called so; the axes of a cell in any order.
  func asset(_ id: String, of manifest: Manifest) throws(PlanMaker.Stop) -> Asset {
    let numbers = try numbers(id, of: manifest)
    guard numbers.count == 1 else {
      throw stop(
        "\(ShellQuote.inQuotes(id)) means \(numbers.count) cells; name one, as "
          + ShellQuote.inQuotes(manifest.assets[numbers[0]].id.text), .usage)
    }
    return manifest.assets[numbers[0]]
  }

  /// The numbers of the assets that a name means: one, or cells of a matrix.
  func numbers(_ name: String, of manifest: Manifest) throws(PlanMaker.Stop) -> [Int] {
    // The values in a cell's id may have a '*' of their own.
    if let exact = manifest.assets.firstIndex(where: { $0.id.text == name }) { return [exact] }
    let glob = CellGlob(name)
    let numbers = manifest.assets.indices.filter { glob.matches(manifest.assets[$0]) }
    guard !numbers.isEmpty else { throw noAsset(name, of: manifest) }
    return numbers
  }

  private func noAsset(_ id: String, of manifest: Manifest) -> PlanMaker.Stop {
    let names = manifest.assets.map(\.name)
    let near =
      NearestName.of(id, in: names + manifest.assets.map(\.id.text))
      ?? NearestName.of(String(id.before(anyOf: "[")), in: names)
    return stop(
      "there is no asset \(ShellQuote.inQuotes(id))"
        + (near.map { "; did you mean \(ShellQuote.inQuotes($0))?" } ?? ""), .usage)
  }

  /// Does something that the state may stand in the way of.
  func open<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(PlanMaker.Stop) -> Result {
    do {
      return try body()
    } catch {
      throw maker.stop(error)
    }
  }

  /// The plan as records, lock file and disk have it; changes nothing.
  func look(_ loaded: PlanMaker.Loaded) throws(PlanMaker.Stop) -> (place: Workplace, plan: Plan) {
    let place = place(loaded.manifest)
    let facts = try open { () throws(StoreError) in try place.readFacts() }
    return (place, try maker.plan(loaded, in: place, facts: facts))
  }

  /// Holds the state, and changes it.
  func change(
    _ loaded: PlanMaker.Loaded,
    _ body: (Change) async throws(PlanMaker.Stop) -> ExitStatus
  ) async throws(PlanMaker.Stop) -> ExitStatus {
    let place = place(loaded.manifest)
    let holder = RunLock.Holder(
      started: Int64(time(nil)),
      command: "reel " + context.arguments.prefix(2).joined(separator: " "))
    let lock = try open { () throws(StoreError) in
      try place.state.create()
      return try RunLock.acquire(place.state, as: holder)
    }
    defer { withExtendedLifetime(lock) {} }
    let database = try open { () throws(StoreError) in
      try RecordDatabase.open(place.state) { Int64(time(nil)) }
    }
    if let repair = database.repair { maker.say(repair, isDone: true) }
    let status: ExitStatus
    do throws(PlanMaker.Stop) {
      status = try await body(try await change(loaded, place, database))
    } catch {
      await database.close()
      throw error
    }
    await database.close()
    return status
  }

  private func change(
    _ loaded: PlanMaker.Loaded, _ place: Workplace, _ database: RecordDatabase
  ) async throws(PlanMaker.Stop) -> Change {
    var keeper = LockKeeper(place: place, database: database)
    let facts: LockedFacts
    do {
      try await keeper.begin()
      facts = try place.facts(of: database)
    } catch {
      throw maker.stop(error)
    }
    let plan = try maker.plan(loaded, in: place, facts: facts)
    return Change(place: place, plan: plan, database: database, keeper: keeper)
  }

  /// What follows is brought to its end, whoever interrupts it once: half of it would be neither the one
  /// nor the other.
  func goThrough() { _ = context.interrupts() }

  /// Says what keeps a command from being done.
  func stop(_ words: String, _ status: ExitStatus) -> PlanMaker.Stop {
    context.errors.write("reel: \(TerminalText.safe(words))\n")
    return PlanMaker.Stop(status: status)
  }

  /// Says what came of a command.
  func say(_ words: String) { context.output.write(TerminalText.safe(words) + "\n") }
}
