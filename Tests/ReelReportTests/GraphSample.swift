import ReelCatalogue
import ReelTestSupport

@testable import ReelReport

/// Graphs that chance makes.
enum GraphSample {
  /// Texts with everything that means something in one of the formats.
  static let nasty = [
    "plain", "two words", "\"quoted\"", "back\\slash\\", "\\N\\n", "<b>&amp;</b>", "#1;", "$$x$$",
    "`code` **bold**", "%%{init: {}}%%", "1. list", "看板 🏮", "e\u{301}te\u{301}", "a|b", "end", "]",
    "'",
  ]

  /// A graph whose edges go from lower to higher numbers of a deal, so that it has no cycle; where it
  /// `mayCycle`, anywhere. Nodes are labelled `n` and their number, or with what is ``nasty``.
  static func random(
    seed: UInt64, mayCycle: Bool = false, isNasty: Bool = false, groups: Bool = false
  ) -> GraphModel {
    var random = SeededGenerator(seed: seed)
    let size = Int.random(in: 0...40, using: &random)
    let deal = Array(0..<size).shuffled(using: &random)
    var nodes: [GraphModel.Node] = []
    for number in 0..<size {
      let isGiven = !groups && deal[number] < size / 4
      let word = isNasty ? nasty.randomElement(using: &random) ?? "" : ""
      let group = groups ? "g\(Int.random(in: 0...5, using: &random))" : nil
      nodes.append(
        GraphModel.Node(
          id: (isGiven ? "./" : "") + "n\(number)\(word)", kind: isGiven ? .file : .asset,
          label: "n\(number)\(word)", group: group,
          count: isGiven || groups ? 1 : Int.random(in: 1...3, using: &random),
          operations: isGiven
            ? [] : [Operation.allCases.randomElement(using: &random) ?? .editImage],
          models: isGiven ? [] : ["m\(number % 3)"]))
    }
    var edges: [GraphModel.Edge] = []
    for _ in 0..<(size == 0 ? 0 : Int.random(in: 0...3 * size, using: &random)) {
      let (one, other) = (
        Int.random(in: 0..<size, using: &random), Int.random(in: 0..<size, using: &random)
      )
      guard mayCycle || deal[one] < deal[other], nodes[other].kind == .asset else { continue }
      edges.append(
        GraphModel.Edge(
          from: one, to: other, role: GraphRole.allCases.randomElement(using: &random) ?? .source,
          count: Int.random(in: 1...4, using: &random)))
    }
    return GraphModel(
      name: "a \(nasty.randomElement(using: &random) ?? "")", nodes: nodes, edges: edges)
  }

  /// The graph's edges by what nodes are called, to be held against what a format says.
  static func edges(of graph: GraphModel, called name: (GraphModel.Node) -> String) -> Set<
    NamedEdge
  > {
    Set(
      graph.edges.map { edge in
        NamedEdge(
          from: name(graph.nodes[edge.from]), to: name(graph.nodes[edge.to]), role: edge.role,
          count: edge.count)
      })
  }
}

/// An edge as a format says it.
struct NamedEdge: Hashable {
  let from: String
  let to: String
  let role: GraphRole
  let count: Int

  init(from: String, to: String, role: GraphRole, count: Int) {
    self.from = from
    self.to = to
    self.role = role
    self.count = count
  }

  /// With a note such as `mask ×3`, in which a source and a count of `usual` are not said.
  init(from: String, to: String, note: String, usual: Int = 1, plain: GraphRole = .source) {
    var words = note.split(separator: " ").map(String.init)
    var count = usual
    if let last = words.last, last.hasPrefix("×"), let number = Int(last.dropFirst()) {
      count = number
      words.removeLast()
    }
    let title = words.joined(separator: " ")
    let role = GraphRole.allCases.first { $0.title == title }
    self.init(from: from, to: to, role: role ?? plain, count: count)
  }
}
