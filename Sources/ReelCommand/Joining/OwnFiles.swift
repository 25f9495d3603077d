import ReelBasics
import ReelManifest
import ReelStore

/// The files that a command reads or keeps, and so must not be told to write over: the manifest with all
/// that is read for it, what the command line has read, its lock file and those beside it, its outputs, the
/// records. Files count as one where links lead to one place.
struct OwnFiles: Sendable {
  private let place: Workplace
  private let arguments: RunArguments
  private let context: ProcessContext

  init(of place: Workplace, _ arguments: RunArguments, context: ProcessContext) {
    self.place = place
    self.arguments = arguments
    self.context = context
  }

  /// Sees that none of them is written over, and no file written twice.
  ///
  /// - Parameter files: absolute, by the option that names them; `nil` where it is not given.
  /// - Throws: where one is, which is said.
  func refuse(_ files: KeyValuePairs<String, String?>) throws(PlanMaker.Stop) {
    let asked = files.compactMap { option, path in path.map { (option: option, path: $0) } }
    guard !asked.isEmpty else { return }
    let inputs = inputs()
    var seen: [String: String] = [:]
    for (option, path) in asked {
      let destination = WholeFile.destination(of: path)
      if let role = role(of: destination, inputs) {
        throw stop("'\(option)' would write over \(role), '\(context.shown(path))'")
      }
      if let other = seen.updateValue(option, forKey: destination) {
        throw stop("'\(other)' and '\(option)' name one file, '\(context.shown(path))'")
      }
    }
  }

  /// What the file at a destination is; `nil` where it is none of them.
  private func role(of path: String, _ inputs: [String: Asset]) -> String? {
    if place.manifest.files.contains(where: { WholeFile.destination(of: $0) == path }) {
      return "a file of the manifest"
    }
    if let read = arguments.filesRead.first(where: { WholeFile.destination(of: $0.path) == path }) {
      return "the file of '\(read.option)'"
    }
    if let asset = inputs[path] { return "an input of '\(asset.id.text)'" }
    if let asset = maker(of: path) { return "the output of '\(asset.id.text)'" }
    if path == WholeFile.destination(of: place.lock.path) { return "the lock file" }
    if place.records.keeps(path) { return "a file of the records" }
    return isOtherLock(path) ? "a lock file" : nil
  }

  /// The files that assets are made from, by their destinations. Of what several have it is the last one's.
  private func inputs() -> [String: Asset] {
    var named: [String: Asset] = [:]
    for asset in place.manifest.assets {
      for case .file(let path) in asset.allInputs.map(\.target) { named[path] = asset }
    }
    return Dictionary(named.map { (WholeFile.destination(of: $0), $1) }) { first, _ in first }
  }

  /// The asset whose output may stand at a destination.
  private func maker(of path: String) -> Asset? {
    let root = WholeFile.destination(of: place.outputs.root) + "/"
    guard let output = path.without(prefix: root).map(String.init) else { return nil }
    return place.manifest.assets.last { $0.possiblePaths.contains(output) }
  }

  /// Whether it is the lock file of another profile, or of a manifest beside this one.
  private func isOtherLock(_ path: String) -> Bool {
    let folder = WholeFile.destination(of: place.manifest.folder) + "/"
    guard let name = path.without(prefix: folder), name.hasByteSuffix(".lock.yaml") else {
      return false
    }
    return !name.utf8.contains(UInt8(ascii: "/")) && FileStatus.size(of: path) != nil
  }

  private func stop(_ message: String) -> PlanMaker.Stop {
    context.errors.write("reel: \(TerminalText.safe(message))\n")
    return PlanMaker.Stop(status: .usage)
  }
}
