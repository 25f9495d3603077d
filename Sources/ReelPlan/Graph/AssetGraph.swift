package import ReelBasics
package import ReelManifest

/// Which asset needs which: nodes are numbers in the manifest's order.
package struct AssetGraph: Sendable {
  /// Why one needs the other, with the place that says so.
  package struct Edge: Sendable {
    package let from: Int
    package let to: Int
    package let location: SourceLocation
  }

  /// For each node, what it needs, in the order of the manifest's text; no node twice.
  package let upstream: NodeLists
  /// For each node, what needs it, in ascending order.
  package let downstream: NodeLists
  /// Every node after all that it needs; of those that could be next, the first in the manifest.
  package let order: [Int]

  /// The graph of `assets`; `nil` where it has cycles, each of which is reported.
  package init?(assets: [Asset], diagnostics: DiagnosticCollector) {
    var numbers = AssetNumbers(of: assets)
    var upstream = NodeLists(capacity: assets.count)
    // Which node needed each last: none is in one's list twice.
    var neededBy = [Int](repeating: -1, count: assets.count)
    for (number, asset) in assets.enumerated() {
      Self.forEachNeed(of: asset, numbers: &numbers) { other, _ in
        guard neededBy[other] != number else { return }
        neededBy[other] = number
        upstream.append(other)
      }
      upstream.endList()
    }
    let downstream = upstream.inverse
    let order = Self.order(upstream: upstream, downstream: downstream)
    guard order.count == assets.count else {
      let edges = assets.enumerated().map { number, asset in
        var edges: [Edge] = []
        Self.forEachNeed(of: asset, numbers: &numbers) { other, location in
          edges.append(Edge(from: number, to: other, location: location))
        }
        return edges
      }
      CycleFinder(assets: assets, edges: edges).report(to: diagnostics)
      return nil
    }
    self.upstream = upstream
    self.downstream = downstream
    self.order = order
  }

  /// These nodes and all that they need.
  package func closure(of numbers: Set<Int>) -> Set<Int> {
    var closure: Set<Int> = []
    var next = Array(numbers)
    while let number = next.popLast() {
      if closure.insert(number).inserted { next += upstream[number] }
    }
    return closure
  }

  /// Goes through what an asset needs, with the places where the manifest says it.
  private static func forEachNeed(
    of asset: Asset, numbers: inout AssetNumbers, _ body: (Int, SourceLocation) -> Void
  ) {
    func look(at input: AssetInput) {
      guard let id = input.asset, let other = numbers.number(of: id, likely: input.likelyNumber)
      else { return }
      body(other, input.location)
    }
    for input in asset.inputs { look(at: input) }
    guard !asset.needsOnlyInputs else { return }
    if let mask = asset.finishing.mask { look(at: mask) }
    for need in asset.needs {
      guard let other = numbers.number(of: need.id, likely: need.likelyNumber) else { continue }
      body(other, need.location)
    }
  }

  /// Kahn's algorithm over a heap, so that the order is the same every time.
  private static func order(upstream: NodeLists, downstream: NodeLists) -> [Int] {
    // Most manifests say first what others build on: that is the order.
    let isOrdered = upstream.indices.allSatisfy { number in
      upstream[number].allSatisfy { $0 < number }
    }
    guard !isOrdered else { return Array(upstream.indices) }
    var waiting = upstream.map(\.count)
    var ready = Heap<Int>()
    for number in upstream.indices where waiting[number] == 0 { ready.insert(number) }
    var order: [Int] = []
    order.reserveCapacity(upstream.count)
    while let next = ready.popFirst() {
      order.append(next)
      for other in downstream[next] {
        waiting[other] -= 1
        if waiting[other] == 0 { ready.insert(other) }
      }
    }
    return order
  }
}
