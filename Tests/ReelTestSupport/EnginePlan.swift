import ReelBasics
import ReelCatalogue
package import ReelManifest
package import ReelPlan

/// Plans from a manifest's text, without a file.
package enum EnginePlan {
  /// The author's mistakes, where a test's manifest has some.
  package struct Mistake: Error, CustomStringConvertible {
    package let description: String
  }

  private struct NoFiles: FileReader {
    func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] { throw .missing }
    func isRegularFile(_ path: String) -> Bool { true }
  }

  /// `assets` is what stands below `assets:`; `head` what stands before it.
  package static func make(
    _ assets: String, head: String = "", facts: EngineFacts = EngineFacts(),
    forced: [String] = [], resends: Bool = false, selected: [String]? = nil
  ) throws -> Plan {
    let indented = assets.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
    let text = "version: 1\n\(head)\nassets:\n\(indented)\n"
    let diagnostics = DiagnosticCollector()
    let loader = ManifestLoader(catalogue: .xai, files: NoFiles())
    let manifest = loader.load(
      bytes: Array(text.utf8), path: nil, name: "test.yaml", folder: "/m",
      options: ManifestOptions(), diagnostics: diagnostics)
    guard let manifest, !diagnostics.hasErrors,
      let graph = AssetGraph(assets: manifest.assets, diagnostics: diagnostics)
    else { throw mistake(diagnostics) }
    let numbers = selected.map { names in
      Set(manifest.assets.indices.filter { names.contains(manifest.assets[$0].id.text) })
    }
    let planner = Planner(
      catalogue: .xai, facts: facts, provider: "xai",
      decider: Decider(forced: Set(forced.map { AssetID($0) }), resends: resends))
    guard
      let plan = planner.plan(
        manifest, graph: graph, selected: numbers, diagnostics: diagnostics)
    else { throw mistake(diagnostics) }
    return plan
  }

  private static func mistake(_ diagnostics: DiagnosticCollector) -> Mistake {
    Mistake(
      description: diagnostics.sorted.map { "\($0.location.map { "\($0)" } ?? ""): \($0.message)" }
        .joined(separator: "\n"))
  }
}

extension Plan {
  /// The node of an asset.
  package subscript(id: String) -> PlanNode? { nodes.first { $0?.asset.id.text == id } ?? nil }
}

/// Tests name assets by their text.
extension AssetID: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }
}
