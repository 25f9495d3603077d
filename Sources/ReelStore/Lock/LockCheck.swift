import ReelBasics
package import ReelPlan

/// Holds outputs, lock file and store against each other, byte for byte.
package struct LockCheck {
  /// Something that is not as it should be.
  package struct Finding: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
      case missing(isKept: Bool)
      case changed
      /// Written, and not in the lock file.
      case unlocked
      case damagedObject
      /// It stands there and cannot be read, for this reason.
      case unreadable(String)
    }

    /// Of the output, or of the object.
    package let path: String
    package let kind: Kind
  }

  /// What was looked at, and found.
  package struct Result: Sendable {
    /// How many outputs the lock file names.
    package var outputs = 0
    /// How many of these are missing or not what they should be.
    package var wrongOutputs = 0
    /// How many that Reel wrote stand there, and the lock file does not name them.
    package var unnamedOutputs = 0
    /// How many objects are damaged, or cannot be read.
    package var wrongObjects = 0
    package var findings: [Finding] = []
  }

  private let lock: LockFile
  private let outputs: OutputFolder
  private let objects: ObjectStore
  private let database: RecordDatabase
  private let manifest: String

  /// `manifest` is the name by which records know the manifest.
  package init(
    lock: LockFile, outputs: OutputFolder, objects: ObjectStore, database: RecordDatabase,
    manifest: String
  ) {
    self.lock = lock
    self.outputs = outputs
    self.objects = objects
    self.database = database
    self.manifest = manifest
  }

  /// Reads every output and every object that the lock file names.
  package func run() throws(StoreError) -> Result {
    var result = Result()
    var checked: Set<Digest> = []
    let named = lock.entries.sorted { $0.key < $1.key }.flatMap(\.value.outputs)
    for output in named {
      result.outputs += 1
      if let kind = finding(output) {
        result.wrongOutputs += 1
        result.findings.append(Finding(path: output.path, kind: kind))
      }
      for digest in [output.media.digest, output.original.digest]
      where checked.insert(digest).inserted && objects.has(digest) {
        if let kind = finding(digest) {
          result.wrongObjects += 1
          result.findings.append(Finding(path: objects.path(of: digest), kind: kind))
        }
      }
    }
    let paths = Set(named.map { ByteText($0.path) })
    for record in try database.outputs(of: manifest, in: outputs.name)
    where !paths.contains(ByteText(record.path)) {
      guard try outputs.stamp(of: record.path) != nil else { continue }
      result.unnamedOutputs += 1
      result.findings.append(Finding(path: record.path, kind: .unlocked))
    }
    return result
  }

  private func finding(_ output: LockFile.Output) -> Finding.Kind? {
    do {
      // A link or a folder stands in its place, or a link on the way to it: no run restores that.
      if case .other = try outputs.entry(at: output.path) { return .changed }
      return switch try outputs.digest(of: output.path) {
      case output.media.digest: nil
      case nil:
        .missing(isKept: objects.has(output.media.digest) || objects.has(output.original.digest))
      default: .changed
      }
    } catch {
      // One bad file on a bad disk: who asks wants to know of all.
      return .unreadable(error.message)
    }
  }

  private func finding(_ object: Digest) -> Finding.Kind? {
    do {
      return try objects.verify(object) ? nil : .damagedObject
    } catch {
      return .unreadable(error.message)
    }
  }
}
