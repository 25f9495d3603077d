import ReelBasics
import ReelCatalogue
import ReelManifest

/// The names in the manifest that a command line is about.
struct ManifestNames: Sendable {
  /// Of assets, in the order of the manifest; a matrix asset by its own name.
  private(set) var assets: [(name: String, help: String)] = []
  /// The cells of matrix assets.
  private(set) var cells: [String] = []
  private(set) var tags: [String] = []
  private(set) var profiles: [String] = []
  private(set) var variables: [String] = []

  /// Reads the manifest, with the profile and the variables of the line; what is wrong with it is not
  /// said here.
  init(path: String, _ line: ArgumentScanner.Result, context: ProcessContext) {
    let options = try? ManifestArguments(
      path: path, line, context: context, emulates: line.has("emulator"))
    let loader = ManifestLoader(catalogue: .xai, files: LocalFileReader())
    guard let options, options.path != "-",
      let manifest = options.load(loader, context: context, diagnostics: DiagnosticCollector())
    else { return }
    var seen: Set<String> = []
    for asset in manifest.assets {
      let name = String(asset.id.text.before(anyOf: "["))
      if name != asset.id.text { cells.append(asset.id.text) }
      if seen.insert(name).inserted {
        assets.append((name, asset.description ?? asset.operation.rawValue))
      }
    }
    tags = Set(manifest.assets.flatMap(\.tags)).sorted()
    profiles = manifest.profileNames
    variables = manifest.variableNames
  }
}
