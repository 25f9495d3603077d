import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelReport
import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Gathers what the page of a manifest shows, from its plan, the records and the disk. Changes nothing.
struct ReportMaker {
  let plan: Plan
  let facts: LockedFacts
  let place: Workplace
  let outcomes: OutcomeText
  let isEmulated: Bool
  /// The folder of the page, absolute: what media are linked from.
  let folder: String
  /// The run that ended just now, and when it began in seconds since 1970, where there was one.
  var run: (report: RunReport, began: Int64)?

  /// The page's values.
  func model(_ database: RecordDatabase) throws(StoreError) -> ReportModel {
    // Requests and outputs are of one moment.
    try database.hold()
    defer { try? database.release() }
    let nodes = plan.ordered.sorted { $0.number < $1.number }
    let past = try database.requests()
    let status = ReportStatus(
      plan: plan, outcomes: outcomes, past: past,
      ended: Dictionary(run?.report.entries.map { ($0.id, $0.outcome) } ?? []) { first, _ in first }
    )
    var media = ReportMedia(
      facts: facts, place: place, folder: folder, tool: outcomes.tool, database: database)
    let works = nodes.map(fingerprint(of:))
    let owners = Self.owners(of: works)
    var assets: [ReportAsset] = []
    assets.reserveCapacity(nodes.count)
    for (node, work) in zip(nodes, works) {
      let owner = work.flatMap { owners[$0] }.map { nodes[$0].asset.id }
      assets.append(
        try asset(node, status, &media, madeWith: owner == node.asset.id ? nil : owner))
    }
    return ReportModel(
      name: plan.manifest.name, manifest: plan.manifest.file,
      moment: TimeText.utc(Int64(time(nil))),
      isEmulated: isEmulated, assets: assets, isPart: nodes.count < plan.manifest.assets.count,
      requests: requests(past, of: owners),
      runBegan: run?.began,
      graph: GraphReader.model(of: plan.manifest, numbers: Set(nodes.map(\.number))),
      spentInAll: try database.spending().spent)
  }

  private func asset(
    _ node: PlanNode, _ status: ReportStatus, _ media: inout ReportMedia,
    madeWith owner: AssetID?
  ) throws(StoreError) -> ReportAsset {
    let asset = node.asset
    return ReportAsset(
      id: asset.id.text, group: asset.name,
      axes: asset.cell?.name.axes.map { ReportAsset.Pair($0.name, $0.value) } ?? [],
      operation: asset.operation, model: asset.model, prompt: asset.prompt,
      parameters: parameters(of: asset), tags: asset.tags, description: asset.description,
      place: asset.location.description,
      fingerprint: node.work?.fingerprint.digest.short,
      status: status.of(node), variants: try media.variants(of: node),
      estimate: node.cost == .zero ? nil : node.estimate, madeWith: owner?.text)
  }

  /// What the author set, by the names of manifests.
  private func parameters(of asset: Asset) -> [ReportAsset.Pair] {
    var pairs = asset.parameters.sorted { $0.key < $1.key }.map {
      ReportAsset.Pair($0.key.key, $0.value.description)
    }
    pairs += asset.extra.sorted { $0.key < $1.key }.map {
      ReportAsset.Pair($0.key, $0.value.string ?? $0.value.canonical)
    }
    if let size = asset.finishing.size {
      pairs.append(ReportAsset.Pair("size", "\(size.width)x\(size.height)"))
    }
    if asset.take > 1 { pairs.append(ReportAsset.Pair("take", String(asset.take))) }
    return pairs
  }

  /// The work of an asset, or what it was last written as, where its work is known only in a run: unless its
  /// own words are others now.
  private func fingerprint(of node: PlanNode) -> Fingerprint? {
    if let work = node.work { return work.fingerprint }
    guard let last = facts.lastFingerprint(of: node.asset.id.text) else { return nil }
    guard let before = facts.form(of: last) else { return last }
    let now = FingerprintForm(asset: node.asset, provider: plan.provider, inputs: [])
    return FormChange.all(from: before, to: now.text, inputs: nil).isEmpty ? last : nil
  }

  /// Whose requests those for each work are: of assets with the same work the first.
  private static func owners(of works: [Fingerprint?]) -> [Fingerprint: Int] {
    var owners: [Fingerprint: Int] = [:]
    for case (let number, let work?) in works.enumerated() where owners[work] == nil {
      owners[work] = number
    }
    return owners
  }

  private func requests(_ past: [PastRequest], of owners: [Fingerprint: Int]) -> [ReportRequest] {
    var days = DayNames()
    return past.compactMap { request in
      guard let owner = owners[request.fingerprint] else { return nil }
      let (end, words) = Self.end(of: request)
      return ReportRequest(
        asset: owner, model: request.model, end: end, words: words, begun: request.begun,
        ended: request.state.isOpen ? nil : request.settled,
        day: days.name(of: request.begun), cost: request.cost,
        unconfirmed: request.unconfirmedCost)
    }
  }

  private static func end(of request: PastRequest) -> (ReportRequest.End, String) {
    func because(_ words: String) -> String {
      request.reason.map { "\(words): \(TerminalText.safe($0))" } ?? words
    }
    return switch request.state {
    case .collected: (.kept, "collected")
    case .job: (.open, "in flight")
    case .answered: (.open, "answered, to be fetched")
    case .begun, .unsettled: (.open, because("unsettled"))
    case .lost: (.failed, because("lost"))
    case .refused: (.failed, because("refused"))
    case .failed: (.failed, because("failed"))
    case .notTaken: (.failed, because("not taken"))
    case .resent: (.failed, "sent again")
    case .forgotten: (.failed, "forgotten")
    }
  }
}

/// The days of moments, each worked out once: thousands of requests are of a few.
private struct DayNames {
  private var names: [Int64: String] = [:]

  /// As `2026-11-21`, of a moment in seconds since 1970.
  mutating func name(of moment: Int64) -> String {
    let day = (moment - (moment % 86_400 + 86_400) % 86_400) / 86_400
    if let name = names[day] { return name }
    let name = String(TimeText.utc(moment).prefix(10))
    names[day] = name
    return name
  }
}
