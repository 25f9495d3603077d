import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelStore

/// The shortcut of a plan after some assets were changed: of what an earlier run found fresh, and looks as
/// it did, only these assets and what they have to do with are read.
extension RunSnapshot {
  /// What a plan need not find out.
  enum Known {
    /// So many assets are there, and all are fresh.
    case idle(Int)
    /// What may have something to do, read and found right.
    case changed(PlanMaker.Loaded)
  }

  /// What is known of a plan of all assets; `nil` where the whole manifest has to be read: where there is
  /// anything to say of it, and where anything else may have changed.
  func known() async -> Known? {
    let path = context.absolute(arguments.manifest.path)
    guard arguments.selectors.isEmpty,
      let (answer, text) = await store.answerBefore(
        question, manifest: path, environment: context.environment),
      let bytes = try? LocalFileReader().read(path, limit: YAMLLimits().bytes)
    else { return nil }
    guard bytes != text.bytes else { return .idle(answer.assets) }
    guard let edit = ManifestEdit(from: text.bytes, to: bytes, layout: text.layout),
      let before = read(edit.before), let after = read(edit.after),
      // Of an excerpt may be said that something is not used; of the whole nothing was said.
      after.findings.isSubset(of: before.findings),
      after.manifest.assets.elementsEqual(before.manifest.assets, by: Self.looksTheSame),
      let graph = AssetGraph(assets: after.manifest.assets, diagnostics: DiagnosticCollector())
    else { return nil }
    context.keepToTheEnd((after.manifest, graph))
    return .changed(
      PlanMaker.Loaded(
        manifest: after.manifest, graph: graph, selected: nil, excluded: [], forced: [],
        files: WatchedFiles(), isFaultless: true,
        unread: answer.assets - after.manifest.assets.count))
  }

  /// Whether other assets see no difference between two: nothing about these has to be looked at again.
  private static func looksTheSame(_ one: Asset, _ other: Asset) -> Bool {
    one.id == other.id && one.cell?.name == other.cell?.name && one.operation == other.operation
      && one.count == other.count && one.output == other.output
      && one.allInputs.map(\.target) == other.allInputs.map(\.target)
      && one.needs.map(\.id) == other.needs.map(\.id)
  }

  /// A finding, wherever it stands.
  private struct Finding: Hashable {
    let code: DiagnosticCode
    let message: String
  }

  private func read(_ excerpt: ManifestExcerpt) -> (manifest: Manifest, findings: Set<Finding>)? {
    let diagnostics = DiagnosticCollector()
    let loader = ManifestLoader(catalogue: .xai, files: LocalFileReader())
    let manifest = loader.load(
      bytes: excerpt.bytes, lines: excerpt.lines,
      path: context.absolute(arguments.manifest.path), name: arguments.manifest.path,
      folder: arguments.manifest.folder(context), options: arguments.manifest.options,
      diagnostics: diagnostics)
    guard let manifest, !diagnostics.hasErrors else { return nil }
    return (
      manifest, Set(diagnostics.sorted.map { Finding(code: $0.code, message: $0.message) })
    )
  }

  // MARK: For the next plan

  /// What the next plan needs to know of the manifest; `nil` where it would not do.
  func text(
    of plan: Plan, _ loaded: PlanMaker.Loaded, facts: LockedFacts
  ) -> SnapshotText? {
    let path = context.absolute(arguments.manifest.path)
    // A lock file that was written for this plan has nothing that is gone from the manifest.
    guard arguments.selectors.isEmpty, LockKeeper.isCurrent(plan, facts, isPartial: false),
      // What an asset reads of it would change with all of it.
      !loaded.manifest.files.dropFirst().contains(path),
      !facts.looks.inputs.contains(where: { $0.path == path }),
      plan.ordered.allSatisfy({ $0.verdict.decision == .fresh }),
      let note = loaded.files.notes.first(where: { $0.path == path }), let look = note.look,
      let bytes = try? LocalFileReader().read(path, limit: YAMLLimits().bytes),
      note.digest == nil || note.digest == SHA256.digest(bytes),
      let layout = ManifestLayout(of: bytes, needs: { needs(of: $0, in: plan) })
    else { return nil }
    return SnapshotText(path: path, look: look, bytes: bytes, layout: layout)
  }

  /// For each of these entries of the manifest, those of which its assets need some, nothing twice: by
  /// themselves, or by way of assets of included files, which are read with every excerpt.
  private func needs(of names: [String], in plan: Plan) -> [[Int]] {
    let entries = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let assets = plan.manifest.assets
    let entryOfAsset = assets.map { entries[$0.name] }
    var needs = [[Int]](repeating: [], count: names.count)
    for (number, own) in entryOfAsset.enumerated() {
      guard let own else { continue }
      var next = Array(plan.graph.upstream[number])
      var seen: Set<Int> = []
      while let other = next.popLast() {
        if let entry = entryOfAsset[other] {
          if entry != own, !needs[own].contains(entry) { needs[own].append(entry) }
        } else if seen.insert(other).inserted {
          next += plan.graph.upstream[other]
        }
      }
    }
    return needs
  }
}
