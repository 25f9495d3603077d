import ReelBasics
import ReelManifest
import ReelStore

/// The files that a command reads or keeps, and so must not be told to write over: the manifest with all
/// that is read for it, its lock file, its outputs.
struct OwnFiles: Sendable {
  private let place: Workplace
  private let context: ProcessContext

  init(of place: Workplace, context: ProcessContext) {
    self.place = place
    self.context = context
  }

  /// Sees that none of them is written over, and no file written twice.
  ///
  /// - Parameter files: absolute, by the option that names them; `nil` where it is not given.
  /// - Throws: where one is, which is said.
  func refuse(_ files: KeyValuePairs<String, String?>) throws(PlanMaker.Stop) {
    let asked = files.compactMap { option, path in path.map { (option: option, path: $0) } }
    guard !asked.isEmpty else { return }
    var seen: [String: String] = [:]
    for (option, path) in asked {
      if let role = role(of: path) {
        throw stop("'\(option)' would write over \(role), '\(context.shown(path))'")
      }
      if let other = seen.updateValue(option, forKey: path) {
        throw stop("'\(other)' and '\(option)' name one file, '\(context.shown(path))'")
      }
    }
  }

  /// What the file at an absolute path is; `nil` where it is none of them.
  private func role(of path: String) -> String? {
    if place.manifest.files.contains(path) { return "a file of the manifest" }
    let root = place.outputs.root + "/"
    let output = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : nil
    // Of what several have it is the last one's.
    for asset in place.manifest.assets.reversed() {
      if asset.inputs.contains(where: { $0.target == .file(path: path) }) {
        return "an input of '\(asset.id.text)'"
      }
      if let output, asset.possiblePaths.contains(output) {
        return "the output of '\(asset.id.text)'"
      }
    }
    return path == place.lock.path ? "the lock file" : nil
  }

  private func stop(_ message: String) -> PlanMaker.Stop {
    context.errors.write("reel: \(TerminalText.safe(message))\n")
    return PlanMaker.Stop(status: .usage)
  }
}
