import ReelCatalogue

extension GraphModel {
  /// Only what is at most `depth` edges before or after one of the nodes, and the nodes themselves.
  package func around(_ centres: Set<Int>, depth: Int) -> GraphModel {
    let before = reached(from: centres, depth: depth, along: incoming) { edges[$0].from }
    let after = reached(from: centres, depth: depth, along: outgoing) { edges[$0].to }
    return keeping(before.union(after))
  }

  private func reached(
    from centres: Set<Int>, depth: Int, along numbers: [[Int]], end: (Int) -> Int
  ) -> Set<Int> {
    var reached = centres
    var front = Array(centres)
    for _ in 0..<depth where !front.isEmpty {
      front = front.flatMap { numbers[$0].map(end) }.filter { reached.insert($0).inserted }
    }
    return reached
  }

  /// Only these nodes, and the edges between them.
  private func keeping(_ kept: Set<Int>) -> GraphModel {
    let order = nodes.indices.filter(kept.contains)
    var places = [Int?](repeating: nil, count: nodes.count)
    for (place, number) in order.enumerated() { places[number] = place }
    return GraphModel(
      name: name, nodes: order.map { nodes[$0] },
      edges: edges.compactMap { edge in
        guard let from = places[edge.from], let to = places[edge.to] else { return nil }
        return Edge(from: from, to: to, role: edge.role, count: edge.count)
      })
  }

  /// The graph in which the cells of one matrix are one node with their number. A cell that is alone
  /// stays itself.
  ///
  /// What is a chain among cells may be a cycle here.
  package var collapsed: GraphModel {
    var places: [String: Int] = [:]
    var members: [[Int]] = []
    let placeOf = nodes.indices.map { number in
      let node = nodes[number]
      let key = node.kind == .asset ? node.group : node.id
      if let place = places[key] {
        members[place].append(number)
        return place
      }
      places[key] = members.count
      members.append([number])
      return members.count - 1
    }
    guard members.count < nodes.count else { return self }
    return GraphModel(
      name: name, nodes: members.map { joined($0.map { nodes[$0] }) },
      edges: edges.map { edge in
        Edge(from: placeOf[edge.from], to: placeOf[edge.to], role: edge.role, count: edge.count)
      })
  }

  /// One node for the cells of one matrix.
  private func joined(_ cells: [Node]) -> Node {
    let first = cells[0]
    guard cells.count > 1 else { return first }
    return Node(
      id: first.group, kind: .asset, label: first.group, count: cells.reduce(0) { $0 + $1.count },
      operations: Operation.allCases.filter { operation in
        cells.contains { $0.operations.contains(operation) }
      },
      models: Set(cells.flatMap(\.models)).sorted(), variants: cells.map(\.variants).max() ?? 1)
  }
}
