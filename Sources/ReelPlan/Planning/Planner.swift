package import ReelBasics
package import ReelCatalogue
package import ReelManifest

/// Makes plans: manifest, records and hashes in, decisions out. Sends nothing, changes nothing.
package struct Planner<Facts: PlanFacts>: Sendable {
  private let costs: WorkCost
  let facts: Facts
  let provider: String
  let decider: Decider

  /// `provider` is the identity that fingerprints carry, see ``ProviderIdentity``; `films` are what input
  /// files are that were looked into, by their content.
  package init(
    catalogue: Catalogue, facts: Facts, provider: String, decider: Decider,
    films: [Digest: FilmFacts] = [:]
  ) {
    costs = WorkCost(catalogue: catalogue, films: films)
    self.facts = facts
    self.provider = provider
    self.decider = decider
  }

  /// The plan of a manifest; `nil` where its author has something to mend, which is reported.
  ///
  /// `selected` are the numbers of the assets that are wanted; what they need comes along. Of what
  /// is `excluded` nothing is asked for and nothing written: it is used where it is there.
  package func plan(
    _ manifest: Manifest, graph: AssetGraph, selected: Set<Int>? = nil,
    excluded: Set<Int> = [], diagnostics: DiagnosticCollector
  ) -> Plan? {
    let wanted = selected.map { graph.closure(of: $0) }
    let numbers = Dictionary(
      manifest.assets.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let resolver = WorkResolver(provider: provider, provenance: manifest.provenance) { [facts] in
      facts.digest(ofFile: $0)
    }
    var nodes = [PlanNode?](repeating: nil, count: manifest.assets.count)
    var makers: [Fingerprint: Maker] = [:]
    var later = LaterWork(provider: provider)
    var films = FilmForecast(catalogue: costs.catalogue)
    let forecasts = FilmForecast.isNeeded(for: manifest.assets)
    var isReadable = true
    func known(_ id: AssetID) -> WorkResolver.Upstream {
      numbers[id].flatMap { nodes[$0] }.map(upstream) ?? .unavailable
    }
    for number in graph.order where wanted?.contains(number) ?? true {
      let asset = manifest.assets[number]
      let resolution = resolver.resolve(asset, upstream: known)
      if case .unreadable(let input) = resolution {
        diagnostics.report(
          .fileUnreadable, "the file '\(input.written)' cannot be read", at: input.location)
        isReadable = false
      }
      let node = node(
        number, asset, resolution: resolution, isExcluded: excluded.contains(number),
        loss: { id in numbers[id].flatMap { nodes[$0] }.map(loss(of:)) ?? .notThere },
        choices: { resolver.choices(for: asset, upstream: known) },
        film: films.input(of: asset), makers: &makers, later: &later)
      nodes[number] = node
      if forecasts, asset.operation.makes == .video { films.add(asset, node.film(costs)) }
    }
    guard isReadable else { return nil }
    return Plan(
      manifest: manifest, graph: graph, provider: provider, nodes: nodes, decider: decider,
      films: costs.films)
  }

  // MARK: One node

  /// The first asset of a plan that makes a fingerprint, and all variants that are asked for.
  private struct Maker {
    let asset: Asset
    var slots: Set<Int>
  }

  private func node(
    _ number: Int, _ asset: Asset, resolution: WorkResolver.Resolution, isExcluded: Bool,
    loss: (AssetID) -> Obstacle, choices: () -> [AssetID], film: FilmFacts?,
    makers: inout [Fingerprint: Maker], later: inout LaterWork
  ) -> PlanNode {
    switch resolution {
    case .work(let work, let unmet):
      var verdict = decider.decide(asset, work: work, facts: facts)
      if isExcluded, verdict.decision != .fresh {
        // What is in flight of it is left to a later run.
        verdict = Verdict(.excluded, record: verdict.record)
      } else if let id = work.lostInput(of: asset, for: verdict, facts: facts) {
        verdict = verdict.blocked(by: id, because: loss(id))
      } else if let unmet, !unmet.isComing, case .make = verdict.decision {
        verdict = verdict.blocked(by: unmet.id, because: .notThere)
      }
      var paid = verdict.asked.count
      if case .make = verdict.decision {
        if let maker = makers[work.fingerprint] {
          // It pays for the variants that it wants beyond those of the other.
          paid = Set(verdict.asked).subtracting(maker.slots).count
          makers[work.fingerprint]?.slots.formUnion(verdict.asked)
          verdict = Verdict(.same(as: maker.asset.id), record: verdict.record)
          later.note(asset, asksAs: maker.asset)
        } else {
          makers[work.fingerprint] = Maker(asset: asset, slots: Set(verdict.asked))
          if let unmet { verdict = verdict.after(unmet.id) }
        }
      }
      // Most have nothing to do, and to look for more takes time.
      let last = verdict.decision == .fresh ? nil : facts.lastFingerprint(of: asset.id.text)
      return PlanNode(
        number: number, asset: asset, work: work, verdict: verdict,
        cost: cost(of: asset, slots: paid, work: work),
        requests: costs.requests(for: asset, results: paid) + verdict.jobs,
        isNew: verdict.decision != .fresh && last == nil,
        ownChanges: ownChanges(of: asset, verdict, to: work, since: last),
        resendCost: resendCost(of: asset, verdict, work: work))
    case .after where isExcluded, .blocked where isExcluded, .waiting where isExcluded:
      return undone(number, asset, .excluded)
    case .after(let id):
      let most = cost(of: asset, slots: asset.count, work: nil, film: film)
      // Its inputs may come back as they were, and then it costs nothing, if it was made before.
      let last = facts.lastFingerprint(of: asset.id.text)
      let isNew = last == nil
      // What somebody insists on is asked for whatever comes back.
      let isSure = isNew || decider.forced.contains(asset.id)
      let low = isSure ? most.map { later.add(asset, low: $0.low) } : nil
      return PlanNode(
        number: number, asset: asset, work: nil, verdict: Verdict(.afterUpstream(id)),
        cost: most.map { CostBounds(low: low ?? .zero, high: $0.high) },
        requests: costs.requests(for: asset, results: asset.count), isNew: isNew,
        ownChanges: last.map { ownChanges(of: asset, since: $0) } ?? [], costIfMade: most)
    case .blocked(let id):
      return undone(number, asset, .blocked(by: id))
    case .waiting(let id):
      return undone(number, asset, .waiting(for: id), choices: choices())
    case .unreadable:
      return undone(number, asset, .blocked(by: asset.id))
    }
  }

  private func undone(
    _ number: Int, _ asset: Asset, _ decision: Decision, choices: [AssetID] = []
  ) -> PlanNode {
    PlanNode(
      number: number, asset: asset, work: nil, verdict: Verdict(decision), cost: .zero, requests: 0,
      isNew: facts.lastFingerprint(of: asset.id.text) == nil, choices: choices)
  }

  /// What an asset asks for otherwise than under a fingerprint, where its decision does not say that.
  private func ownChanges(
    of asset: Asset, _ verdict: Verdict, to work: Work, since last: Fingerprint?
  ) -> [FormChange] {
    switch verdict.decision {
    case .derive, .afterUpstream: break
    default: return []
    }
    guard let last, last != work.fingerprint else { return [] }
    return FormChange.all(
      from: facts.form(of: last) ?? "", to: work.form.text,
      inputs: asset.inputs.map(\.written))
  }

  /// What an asset's own words say otherwise than under a fingerprint, its inputs apart.
  private func ownChanges(of asset: Asset, since last: Fingerprint) -> [FormChange] {
    guard let before = facts.form(of: last) else { return [] }
    let now = FingerprintForm(asset: asset, provider: provider, inputs: [])
    return FormChange.all(from: before, to: now.text, inputs: nil)
  }

  /// What a decided node is to those that build on it.
  private func upstream(_ node: PlanNode) -> WorkResolver.Upstream {
    guard let work = node.work else {
      if case .afterUpstream = node.verdict.decision { return .notYet }
      return .unavailable
    }
    let slots = node.verdict.record?.slots ?? [:]
    // Few have a choice, and to look for one takes time.
    let pick = node.asset.count > 1 ? facts.pick(of: node.asset.id.text) : nil
    let product = Product(
      asset: node.asset, slots: slots, finish: work.finish, isOfOwn: work.isOfOwn,
      picked: pick?.variant(of: work.fingerprint, slots: slots))
    switch node.verdict.decision {
    case .fresh, .restore, .derive: return .product(product)
    case .make, .same, .resume, .collect, .afterUpstream: return .notYet
    case .modified where !node.verdict.pursued.isEmpty, .lost where !node.verdict.pursued.isEmpty,
      .unsettled where !node.verdict.pursued.isEmpty:
      return .notYet
    case .lost where !node.hasNothingLeft: return .product(product)
    case .modified, .excluded, .lost:
      // Neither another hand nor a selector changes what the provider sent; nor does losing it, as
      // long as nobody needs the bytes.
      return (1...node.asset.count).allSatisfy { slots[$0] != nil }
        ? .product(product) : .unavailable
    // What is there stays good.
    case .unsettled, .refused:
      return slots.values.contains { $0.media != nil } ? .product(product) : .unavailable
    // So does what is there of one that wants more of it; where all is, it is to be something else.
    case .blocked:
      let isWhole = (1...node.asset.count).allSatisfy { slots[$0] != nil }
      guard !isWhole, node.verdict.pursued.isEmpty else { return .unavailable }
      return slots.values.contains { $0.media != nil } ? .product(product) : .unavailable
    case .waiting: return .unavailable
    }
  }

  /// What is said of one whose bytes others need, and are nowhere.
  private func loss(of node: PlanNode) -> Obstacle {
    switch node.verdict.decision {
    // What is to be done is said of itself.
    case .lost, .unsettled: return .notThere
    default:
      let slots = Decider.variantsIfForced(node.asset, work: node.work, facts: facts)
      return .bytesGone(cost: cost(of: node.asset, slots: slots, work: node.work))
    }
  }

  /// What asking for so many variants costs: every request pays for its inputs.
  private func cost(
    of asset: Asset, slots: Int, work: Work?, film: FilmFacts? = nil
  ) -> CostBounds? {
    guard slots > 0 else { return .zero }
    return costs.of(asset, results: slots, work: work, film: film)
  }

  /// What asking again for what is unsettled or lost would cost.
  private func resendCost(of asset: Asset, _ verdict: Verdict, work: Work) -> CostBounds? {
    switch verdict.decision {
    case .unsettled, .lost: break
    default: return nil
    }
    let again = Decider(resends: true).decide(asset, work: work, facts: facts)
    return cost(of: asset, slots: again.asked.count, work: work)
  }
}

extension PlanNode {
  /// Whether of what was lost not a part is there: every variant came once, and bytes of them are gone,
  /// or none did.
  fileprivate var hasNothingLeft: Bool {
    let slots = verdict.record?.slots ?? [:]
    return (1...asset.count).allSatisfy { slots[$0] != nil }
      || !slots.values.contains { $0.media != nil }
  }
}
