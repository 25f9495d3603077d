import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelStore

/// Where a manifest's work happens: who is asked, and which folders hold its state and outputs.
struct Workplace: Sendable {
  let manifest: Manifest
  /// Whether an emulator inside of runs is asked.
  let isEmulated: Bool
  /// As it stands in fingerprints.
  let identity: String
  let state: StateDirectory
  /// The state of the provider, in which that of the emulator is.
  let records: StateDirectory
  let outputs: OutputFolder
  let lock: LockStore
  /// The output directory as messages write it.
  let outputName: String

  init(_ manifest: Manifest, arguments: RunArguments, context: ProcessContext) {
    self.manifest = manifest
    isEmulated = arguments.emulates
    state = Self.state(besides: manifest.folder, arguments)
    records = StateDirectory(arguments.records(besides: manifest.folder))
    // Nor is what it made ever committed.
    let lockFolder = arguments.emulates ? state.path : manifest.folder
    lock = LockStore(path: "\(lockFolder)/\(manifest.key).lock.yaml")
    identity =
      arguments.emulates
      ? ProviderIdentity.emulator
      : ProviderIdentity.of(
        provider: manifest.provider.name, baseURL: manifest.provider.baseURL)
    let root = Self.outputs(of: manifest, arguments)
    // Beside the manifest it keeps its name when both are moved, however it was said.
    let beside = manifest.folder == "/" ? "/" : manifest.folder + "/"
    outputs = OutputFolder(
      root: root, name: root.without(prefix: beside).map(String.init) ?? root)
    outputName = context.shown(root)
  }

  /// Where the outputs of a manifest go.
  static func outputs(of manifest: Manifest, _ arguments: RunArguments) -> String {
    let usual = manifest.output + (arguments.emulates ? "-emulator" : "")
    return arguments.outputFolder ?? manifest.folder + "/" + usual
  }

  /// Where the state is of a manifest in a folder.
  static func state(besides folder: String, _ arguments: RunArguments) -> StateDirectory {
    let folder = arguments.records(besides: folder)
    // The emulator's work never mixes with a provider's.
    return StateDirectory(arguments.emulates ? folder + "/emulator" : folder)
  }

  /// Opens what is on record, without changing anything; `checks` looks through it for damage, and
  /// `keepsLooks` keeps what is looked at on disk.
  func readFacts(
    checks: Bool = false, keepsLooks: Bool = false
  ) throws(StoreError) -> LockedFacts {
    try reading(checks: checks) { (checks) throws(StoreError) in
      try facts(of: readRecords(checks: checks), keepsLooks: keepsLooks)
    }
  }

  /// Reads what is on record. Damage that opening does not see shows as late as this: then all is read once
  /// more, of records that were looked through for it and put in order. `body` is told whether those that
  /// it opens are to be looked through.
  ///
  /// - Throws: what `body` throws, the second time where it was called twice.
  func reading<Result>(
    checks: Bool = false, _ body: (_ checks: Bool) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body(checks)
    } catch {
      guard error.code == .damaged, !checks else { throw error }
      return try body(true)
    }
  }

  /// The facts as records, lock file and disk have them now.
  func facts(
    of database: RecordDatabase, keepsLooks: Bool = false
  ) throws(StoreError) -> LockedFacts {
    let disk = diskFacts(of: database, keepsLooks: keepsLooks)
    guard let stamp = try lock.stamp() else { return LockedFacts(disk, lock: nil) }
    if let known = try database.lock(at: lock.name), known.stamp == stamp {
      return LockedFacts(disk, lock: nil, lockedPlan: known.plan)
    }
    return LockedFacts(disk, lock: try lock.read())
  }

  /// The facts as records and disk have them now, for one output that is written.
  func diskFacts(of database: RecordDatabase, keepsLooks: Bool = false) -> DiskFacts {
    let keeper = manifest.provider.chain == .stored ? Asked.host(manifest.provider) : nil
    return DiskFacts(
      database: database, objects: ObjectStore(state), outputs: outputs, manifest: manifest.key,
      keepsLooks: keepsLooks, digestUnmarked: ProvenanceWriter.digestUnmarked,
      isKept: { digest in
        keeper.map { database.storedFile(of: digest, at: $0) != nil } ?? false
      })
  }
}

/// What an emulator inside of a run leaves in flight: it ends with the run, and its memory with it.
/// Nothing of that was paid for, so it is not to be collected, and may be asked for again.
extension Workplace {
  /// Opens the records to be looked at: as the next run will have them, which forgets what an emulator
  /// left. While a run is under way its emulator still answers.
  ///
  /// - Throws: where they cannot be read.
  func readRecords(checks: Bool = false) throws(StoreError) -> RecordDatabase {
    try RecordDatabase.openReadOnly(
      state, checks: checks, forgetsOpen: isEmulated && RunLock.holder(of: state) == nil)
  }

  /// Forgets it, at the end of a run, and at the beginning of the next: one that was killed leaves that
  /// to it.
  func forgetEmulated(_ database: RecordDatabase) async {
    guard isEmulated else { return }
    _ = try? await database.forgetOpenRequests()
  }
}
