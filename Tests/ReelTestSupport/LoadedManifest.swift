package import ReelBasics
import ReelCatalogue
package import ReelManifest
package import ReelPlan

/// A manifest read from memory, with all that was found on the way.
package struct LoadedManifest {
  /// The folder that it is read in.
  package static let folder = "/project"

  package let manifest: Manifest?
  package let graph: AssetGraph?
  /// By place, as people see them.
  package let diagnostics: [Diagnostic]

  /// Reads the bytes as `/project/test.yaml`, or as a file of another name, and links its assets.
  package init(
    bytes: [UInt8], files: any FileReader = InMemoryFileReader(),
    options: ManifestOptions = ManifestOptions(), limits: YAMLLimits = YAMLLimits(),
    name: String = "test.yaml"
  ) {
    let collector = DiagnosticCollector()
    let loader = ManifestLoader(catalogue: .xai, files: files, limits: limits)
    let manifest = loader.load(
      bytes: bytes, path: Self.folder + "/" + name, name: name, folder: Self.folder,
      options: options, diagnostics: collector)
    self.manifest = manifest
    graph = manifest.flatMap { AssetGraph(assets: $0.assets, diagnostics: collector) }
    diagnostics = collector.sorted
  }

  /// Reads a text.
  package init(
    _ text: String, files: any FileReader = InMemoryFileReader(),
    options: ManifestOptions = ManifestOptions()
  ) {
    self.init(bytes: Array(text.utf8), files: files, options: options)
  }

  /// The codes of all findings with their places, as `manifest.bad-value 4:12`.
  package var findings: [String] { diagnostics.map(Self.finding) }

  /// The same without what is only unused.
  package var faults: [String] { findings.filter { !$0.contains(".unused ") } }

  /// The asset of an id.
  package func asset(_ id: String) -> Asset? {
    manifest?.assets.first { $0.id.text == id }
  }

  /// A finding as fixtures write it; what has no place has `-`.
  package static func finding(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "\($0.line):\($0.column)" } ?? "-"
    return "\(diagnostic.code.rawValue) \(place)"
  }
}
