import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelReport

/// Where things stand on the page.
@Suite(.timeLimit(.minutes(10)))
struct GraphLayoutTests {
  @Test(arguments: 0..<100)
  func `boxes stand apart, and lines lead to the right`(seed: UInt64) {
    let graph = GraphSample.random(seed: seed, mayCycle: seed % 2 == 0)
    let layout = GraphLayout(graph)
    let boxes = layout.boxes
    for one in boxes.indices {
      #expect(boxes[one].x >= 0 && boxes[one].y >= 0, "seed \(seed)")
      #expect(boxes[one].right.x <= layout.width, "seed \(seed)")
      #expect(boxes[one].y + GraphLayout.height <= layout.height, "seed \(seed)")
      for other in boxes.indices where other > one {
        let apart =
          boxes[one].right.x <= boxes[other].x || boxes[other].right.x <= boxes[one].x
          || abs(boxes[one].y - boxes[other].y) >= GraphLayout.height
        #expect(apart, "seed \(seed): \(one) and \(other)")
      }
    }
    for (number, edge) in graph.edges.enumerated() where !layout.goesBack[number] {
      #expect(layout.starts[number][1].x < boxes[edge.to].x, "seed \(seed)")
      // No layer stands between the last bend and the end.
      let between = boxes.contains {
        $0.x > layout.starts[number][1].x && $0.x < boxes[edge.to].x
      }
      #expect(!between, "seed \(seed)")
      let start = layout.starts[number][0]
      let isShared = layout.trunks.contains {
        $0.from == edge.from && $0.isNeed == (edge.role == .needs) && $0.points.contains(start)
      }
      #expect(start == boxes[edge.from].right || isShared, "seed \(seed)")
    }
    for trunk in layout.trunks {
      #expect(trunk.points.first == boxes[trunk.from].right, "seed \(seed)")
      for (one, next) in zip(trunk.points, trunk.points.dropFirst()) {
        #expect(one.x <= next.x, "seed \(seed)")
      }
    }
  }

  @Test(arguments: 0..<200)
  func `numbers are spread as near to what is wanted as can be`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...6, using: &random)
    let wanted = (0..<count).map { _ in Double(Int.random(in: -20...20, using: &random)) }
    let gaps = (1..<max(count, 1)).map { _ in Double(Int.random(in: 0...9, using: &random)) }
    let spread = GraphLayout.spread(wanted, gaps: gaps)
    func isApart(_ numbers: [Double]) -> Bool {
      zip(zip(numbers, numbers.dropFirst()), gaps).allSatisfy { $0.1 - $0.0 >= $1 - 1e-9 }
    }
    func error(_ numbers: [Double]) -> Double {
      zip(numbers, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(isApart(spread), "seed \(seed)")
    // The sum of squares is convex: what no small step of a run of neighbours betters is the least.
    for start in 0..<count {
      for end in start..<count {
        for step in [-0.01, 0.01] {
          var moved = spread
          for place in start...end { moved[place] += step }
          #expect(!isApart(moved) || error(moved) >= error(spread) - 1e-9, "seed \(seed)")
        }
      }
    }
  }

  @Test func `a chain and a fan of ten thousand are laid out`() {
    let count = 10_000
    let nodes = (0..<count).map {
      GraphModel.Node(id: "n\($0)", kind: .asset, label: "n\($0)", operations: [.editImage])
    }
    // A chain all of whose links also need the first: straight past all the others.
    let edges = (1..<count).flatMap { number in
      [
        GraphModel.Edge(from: number - 1, to: number, role: .source),
        GraphModel.Edge(from: 0, to: number, role: .reference),
      ]
    }
    let graph = GraphModel(name: "chain", nodes: nodes, edges: edges)
    let drawing = GraphDrawing(graph).text
    #expect(drawing.utf8.count < 20_000_000)
    let text = GraphFormat.text.write(graph)
    #expect(text.utf8.count < 3_000_000)
    #expect(TextReader(text).edges.count == graph.edges.count)
  }
}
