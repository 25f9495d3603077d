import ReelBasics
import ReelManifest
import ReelStore

/// Holds outputs, lock file and store against each other, byte for byte.
struct VerifyCommand: Command {
  static let name = "verify"
  let spec = CommandSpec(
    name: Self.name, summary: "Hold outputs, lock file and store against each other",
    operands: "MANIFEST", options: StateSession.options,
    example: "reel verify manifests/spring.yaml")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let arguments = try RunArguments(line, of: spec.name, context: context, takesSelectors: false)
    guard line.operands.count == 1 else {
      throw UsageError("'verify' takes a manifest, and nothing else")
    }
    let session = StateSession(arguments: arguments, context: context)
    do throws(PlanMaker.Stop) {
      let manifest = try session.maker.load().manifest
      let place = session.place(manifest)
      let lock = try session.open { () throws(StoreError) in try place.lock.read() }
      guard let lock else {
        throw session.stop("there is no '\(place.lock.name)': a run writes it", .failure)
      }
      let result = try session.open { () throws(StoreError) in
        try place.reading { (checks) throws(StoreError) in
          try LockCheck(
            lock: lock, outputs: place.outputs, objects: ObjectStore(place.state),
            database: place.readRecords(checks: checks), manifest: manifest.key
          ).run()
        }
      }
      for finding in result.findings { session.say("\(finding.path): \(finding.kind.words)") }
      session.say(result.words)
      return result.findings.isEmpty ? .success : .failure
    } catch {
      return error.status
    }
  }
}

extension LockCheck.Result {
  /// That all is well is said only where nothing was found.
  fileprivate var words: String {
    guard !findings.isEmpty else {
      return "All \(outputs) outputs are, byte for byte, as the lock file says."
    }
    var words = "\(outputs - wrongOutputs) of \(outputs) outputs are as the lock file says"
    if unnamedOutputs > 0 {
      let verb = unnamedOutputs == 1 ? "is" : "are"
      words += ", and there \(verb) \(unnamedOutputs) more that it does not name"
    }
    if wrongObjects > 0 {
      let objects = wrongObjects == 1 ? "1 object is" : "\(wrongObjects) objects are"
      words += ", and of the store \(objects) damaged"
    }
    return words + "."
  }
}

extension LockCheck.Finding.Kind {
  fileprivate var words: String {
    switch self {
    case .missing(let isKept):
      isKept ? "missing; the next run restores it" : "missing, and the store does not have it"
    case .changed: "other bytes than the lock file says"
    case .unlocked: "Reel wrote it, and the lock file does not name it"
    case .damagedObject: "damaged: its bytes are not those of its name"
    case .unreadable(let reason): reason
    }
  }
}
