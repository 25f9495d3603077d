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
    let own = all
    var seen: [String: String] = [:]
    for (option, path) in asked {
      if let role = own[path] {
        throw stop("'\(option)' would write over \(role), '\(context.shown(path))'")
      }
      if let other = seen.updateValue(option, forKey: path) {
        throw stop("'\(other)' and '\(option)' name one file, '\(context.shown(path))'")
      }
    }
  }

  /// What each of them is, by its absolute path.
  private var all: [String: String] {
    var roles: [String: String] = [place.lock.path: "the lock file"]
    for asset in place.manifest.assets {
      for path in asset.possiblePaths {
        roles["\(place.outputs.root)/\(path)"] = "the output of '\(asset.id.text)'"
      }
      for case .file(let path) in asset.inputs.map(\.target) {
        roles[path] = "an input of '\(asset.id.text)'"
      }
    }
    for path in place.manifest.files { roles[path] = "a file of the manifest" }
    return roles
  }

  private func stop(_ message: String) -> PlanMaker.Stop {
    context.errors.write("reel: \(TerminalText.safe(message))\n")
    return PlanMaker.Stop(status: .usage)
  }
}
