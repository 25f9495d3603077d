import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// Reads a manifest and links its assets, without anything of the command line.
enum ParseTask {
  static func run(_ arguments: [String]) throws {
    guard let path = arguments.first else { throw BenchError("child-parse takes a manifest") }
    let diagnostics = DiagnosticCollector()
    let loader = ManifestLoader(catalogue: .xai, files: LocalFileReader())
    let manifest = loader.load(
      path: path, name: path, folder: path.folderOfPath, options: ManifestOptions(),
      diagnostics: diagnostics)
    let graph = manifest.flatMap { AssetGraph(assets: $0.assets, diagnostics: diagnostics) }
    guard let graph, !diagnostics.hasErrors else {
      throw BenchError(diagnostics.sorted.first?.message ?? "no manifest")
    }
    DescriptorWriter.standardOutput.write("\(graph.order.count)\n")
  }
}
