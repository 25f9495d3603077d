/// The nodes of a graph in the order in which they stand in their layers, with bends where edges pass
/// layers in between: a step on the way to ``GraphLayout``.
struct GraphGrid {
  /// Something that has a place in a layer: a node of the graph's own number, or a bend.
  struct Item {
    let layer: Int
    /// The node, or the one that the edge with the bend begins at.
    let node: Int
    let isBend: Bool
    /// Those of the layers beside that it is joined with.
    var before: [Int] = []
    var after: [Int] = []
  }

  /// The bends that the edges of one node share, on their way to later layers.
  struct Trunk {
    let from: Int
    /// Whether it is of edges that only say what has to be done first.
    let isNeed: Bool
    let bends: [Int]
  }

  /// Bends of a whole graph, at the most; edges past them go straight.
  private static let mostBends = 30_000
  /// Walks through the layers, there and back in turn.
  private static let sweeps = 8

  let goesBack: [Bool]
  private(set) var items: [Item]
  private(set) var trunks: [Trunk] = []
  /// For each edge, the item that its last stretch begins at.
  private(set) var starts: [Int]
  /// For each layer, its items from top to bottom.
  private(set) var rows: [[Int]] = []

  init(_ graph: GraphModel) {
    let layers = GraphLayers(graph)
    goesBack = layers.goesBack
    items = layers.layers.enumerated().map { Item(layer: $1, node: $0, isBend: false) }
    starts = graph.edges.map(\.from)
    for numbers in graph.outgoing {
      let forwards = numbers.filter { !layers.goesBack[$0] }
      bend(forwards.filter { graph.edges[$0].role != .needs }, of: graph, isNeed: false)
      bend(forwards.filter { graph.edges[$0].role == .needs }, of: graph, isNeed: true)
    }
    for (number, edge) in graph.edges.enumerated() where !layers.goesBack[number] {
      join(starts[number], edge.to)
    }
    rows = [[Int]](repeating: [], count: (layers.layers.max() ?? -1) + 1)
    let order = items.indices.sorted { (items[$0].node, $0) < (items[$1].node, $1) }
    for item in order { rows[items[item].layer].append(item) }
    for sweep in 0..<Self.sweeps { sort(forwards: sweep.isMultiple(of: 2)) }
  }

  /// Gives edges of one node the bends that they need.
  private mutating func bend(_ numbers: [Int], of graph: GraphModel, isNeed: Bool) {
    guard let first = numbers.first else { return }
    let from = graph.edges[first].from
    let start = items[from].layer + 1
    let end = numbers.map { items[graph.edges[$0].to].layer }.max() ?? start
    guard end > start, items.count - graph.nodes.count + end - start <= Self.mostBends else {
      return
    }
    let bends = Array(items.count..<items.count + end - start)
    for layer in start..<end { items.append(Item(layer: layer, node: from, isBend: true)) }
    for (one, next) in zip([from] + bends, bends) { join(one, next) }
    trunks.append(Trunk(from: from, isNeed: isNeed, bends: bends))
    for number in numbers {
      let layer = items[graph.edges[number].to].layer
      if layer > start { starts[number] = bends[layer - start - 1] }
    }
  }

  private mutating func join(_ one: Int, _ other: Int) {
    guard items[other].layer == items[one].layer + 1 else { return }
    items[one].after.append(other)
    items[other].before.append(one)
  }

  /// Puts every item of a layer near the middle of those that it is joined with, layer by layer; what
  /// is joined with none stays where it is.
  private mutating func sort(forwards: Bool) {
    var places = [Double](repeating: 0, count: items.count)
    for row in forwards ? rows : rows.reversed() {
      for (place, item) in row.enumerated() { places[item] = Double(place) }
    }
    for layer in forwards ? Array(rows.indices) : rows.indices.reversed() {
      var joined: [(middle: Double, place: Int, item: Int)] = []
      for (place, item) in rows[layer].enumerated() {
        let beside = forwards ? items[item].before : items[item].after
        guard !beside.isEmpty else { continue }
        let middle = beside.reduce(0) { $0 + places[$1] } / Double(beside.count)
        joined.append((middle, place, item))
      }
      let slots = joined.map(\.place)
      // Equals keep their order.
      joined.sort { ($0.middle, $0.place) < ($1.middle, $1.place) }
      for (slot, next) in zip(slots, joined) { rows[layer][slot] = next.item }
      for (place, item) in rows[layer].enumerated() { places[item] = Double(place) }
    }
  }
}
