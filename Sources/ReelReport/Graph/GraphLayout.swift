import ReelBasics

/// Where everything of a graph stands on a page, in pixels: layers from left to right.
struct GraphLayout {
  struct Point: Equatable {
    let x: Double
    let y: Double
  }

  struct Box: Equatable {
    let x: Double
    let y: Double
    let width: Double

    /// Where edges end and where they begin.
    var left: Point { Point(x: x, y: y + GraphLayout.height / 2) }
    var right: Point { Point(x: x + width, y: y + GraphLayout.height / 2) }
  }

  /// A line that edges of one node share: its points, in pairs with a straight stretch between them and
  /// a curve to the next pair.
  struct Trunk {
    let from: Int
    let isNeed: Bool
    let points: [Point]
  }

  /// Of a node.
  static let height = 44.0
  static let margin = 24.0
  /// Of the title, in columns of a terminal; what is longer is cut.
  static let mostColumns = 44
  private static let gap = 16.0
  private static let bendHeight = 6.0
  private static let layerGap = 88.0

  /// By the number of the node.
  let boxes: [Box]
  let trunks: [Trunk]
  /// For each edge, where its last or only curve begins, and before it where the edge leaves its node,
  /// or the same again.
  let starts: [[Point]]
  let goesBack: [Bool]
  let width: Double
  let height: Double

  init(_ graph: GraphModel) {
    let grid = GraphGrid(graph)
    let centres = Self.centres(of: grid)
    let widths = graph.nodes.map(Self.width)
    var columns: [(x: Double, width: Double)] = []
    var x = Self.margin
    for row in grid.rows {
      let width = row.map { grid.items[$0].isBend ? 0 : widths[$0] }.max() ?? 0
      columns.append((x, width))
      x += width + Self.layerGap
    }
    let boxes = graph.nodes.indices.map { node in
      Box(
        x: columns[grid.items[node].layer].x, y: centres[node] - Self.height / 2,
        width: widths[node])
    }
    // Straight past wider ones in its layer, from the item to the layer's end.
    func passage(_ item: Int) -> [Point] {
      let column = columns[grid.items[item].layer]
      let start = grid.items[item].isBend ? column.x : boxes[item].right.x
      return [start, column.x + column.width].map { Point(x: $0, y: centres[item]) }
    }
    trunks = grid.trunks.map { trunk in
      Trunk(
        from: trunk.from, isNeed: trunk.isNeed,
        points: ([trunk.from] + trunk.bends).flatMap(passage))
    }
    starts = grid.starts.map { item in
      let points = passage(item)
      return grid.items[item].isBend ? [points[1], points[1]] : points
    }
    self.boxes = boxes
    goesBack = grid.goesBack
    width = max(x - Self.layerGap, Self.margin) + Self.margin
    height = (centres.max() ?? 0) + Self.height / 2 + Self.margin
  }

  /// Wide enough for its text, as far as that can be told without the font.
  private static func width(of node: GraphModel.Node) -> Double {
    let title = min(TerminalText.width(of: GraphSummary.title(of: node)), mostColumns)
    let kind = min(TerminalText.width(of: GraphSummary.kind(of: node)), mostColumns)
    return max(Double(title) * 8.4, Double(kind) * 6.5, 40) + 24
  }

  // MARK: Heights

  /// For each item, the height of its middle on the page.
  private static func centres(of grid: GraphGrid) -> [Double] {
    var centres = [Double](repeating: 0, count: grid.items.count)
    let gaps = grid.rows.map { row in
      zip(row, row.dropFirst()).map { half(grid.items[$0]) + half(grid.items[$1]) + gap }
    }
    for (row, gaps) in zip(grid.rows, gaps) {
      var centre = 0.0
      for (place, item) in row.enumerated() {
        if place > 0 { centre += gaps[place - 1] }
        centres[item] = centre
      }
    }
    for forwards in [true, false, true, false] {
      for layer in forwards ? Array(grid.rows.indices) : grid.rows.indices.reversed() {
        let row = grid.rows[layer]
        let wanted = row.map { item in
          let beside = forwards ? grid.items[item].before : grid.items[item].after
          return beside.isEmpty
            ? centres[item] : beside.reduce(0) { $0 + centres[$1] } / Double(beside.count)
        }
        for (item, centre) in zip(row, spread(wanted, gaps: gaps[layer])) { centres[item] = centre }
      }
    }
    let top = centres.min() ?? 0
    return centres.map { $0 - top + height / 2 + margin }
  }

  private static func half(_ item: GraphGrid.Item) -> Double {
    (item.isBend ? bendHeight : height) / 2
  }

  /// The numbers nearest to those that are wanted, in their order and at least `gaps` apart: the least
  /// squares, found by pooling neighbours that are in each other's way.
  static func spread(_ wanted: [Double], gaps: [Double]) -> [Double] {
    var pools: [(sum: Double, count: Int)] = []
    var offsets: [Double] = []
    for (place, number) in wanted.enumerated() {
      offsets.append(place == 0 ? 0 : offsets[place - 1] + gaps[place - 1])
      pools.append((number - offsets[place], 1))
      while pools.count > 1 {
        let (last, before) = (pools[pools.count - 1], pools[pools.count - 2])
        guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
        pools.removeLast()
        pools[pools.count - 1] = (before.sum + last.sum, before.count + last.count)
      }
    }
    let places = pools.flatMap { repeatElement($0.sum / Double($0.count), count: $0.count) }
    return zip(places, offsets).map { $0 + $1 }
  }
}
