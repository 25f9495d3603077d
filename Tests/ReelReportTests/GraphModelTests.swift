import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelReport

/// Parts of graphs, and graphs with matrices folded.
@Suite(.timeLimit(.minutes(10)))
struct GraphModelTests {
  private func node(_ id: String, group: String? = nil) -> GraphModel.Node {
    GraphModel.Node(
      id: id, kind: .asset, label: id, group: group, operations: [.editImage], models: ["m"])
  }

  private func edge(_ from: Int, _ to: Int, _ role: GraphRole = .source, count: Int = 1)
    -> GraphModel.Edge
  { GraphModel.Edge(from: from, to: to, role: role, count: count) }

  @Test func `inputs of one kind are one edge with their number`() {
    let graph = GraphModel(
      name: "g", nodes: [node("a"), node("b")],
      edges: [edge(0, 1), edge(0, 1, .mask), edge(0, 1), edge(0, 1, .mask, count: 2)])
    #expect(graph.edges == [edge(0, 1, count: 2), edge(0, 1, .mask, count: 3)])
  }

  @Test(
    arguments: [
      (0, ["c"]), (1, ["b", "c", "d"]), (2, ["a", "b", "c", "d", "e"]),
      (9, ["a", "b", "c", "d", "e"]),
    ] as [(Int, [String])])
  func `around a node is what is before and after it`(depth: Int, ids: [String]) {
    // 'side' hangs on 'b' too: it is neither before nor after 'c'.
    let names = ["a", "b", "c", "d", "e", "side"]
    let graph = GraphModel(
      name: "g", nodes: names.map { node($0) },
      edges: [edge(0, 1), edge(1, 2), edge(2, 3), edge(3, 4), edge(1, 5)])
    let part = graph.around([2], depth: depth)
    #expect(part.nodes.map(\.id) == ids)
    #expect(part.edges.count == ids.count - 1)
  }

  @Test func `cells are one node, and one alone stays itself`() throws {
    let cells = ["x", "y", "z"].map { node("banner[v=\($0)]", group: "banner") }
    let graph = GraphModel(
      name: "g", nodes: [node("a")] + cells + [node("clip[v=x]", group: "clip")],
      edges: [
        edge(0, 1), edge(0, 2), edge(0, 3), edge(0, 3, .mask), edge(1, 4), edge(1, 2, .needs),
      ])
    let folded = graph.collapsed
    #expect(folded.nodes.map(\.id) == ["a", "banner", "clip[v=x]"])
    #expect(folded.nodes.map(\.count) == [1, 3, 1])
    #expect(folded.nodes[1].operations == [.editImage] && folded.nodes[1].models == ["m"])
    #expect(
      folded.edges == [
        edge(0, 1, count: 3), edge(0, 1, .mask), edge(1, 2), edge(1, 1, .needs),
      ])
    #expect(folded.collapsed == folded)
    #expect(
      GraphFormat.text.write(folded) == """
        g: 5 assets (3 with matrices folded), 6 links

        a – image edit
        └─ banner ×3 – image edit · with a (mask ×1) · after itself (×1)
           └─ clip[v=x] – image edit

        """)
  }

  @Test(arguments: 0..<100)
  func `what is folded adds up`(seed: UInt64) {
    let graph = GraphSample.random(seed: seed, mayCycle: true, groups: true)
    let folded = graph.collapsed
    #expect(folded.assetCount == graph.assetCount, "seed \(seed)")
    #expect(Set(folded.nodes.map(\.id)).count == folded.nodes.count, "seed \(seed)")
    for node in folded.nodes {
      #expect(node.count == graph.nodes.count { $0.group == node.group }, "seed \(seed)")
    }
    // Each pair of groups, by itself.
    func counts(_ graph: GraphModel) -> [[String]: Int] {
      Dictionary(
        graph.edges.map { edge in
          (
            [graph.nodes[edge.from].group, graph.nodes[edge.to].group, edge.role.rawValue],
            edge.count
          )
        }, uniquingKeysWith: +)
    }
    #expect(counts(folded) == counts(graph), "seed \(seed)")
    #expect(counts(folded).count == folded.edges.count, "seed \(seed)")
  }

  @Test(arguments: 0..<100)
  func `the least layers of what comes before`(seed: UInt64) {
    let graph = GraphSample.random(seed: seed)
    let layers = GraphLayers(graph)
    #expect(!layers.goesBack.contains(true), "seed \(seed)")
    // By walking as long as anything moves, which needs no order.
    var expected = graph.nodes.map { _ in 0 }
    var moves = true
    while moves {
      moves = false
      for edge in graph.edges where expected[edge.to] <= expected[edge.from] {
        expected[edge.to] = expected[edge.from] + 1
        moves = true
      }
    }
    for (number, node) in graph.nodes.enumerated() where node.kind == .asset {
      #expect(layers.layers[number] == expected[number], "seed \(seed)")
    }
    for edge in graph.edges {
      #expect(layers.layers[edge.from] < layers.layers[edge.to], "seed \(seed)")
    }
    for (number, node) in graph.nodes.enumerated() where node.kind == .file {
      let after = graph.edges.filter { $0.from == number }.map { layers.layers[$0.to] }
      #expect(layers.layers[number] == (after.min() ?? 1) - 1, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<100)
  func `only edges that close a cycle go back`(seed: UInt64) {
    let graph = GraphSample.random(seed: seed, mayCycle: true)
    let layers = GraphLayers(graph)
    for (edge, goesBack) in zip(graph.edges, layers.goesBack) {
      guard goesBack else {
        #expect(layers.layers[edge.from] < layers.layers[edge.to], "seed \(seed)")
        continue
      }
      #expect(
        graph.around([edge.to], depth: graph.nodes.count).nodes.contains(graph.nodes[edge.from]))
      var reached: Set<Int> = [edge.to]
      for _ in graph.nodes {
        for next in graph.edges where reached.contains(next.from) { reached.insert(next.to) }
      }
      #expect(reached.contains(edge.from), "seed \(seed)")
    }
  }
}
