import ReelBasics
import ReelCatalogue

/// Says in words what a graph and its nodes are; all formats say it alike.
struct GraphSummary {
  /// As `spring: 30 assets, 3 files, 41 links`.
  let line: String

  init(_ graph: GraphModel) {
    let assets = graph.nodes.count { $0.kind == .asset }
    let count = graph.assetCount
    let files = graph.nodes.count { $0.kind == .file }
    let addresses = graph.nodes.count { $0.kind == .url }
    let links = graph.edges.reduce(0) { $0 + $1.count }
    line =
      "\(TerminalText.safe(graph.name)): "
      + [
        Self.number(count, "asset") + (assets < count ? " (\(assets) with matrices folded)" : ""),
        files > 0 ? Self.number(files, "file") : nil,
        addresses > 0 ? Self.number(addresses, "address", "addresses") : nil,
        Self.number(links, "link"),
      ].compactMap { $0 }.joined(separator: ", ")
  }

  private static func number(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
  }

  /// The name and, of several cells, their number.
  static func title(of node: GraphModel.Node) -> String {
    node.count > 1 ? "\(node.label) ×\(node.count)" : node.label
  }

  /// What a node is: the operation, or that it is a file.
  static func kind(of node: GraphModel.Node) -> String {
    switch node.kind {
    case .file: return "file" + (node.place.map { " \($0)" } ?? "")
    case .url: return "address" + (node.place.map { " \($0)" } ?? "")
    case .asset:
      let variants = node.variants > 1 ? ", \(node.variants) variants" : ""
      return node.operations.map(\.title).joined(separator: " or ") + variants
    }
  }

  /// What stands on an edge, where something does: its role, and its number over 1.
  static func label(of edge: GraphModel.Edge) -> String? {
    let role = edge.role == .source ? nil : edge.role.title
    let count = edge.count > 1 ? "×\(edge.count)" : nil
    let parts = [role, count].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }
}

extension GraphModel.Node {
  /// What it is: an image, a film, or nothing that is known or the same for all cells.
  var medium: Medium? {
    let mediums = Set(operations.map(\.makes))
    return mediums.count == 1 ? mediums.first : nil
  }
}
