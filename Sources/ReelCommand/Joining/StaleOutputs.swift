import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// Finds the outputs of assets that are not done which stand there as they were made for something else
/// than is asked for now.
struct StaleOutputs {
  let place: Workplace
  let graph: AssetGraph
  let database: RecordDatabase

  /// Their paths below the output directory, by asset. Where all is done, nothing is looked at.
  func find(after report: RunReport) throws(StoreError) -> [AssetID: [String]] {
    let undone = report.entries.filter { !$0.outcome.isDone && $0.outcome != .excluded }
    guard !undone.isEmpty else { return [:] }
    let entries = Dictionary(undone.map { ($0.id, $0) }) { first, _ in first }
    let written = Dictionary(
      grouping: try database.outputs(
        of: undone.map(\.id.text), manifest: place.manifest.key, in: place.outputs.name),
      by: \.asset)
    let facts = place.diskFacts(of: database)
    // What builds on these asks for something else, too.
    var changed = Set(
      report.entries.filter { $0.outcome == .made || $0.outcome == .derived }.map(\.id))
    var stale: [AssetID: [String]] = [:]
    for number in graph.order {
      let asset = place.manifest.assets[number]
      guard let entry = entries[asset.id] else { continue }
      let outputs = written[asset.id.text] ?? []
      let old = outputs.filter { isOld($0, of: asset, entry, changed: changed, facts) }
      if outputs.isEmpty || !old.isEmpty { changed.insert(asset.id) }
      let standing = old.filter { facts.output(at: $0.path) == .recorded($0) }
      if !standing.isEmpty { stale[asset.id] = standing.map(\.path) }
    }
    try facts.check()
    return stale
  }

  /// Whether an output was made for something else. Of an asset that has to wait for others it is not known
  /// what it asks for: its own words and those others tell.
  private func isOld(
    _ output: OutputRecord, of asset: Asset, _ entry: RunReport.Entry, changed: Set<AssetID>,
    _ facts: DiskFacts
  ) -> Bool {
    if OutputMark.isSidecar(output.recipe) { return false }
    if let fingerprint = entry.fingerprint { return output.fingerprint != fingerprint }
    if asset.allInputs.contains(where: { $0.asset.map(changed.contains) ?? false }) { return true }
    guard let form = facts.form(of: output.fingerprint) else { return false }
    let now = FingerprintForm(asset: asset, provider: place.identity, inputs: [])
    return !FormChange.all(from: form, to: now.text, inputs: nil).isEmpty
  }
}
