import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// What a plan is told with: how long it is likely to take, and what of the lock file is gone.
struct PlanOutlook: Sendable {
  /// An asset that the lock file has and the manifest no longer has.
  struct GoneAsset: Sendable {
    let id: String
    /// Of its outputs that no other asset claims, relative to the output directory.
    let paths: [String]
  }

  let forecast: Forecast
  /// How many requests that counts with at once.
  let concurrency: Int
  /// By id; of a plan with selectors, those that they mean.
  let gone: [GoneAsset]

  /// `hasWhole` is whether the plan has all assets of the manifest; if not, nothing of the lock file is
  /// known to be gone.
  init(
    of plan: Plan, hasWhole: Bool = true, facts: LockedFacts, in place: Workplace,
    arguments: RunArguments
  ) throws(StoreError) {
    var options = arguments.runOptions(for: plan.manifest, catalogue: .xai)
    options.learntSeconds = { facts.expectedSeconds(of: $0.rawValue, model: $1) }
    forecast = Forecast(of: plan, options: options)
    concurrency = options.concurrency
    let lock = hasWhole ? try Self.lock(facts, for: plan, in: place) : nil
    gone = Self.gone(of: lock?.entries ?? [:], plan.manifest.assets, arguments.selectors)
  }

  /// The lock file, where it may have an asset that the manifest does not have: it may be long.
  private static func lock(
    _ facts: LockedFacts, for plan: Plan, in place: Workplace
  ) throws(StoreError) -> LockFile? {
    if let lock = facts.lock { return lock }
    // One that was written for this very plan has nothing else.
    guard !LockKeeper.isCurrent(plan, facts, isPartial: false),
      // It is as Reel wrote it, or it would have been read for the plan.
      try place.lock.names(othersThan: Set(plan.manifest.assets.map(\.id.text)))
    else { return nil }
    return try place.lock.read()
  }

  /// What `entries` of a lock file have that is none of the assets, and that the selectors mean.
  private static func gone(
    of entries: [String: LockFile.Entry], _ assets: [Asset], _ selectors: [Selector]
  ) -> [GoneAsset] {
    guard !entries.isEmpty else { return [] }
    let ids = Set(assets.map(\.id.text))
    let others = entries.filter {
      !ids.contains($0.key) && Selector.mean(selectors, gone: $0.key)
    }
    guard !others.isEmpty else { return [] }
    // What was only given another name has its output where it was.
    let claimed = Set(assets.flatMap(\.possiblePaths))
    return others.sorted { $0.key < $1.key }.map { id, entry in
      GoneAsset(id: id, paths: entry.outputs.map(\.path).filter { !claimed.contains($0) })
    }
  }
}
