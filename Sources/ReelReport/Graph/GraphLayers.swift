/// In which layer each node of a graph stands: after all that it needs.
///
/// A graph of assets has no cycles; one in which cells are one node may have some. An edge that closes
/// one counts as going back.
package struct GraphLayers: Sendable {
  /// For each edge, whether it closes a cycle.
  package let goesBack: [Bool]
  /// For each node, its layer from 0: one more than the highest of what it needs. Files and addresses
  /// stand just before the first that takes them.
  package let layers: [Int]

  /// The layers of a graph.
  package init(_ graph: GraphModel) {
    let outgoing = graph.outgoing
    let (goesBack, order) = Self.walk(graph, outgoing: outgoing)
    var layers = [Int](repeating: 0, count: graph.nodes.count)
    for node in order {
      for number in outgoing[node] where !goesBack[number] {
        let to = graph.edges[number].to
        layers[to] = max(layers[to], layers[node] + 1)
      }
    }
    for (node, numbers) in outgoing.enumerated() where graph.nodes[node].kind != .asset {
      layers[node] = (numbers.map { layers[graph.edges[$0].to] }.min() ?? 1) - 1
    }
    self.goesBack = goesBack
    self.layers = layers
  }

  private enum Colour { case white, grey, black }

  /// Walks in depth without recursion: which edges lead back to a node that is not left yet, and all
  /// nodes so that the other edges lead forwards.
  private static func walk(
    _ graph: GraphModel, outgoing: [[Int]]
  ) -> (goesBack: [Bool], order: [Int]) {
    var colours = [Colour](repeating: .white, count: graph.nodes.count)
    var goesBack = [Bool](repeating: false, count: graph.edges.count)
    var left: [Int] = []
    for start in graph.nodes.indices where colours[start] == .white {
      var stack = [(node: start, next: 0)]
      colours[start] = .grey
      while let (node, next) = stack.last {
        guard next < outgoing[node].count else {
          colours[node] = .black
          left.append(node)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let number = outgoing[node][next]
        let to = graph.edges[number].to
        switch colours[to] {
        case .white:
          colours[to] = .grey
          stack.append((to, 0))
        case .grey: goesBack[number] = true
        case .black: break
        }
      }
    }
    return (goesBack, left.reversed())
  }
}
