import ReelBasics
import ReelCatalogue

/// A graph as a tree in text: each node once, below the first that it is made of; what else it needs
/// stands in its line.
struct GraphText {
  /// As wide as a terminal is.
  private static let lineWidth = 80
  /// So deep is a tree before it goes on at the margin.
  private static let mostLevels = 10

  private let graph: GraphModel
  private let incoming: [[Int]]
  /// For each node, the edge that it hangs on.
  private var stems: [Int?] = []
  /// For each node, those that hang below it.
  private var children: [[Int]]

  init(_ graph: GraphModel) {
    self.graph = graph
    incoming = graph.incoming
    children = [[Int]](repeating: [], count: graph.nodes.count)
    let layers = GraphLayers(graph)
    for (node, numbers) in incoming.enumerated() {
      let stem = Self.stem(among: numbers.filter { !layers.goesBack[$0] }, of: graph)
      stems.append(stem)
      if let stem { children[graph.edges[stem].from].append(node) }
    }
  }

  /// The first asset that something comes from, else the first file or address.
  private static func stem(among numbers: [Int], of graph: GraphModel) -> Int? {
    let data = numbers.filter { graph.edges[$0].role != .needs }
    return data.first { graph.nodes[graph.edges[$0].from].kind == .asset } ?? data.first
  }

  /// The whole text.
  var text: String {
    var text = GraphSummary(graph).line + "\n"
    let roots = graph.nodes.indices.filter { stems[$0] == nil }
    // What only stands in the lines of others comes last.
    let isBare = { (node: Int) in graph.nodes[node].kind != .asset && children[node].isEmpty }
    var margins = (roots.filter { !isBare($0) } + roots.filter(isBare)).map {
      (node: $0, isNew: true)
    }
    if !margins.isEmpty { text += "\n" }
    var next = 0
    while next < margins.count {
      let (node, isNew) = margins[next]
      next += 1
      if !isNew { text += "\n" }
      write(
        isNew ? words(of: node) : [graph.nodes[node].label, "(from above)"], first: "", rest: "",
        hasChildren: !children[node].isEmpty, to: &text)
      writeChildren(of: node, guide: "", level: 1, to: &text) { margins.append(($0, false)) }
    }
    return text
  }

  /// No deeper than ``mostLevels``: what is below is left to `later`.
  private func writeChildren(
    of node: Int, guide: String, level: Int, to text: inout String, later: (Int) -> Void
  ) {
    for (index, child) in children[node].enumerated() {
      let isLast = index == children[node].count - 1
      let below = guide + (isLast ? "   " : "│  ")
      let goesOn = level == Self.mostLevels && !children[child].isEmpty
      write(
        words(of: child) + (goesOn ? ["…", "goes", "on", "below"] : []),
        first: guide + (isLast ? "└─ " : "├─ "), rest: below,
        hasChildren: !goesOn && !children[child].isEmpty, to: &text)
      if goesOn {
        later(child)
      } else {
        writeChildren(of: child, guide: below, level: level + 1, to: &text, later: later)
      }
    }
  }

  /// Writes words in as many lines as they need.
  private func write(
    _ words: [String], first: String, rest: String, hasChildren: Bool, to text: inout String
  ) {
    let hanging = rest + (hasChildren ? "│    " : "     ")
    var line = first
    var width = TerminalText.width(of: first)
    var isEmpty = true
    for word in words {
      let wordWidth = TerminalText.width(of: word)
      if !isEmpty, width + 1 + wordWidth > Self.lineWidth {
        text += line + "\n"
        line = hanging
        width = TerminalText.width(of: hanging)
        isEmpty = true
      }
      if !isEmpty {
        line += " "
        width += 1
      }
      line += word
      width += wordWidth
      isEmpty = false
    }
    text += line + "\n"
  }

  // MARK: One node

  /// What a line says, in pieces between which it may be broken.
  private func words(of number: Int) -> [String] {
    let node = graph.nodes[number]
    var words = [node.label]
    if node.count > 1 { words.append("×\(node.count)") }
    let kind = GraphSummary.kind(of: node)
    words.append("–")
    words += kind.split(separator: " ").map(String.init)
    if let stem = stems[number], let note = note(on: stem, to: node) { words.append("(\(note))") }
    let others = incoming[number].filter { $0 != stems[number] }
    words += list("with", others.filter { graph.edges[$0].role != .needs }, to: number)
    words += list("after", others.filter { graph.edges[$0].role == .needs }, to: number)
    return words
  }

  private func list(_ word: String, _ numbers: [Int], to number: Int) -> [String] {
    guard !numbers.isEmpty else { return [] }
    let node = graph.nodes[number]
    return numbers.enumerated().map { index, edge in
      let from = graph.edges[edge].from
      let name = from == number ? "itself" : graph.nodes[from].label
      let comma = index < numbers.count - 1 ? "," : ""
      return (index == 0 ? "· \(word) " : "") + name
        + (note(on: edge, to: node).map { " (\($0))" } ?? "") + comma
    }
  }

  /// What an edge is, where that is not plain: its role, and its count where it is not one for each.
  private func note(on number: Int, to node: GraphModel.Node) -> String? {
    let edge = graph.edges[number]
    let parts = [
      edge.role == .source || edge.role == .needs ? nil : edge.role.title,
      edge.count == node.count ? nil : "×\(edge.count)",
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }
}
