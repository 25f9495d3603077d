/// Where things stand on the page, and what each asset is made of and for.
struct ReportLinks {
  /// Something that an asset is made of, or that builds on it.
  struct Link {
    let label: String
    /// `nil` for what has no place on the page.
    let address: String?
    /// Why, and how many, where that is worth saying.
    let note: String?
  }

  private let assets: [String: Int]
  private let groups: [String: String]
  /// By the number of the asset.
  let before: [[Link]]
  let after: [[Link]]

  init(_ report: ReportModel) {
    let assets = Dictionary(
      report.assets.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [String: String] = [:]
    for group in ReportGroup.all(of: report) where group.isMatrix {
      groups[group.name] = "#" + group.anchor
    }
    self.assets = assets
    self.groups = groups
    var before = [[Link]](repeating: [], count: report.assets.count)
    var after = before
    let graph = report.graph
    let (incoming, outgoing) = (graph.incoming, graph.outgoing)
    for (number, node) in graph.nodes.enumerated() {
      guard let asset = assets[node.id], node.kind == .asset else { continue }
      let sources = incoming[number].map { (graph.nodes[graph.edges[$0].from], graph.edges[$0]) }
      let users = outgoing[number].map { (graph.nodes[graph.edges[$0].to], graph.edges[$0]) }
      before[asset] = Self.folded(sources, assets, groups)
      after[asset] = Self.folded(users, assets, groups)
    }
    self.before = before
    self.after = after
  }

  /// Where the asset of this number stands.
  static func address(ofAsset number: Int) -> String { "#a\(number)" }

  /// Where a node of the folded graph stands on the page.
  func target(of node: GraphModel.Node) -> String? {
    node.kind == .asset
      ? assets[node.id].map(Self.address) ?? groups[node.group] : nil
  }

  /// So many cells of one matrix are named one by one.
  private static let mostCells = 6

  /// Links, with the cells of a matrix together where they are many.
  private static func folded(
    _ ends: [(GraphModel.Node, GraphModel.Edge)], _ assets: [String: Int],
    _ groups: [String: String]
  ) -> [Link] {
    guard ends.count > mostCells else {
      return ends.map { node, edge in link(to: node, edge, assets) }
    }
    var counts: [String: Int] = [:]
    for (node, _) in ends { counts[node.group, default: 0] += 1 }
    var isTold: Set<String> = []
    return ends.compactMap { node, edge in
      let count = counts[node.group] ?? 1
      if count > mostCells, let group = groups[node.group] {
        guard isTold.insert(node.group).inserted else { return nil }
        return Link(label: node.group, address: group, note: "×\(count)")
      }
      return link(to: node, edge, assets)
    }
  }

  private static func link(
    to node: GraphModel.Node, _ edge: GraphModel.Edge, _ assets: [String: Int]
  ) -> Link {
    Link(
      label: node.label, address: assets[node.id].map(address),
      note: GraphSummary.label(of: edge))
  }
}
