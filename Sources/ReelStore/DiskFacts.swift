package import ReelBasics
package import ReelPlan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is on record and on disk, for one plan.
///
/// A plan asks for values and cannot be told of trouble: call `check()` when it is made, and throw
/// the plan away where that throws. A file is hashed at most once.
package final class DiskFacts: PlanFacts {
  private struct Known: Sendable {
    var inputs: [ByteText: Digest?] = [:]
    var outputs: [ByteText: Digest?] = [:]
    var unknown: [OpenRequest]?
    var standing: [Digest: [StandingOutput]]?
    var returnable: [Digest: Bool] = [:]
    var failure: StoreError?
    var looks: [ByteText: FileWatch] = [:]
    var stamps: [(path: String, stamp: FileStamp)] = []
  }

  /// What was looked at on disk.
  package struct Looks: Sendable {
    /// Input files, and their digests.
    package var inputs: [WatchedFiles.Note] = []
    /// Outputs that were written as they stand there.
    package var outputs: [PlanSnapshot.Output] = []
  }

  private let database: RecordDatabase
  private let objects: ObjectStore
  private let outputs: OutputFolder
  private let manifest: String
  private let largestInput: Int64
  private let keepsLooks: Bool
  private let digestUnmarked: UnmarkedDigest
  private let isKept: @Sendable (Digest) -> Bool
  private let known = Locked(Known())
  /// While a plan is made.
  private let folders = Locked<OpenFolders?>(OpenFolders())
  private let isHolding = Locked(false)

  /// The digest that a file would have without the provenance that Reel marked it with; `nil` where it
  /// has none.
  package typealias UnmarkedDigest = @Sendable (_ path: String) -> Digest?

  /// Facts for the manifest that records know as `manifest`. Input files of more than `largestInput`
  /// bytes count as unreadable. `keepsLooks` is for those who want to know what was looked at; `isKept`
  /// says whether the provider has bytes by a name that it is told.
  package init(
    database: RecordDatabase, objects: ObjectStore, outputs: OutputFolder, manifest: String,
    largestInput: Int64 = 4 << 30, keepsLooks: Bool = false,
    digestUnmarked: @escaping UnmarkedDigest = { _ in nil },
    isKept: @escaping @Sendable (Digest) -> Bool = { _ in false }
  ) {
    self.database = database
    self.objects = objects
    self.outputs = outputs
    self.manifest = manifest
    self.largestInput = largestInput
    self.keepsLooks = keepsLooks
    self.digestUnmarked = digestUnmarked
    self.isKept = isKept
  }

  /// What is wrong with the records that the facts are from, where that was put in order only in
  /// memory.
  package var pendingRepair: RecordRepair? { database.isReadOnly ? database.repair : nil }

  /// Whether the records were opened for reading only.
  package var isReadOnly: Bool { database.isReadOnly }

  /// The first trouble there was; what was answered since is worth nothing.
  package var failure: (any Error)? { known.withLock { $0.failure } }

  /// A plan is about to be made: until `check()` the records are as they are now.
  package func hold() {
    isHolding.withLock { $0 = true }
    folders.withLock { $0 = $0 ?? OpenFolders() }
    do { try database.hold() } catch { note(error) }
  }

  /// The plan is made; a run that asks on may last long, and finds things as they are then.
  ///
  /// - Throws: `failure`.
  package func check() throws(StoreError) {
    folders.withLock { $0 = nil }
    if isHolding.withLock({ isHolding in
      defer { isHolding = false }
      return isHolding
    }) {
      do { try database.release() } catch { note(error) }
    }
    if let failure = known.withLock({ $0.failure }) { throw failure }
  }

  package func work(_ fingerprint: Fingerprint) -> WorkRecord? {
    let work = answer { () throws(StoreError) in try database.work(fingerprint) }
    let unknown = unknownRequests
    guard !unknown.isEmpty else { return work }
    var record = work ?? WorkRecord()
    record.open += unknown
    return record
  }

  package func origins(of fingerprint: Fingerprint) -> ResultOrigins {
    answer { () throws(StoreError) in try database.origins(of: fingerprint) } ?? ResultOrigins()
  }

  package func form(of fingerprint: Fingerprint) -> String? {
    answer { () throws(StoreError) in try database.form(of: fingerprint) }
  }

  /// Each of these requests may have been for any work: nothing that is not on record counts as unpaid
  /// as long as there is one.
  private var unknownRequests: [OpenRequest] {
    if let unknown = known.withLock({ $0.unknown }) { return unknown }
    let unknown = answer { () throws(StoreError) in try database.unknownRequests() } ?? []
    known.withLock { $0.unknown = unknown }
    return unknown
  }

  package func lastFingerprint(of asset: String) -> Fingerprint? {
    answer { () throws(StoreError) in
      try database.lastFingerprint(of: asset, manifest: manifest)
    }
  }

  package func output(at path: String) -> OutputState {
    do {
      let entry = try folders.withLock { (folders) throws(StoreError) in
        try outputs.entry(at: path, keeping: &folders)
      }
      switch entry {
      case .missing: return .missing
      case .other: return .foreign
      case .file(let stamp):
        let output = try database.output(at: path, in: outputs.name)
        if let output, output.stamp == stamp {
          keep(stamp, of: path)
          return .recorded(output.record)
        }
        let digest = digest(ofOutput: path)
        if let output, digest == output.record.digest {
          keep(stamp, of: path)
          return .recorded(output.record)
        }
        return canBeHad(digest, at: path, otherThan: output?.record) ? .unrecorded : .foreign
      }
    } catch {
      // What cannot be looked at is not Reel's to write over.
      note(error)
      return .foreign
    }
  }

  private func keep(_ stamp: FileStamp, of path: String) {
    guard keepsLooks else { return }
    known.withLock { $0.stamps.append((path, stamp)) }
  }

  /// What was looked at so far.
  package var looks: Looks {
    known.withLock { known in
      Looks(
        inputs: known.inputs.sorted { $0.key.text < $1.key.text }.map { path, digest in
          WatchedFiles.Note(path: String(path.text), look: known.looks[path], digest: digest)
        },
        outputs: known.stamps.map { PlanSnapshot.Output(path: $0.path, stamp: $0.stamp) })
    }
  }

  /// Whether the bytes at a path can be had without it: the store has them, or what they were derived
  /// from, as it has no marked ones.
  private func canBeHad(
    _ digest: Digest?, at path: String, otherThan record: OutputRecord?
  ) -> Bool {
    guard let digest else { return false }
    if objects.has(digest) { return true }
    let originals = answer { () throws(StoreError) in try database.originals(ofDerived: digest) }
    if let originals, originals.contains(where: objects.has) { return true }
    // Records that were lost may have known it.
    guard let base = digestUnmarked(outputs.root + "/" + path), objects.has(base) else {
      return false
    }
    // What was written there with another mark is another hand's work.
    guard let record else { return true }
    let known = answer { () throws(StoreError) in
      try OutputMark.unmarked(record.recipe).flatMap { (recipe) throws(StoreError) in
        try database.derived(from: record.original, by: recipe)
      }
    }
    return base != record.original && base != known?.digest
  }

  package func hasObject(_ digest: Digest) -> Bool { objects.has(digest) }

  package func hasDerived(from original: Digest, by recipe: String) -> Bool {
    let media = answer { () throws(StoreError) in try database.derived(from: original, by: recipe) }
    return media.map { objects.has($0.digest) } ?? false
  }

  package func canBringBack(_ digest: Digest) -> Bool {
    if let isThere = known.withLock({ $0.returnable[digest] }) { return isThere }
    let isThere = (standing[digest] ?? []).contains { output in
      let found = self.digest(ofOutput: output.path)
      guard output.isMarked, found != nil else { return found == digest }
      return digestUnmarked(outputs.root + "/" + output.path) == digest
    }
    known.withLock { $0.returnable[digest] = isThere }
    return isThere
  }

  /// Where outputs stood when somebody first asked for bytes that the store does not have.
  private var standing: [Digest: [StandingOutput]] {
    if let standing = known.withLock({ $0.standing }) { return standing }
    let standing =
      answer { () throws(StoreError) in try database.standing(in: outputs.name) } ?? [:]
    known.withLock { $0.standing = standing }
    return standing
  }

  package func canBringBackDerived(from original: Digest, by recipe: String) -> Bool {
    let media = answer { () throws(StoreError) in try database.derived(from: original, by: recipe) }
    return media.map { canBringBack($0.digest) } ?? false
  }

  package func isStored(_ digest: Digest) -> Bool { isKept(digest) }

  package func digest(ofFile path: String) -> Digest? {
    let key = ByteText(path)
    if let digest = known.withLock({ $0.inputs[key] }) { return digest }
    let look = keepsLooks ? FileWatch.of(path) : nil
    let digest = try? hash(path)
    known.withLock {
      $0.inputs[key] = .some(digest)
      $0.looks[key] = look
    }
    return digest
  }

  package func pick(of asset: String) -> PickRecord? {
    answer { () throws(StoreError) in try database.pick(of: asset, manifest: manifest) }
  }

  /// What is on record of a fingerprint that a lock file's word is held against.
  func knownWork(_ fingerprint: Fingerprint) -> KnownWork? {
    answer { () throws(StoreError) in try database.knownWork(fingerprint) }
  }

  /// How long such a request takes, in seconds, as earlier ones did; `nil` where nobody knows.
  func expectedSeconds(of operation: String, model: String) -> Double? {
    // A guess for people: what cannot be read is no trouble.
    (try? database.expectedSeconds(operation: operation, model: model)) ?? nil
  }

  /// The digest of what stands at an output's path.
  func digest(ofOutput path: String) -> Digest? {
    let key = ByteText(path)
    if let digest = known.withLock({ $0.outputs[key] }) { return digest }
    let digest = answer { () throws(StoreError) in try outputs.digest(of: path) }
    known.withLock { $0.outputs[key] = .some(digest) }
    return digest
  }

  private func hash(_ path: String) throws(StoreError) -> Digest {
    // A pipe put in a file's place must not hang us: nothing is opened to wait.
    let file = try OpenFile.open(path, flags: O_RDONLY)
    let size = try file.regularStamp().size
    guard size <= largestInput else { throw StoreError(.denied, "'\(path)' is too large") }
    return try file.digest(limit: largestInput)
  }

  private func answer<Answer>(_ ask: () throws(StoreError) -> Answer?) -> Answer? {
    do {
      return try ask()
    } catch {
      note(error)
      return nil
    }
  }

  private func note(_ error: StoreError) {
    known.withLock { $0.failure = $0.failure ?? error }
  }
}
