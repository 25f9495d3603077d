import ReelBasics
import ReelManifest

/// Finds the cycles of a graph that has some, and says each as a path.
struct CycleFinder {
  let assets: [Asset]
  let edges: [[AssetGraph.Edge]]

  /// Edges of all cycles that are told: graphs made to hurt have very many and very long ones.
  private static let mostEdges = 100_000

  /// Reports one cycle for every edge that first closes one: no cycle goes unnamed, none is named
  /// from each of its places.
  func report(to diagnostics: DiagnosticCollector) {
    for cycle in cycles() {
      guard let first = cycle.first else { continue }
      let names = cycle.map { assets[$0.from].id.text } + [assets[first.from].id.text]
      let notes = cycle.map { edge in
        Diagnostic.Note(
          "'\(assets[edge.from].id)' needs '\(assets[edge.to].id)' here", at: edge.location)
      }
      diagnostics.report(
        .referenceCycle,
        cycle.count == 1
          ? "'\(names[0])' needs itself" : "a cycle: " + names.joined(separator: " → "),
        at: first.location, notes: cycle.count == 1 ? [] : notes)
    }
  }

  private enum Colour { case white, grey, black }

  /// Walks in depth without recursion: graphs may be deeper than the stack.
  private func cycles() -> [[AssetGraph.Edge]] {
    var colours = [Colour](repeating: .white, count: edges.count)
    // How many edges the path had when a node joined it.
    var depths = [Int](repeating: 0, count: edges.count)
    var found: [[AssetGraph.Edge]] = []
    var length = 0
    for start in edges.indices where colours[start] == .white {
      var path: [AssetGraph.Edge] = []
      var stack = [(node: start, next: 0)]
      colours[start] = .grey
      depths[start] = 0
      while let (node, next) = stack.last {
        guard next < edges[node].count else {
          colours[node] = .black
          stack.removeLast()
          _ = path.popLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let edge = edges[node][next]
        switch colours[edge.to] {
        case .white:
          colours[edge.to] = .grey
          path.append(edge)
          depths[edge.to] = path.count
          stack.append((edge.to, 0))
        case .grey:
          let cycle = path[depths[edge.to]...] + [edge]
          found.append(Array(cycle))
          length += cycle.count
          if length >= Self.mostEdges { return found }
        case .black: break
        }
      }
    }
    return found
  }
}
