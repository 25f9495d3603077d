import ReelBasics
import ReelCatalogue

/// A graph as `reel.graph/1`, for programs; its fields are in the documentation of this target.
enum GraphJSON {
  static func value(_ graph: GraphModel) -> JSONValue {
    [
      "schema": "reel.graph/1",
      "name": .string(graph.name),
      "nodes": .array(graph.nodes.map(value)),
      "edges": .array(graph.edges.map { value($0, in: graph) }),
    ]
  }

  private static func value(_ node: GraphModel.Node) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(node.id),
      "kind": .string(node.kind.rawValue),
      "label": .string(node.label),
    ]
    if let place = node.place { fields["place"] = .string(place) }
    guard node.kind == .asset else { return .object(fields) }
    fields["asset"] = .string(node.group)
    fields["count"] = .int(Int64(node.count))
    fields["operations"] = .array(node.operations.map { .string($0.rawValue) })
    fields["models"] = .array(node.models.map { .string($0) })
    fields["media"] = .array(
      Medium.allCases.filter { medium in node.operations.contains { $0.makes == medium } }
        .map { .string($0.rawValue) })
    fields["variants"] = .int(Int64(node.variants))
    return .object(fields)
  }

  private static func value(_ edge: GraphModel.Edge, in graph: GraphModel) -> JSONValue {
    [
      "from": .string(graph.nodes[edge.from].id),
      "to": .string(graph.nodes[edge.to].id),
      "role": .string(edge.role.rawValue),
      "count": .int(Int64(edge.count)),
    ]
  }
}
