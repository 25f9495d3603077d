package import ReelBasics
package import ReelManifest

/// Which asset needs which: nodes are numbers in the manifest's order.
package struct AssetGraph: Sendable {
  /// The numbers of assets by their ids; of two with one id, that of the first.
  private struct Numbers {
    private var ids = TextNumbers()
    private var assets: [Int] = []

    init(of assets: [Asset]) {
      ids.reserve(assets.count)
      self.assets.reserveCapacity(assets.count)
      for number in assets.indices where ids.insert(assets[number].id.text) == nil {
        self.assets.append(number)
      }
    }

    subscript(id: AssetID) -> Int? { ids.number(of: id.text).map { assets[$0] } }
  }

  /// Why one needs the other, with the place that says so.
  package struct Edge: Sendable {
    package let from: Int
    package let to: Int
    package let location: SourceLocation
  }

  /// For each node, what it needs, in the order of the manifest's text; no node twice.
  package let upstream: [[Int]]
  /// For each node, what needs it, in ascending order.
  package let downstream: [[Int]]
  /// Every node after all that it needs; of those that could be next, the first in the manifest.
  package let order: [Int]

  /// The graph of `assets`; `nil` where it has cycles, each of which is reported.
  package init?(assets: [Asset], diagnostics: DiagnosticCollector) {
    let numbers = Numbers(of: assets)
    var upstream: [[Int]] = []
    upstream.reserveCapacity(assets.count)
    var downstream = [[Int]](repeating: [], count: assets.count)
    for (number, asset) in assets.enumerated() {
      upstream.append(Self.needed(by: asset, numbers: numbers))
      for other in upstream[number] { downstream[other].append(number) }
    }
    let order = Self.order(upstream: upstream, downstream: downstream)
    guard order.count == assets.count else {
      let edges = assets.enumerated().map { number, asset in
        Self.edges(of: asset, number: number, numbers: numbers)
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

  /// What an asset needs, nothing twice.
  private static func needed(by asset: Asset, numbers: Numbers) -> [Int] {
    // Most need one or nothing.
    if asset.inputs.count <= 1, asset.needsOnlyInputs {
      guard case .asset(let id, _)? = asset.inputs.first?.target, let other = numbers[id] else {
        return []
      }
      return [other]
    }
    var seen: Set<Int> = []
    return edges(of: asset, number: 0, numbers: numbers).map(\.to).filter {
      seen.insert($0).inserted
    }
  }

  /// What an asset needs, where the manifest says it.
  private static func edges(of asset: Asset, number: Int, numbers: Numbers) -> [Edge] {
    var edges: [Edge] = []
    for input in asset.allInputs {
      guard case .asset(let id, _) = input.target, let other = numbers[id] else { continue }
      edges.append(Edge(from: number, to: other, location: input.location))
    }
    for need in asset.needs {
      guard let other = numbers[need.id] else { continue }
      edges.append(Edge(from: number, to: other, location: need.location))
    }
    return edges
  }

  /// Kahn's algorithm over a heap, so that the order is the same every time.
  private static func order(upstream: [[Int]], downstream: [[Int]]) -> [Int] {
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
