import ReelBasics
import ReelManifest
import ReelTestSupport
import Testing

@testable import ReelPlan

@Suite(.timeLimit(.minutes(10))) struct AssetGraphTests {
  private func graph(_ needs: [[Int]]) -> (graph: AssetGraph?, findings: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let assets = needs.enumerated().map { PlanSample.asset($0, needs: $1) }
    return (AssetGraph(assets: assets, diagnostics: diagnostics), diagnostics.sorted)
  }

  @Test(
    arguments: [
      ([], []), ([[]], [0]), ([[], [], []], [0, 1, 2]),
      ([[2], [], [1]], [1, 2, 0]), ([[3], [], [], [1]], [1, 2, 3, 0]),
      ([[], [0], [0], [1, 2]], [0, 1, 2, 3]), ([[1], [2], [3], []], [3, 2, 1, 0]),
      ([[], [0, 0], [1, 0, 1]], [0, 1, 2]),
    ] as [([[Int]], [Int])])
  func `of those that could be next the first in the manifest is`(needs: [[Int]], order: [Int]) {
    #expect(graph(needs).graph?.order == order)
  }

  @Test func `an edge is there once, in both directions`() throws {
    let graph = try #require(graph([[], [0, 0], [1, 0, 1]]).graph)
    #expect(graph.upstream.map(Array.init) == [[], [0], [1, 0]])
    #expect(graph.downstream.map(Array.init) == [[1, 2], [2], []])
  }

  @Test func `inputs, masks and needs are edges`() throws {
    let (_, graph) = try PlanSample.load(
      """
      assets:
        x: {edit: [y, z#2], prompt: X, mask: m, needs: [n]}
        y: {generate: image, prompt: Y}
        z: {generate: image, prompt: Z, count: 2}
        m: {generate: image, prompt: M}
        n: {generate: video, prompt: N, references: [m]}
      """)
    #expect(graph.upstream.map(Array.init) == [[1, 2, 3, 4], [], [], [], [3]])
    #expect(graph.order == [1, 2, 3, 4, 0])
  }

  @Test func `an asset that cannot be read leaves the edges of those after it`() throws {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        lost: {edit: nowhere, prompt: X}
        a: {edit: c, prompt: A, needs: [d]}
        b: {edit: a, prompt: B}
        c: {generate: image, prompt: C}
        d: {edit: lost, prompt: D, needs: [c]}
      """)
    let ids = try #require(loaded.manifest).assets.map(\.id.text)
    try #require(!ids.contains("lost"))
    let graph = try #require(loaded.graph)
    let needed = graph.upstream.map { $0.map { ids[$0] } }
    let expected = ["a": ["c", "d"], "b": ["a"], "c": [], "d": ["c"]]
    #expect(needed == ids.map { id in (expected[id] ?? []).filter(ids.contains) })
  }

  /// Kahn's rule by looking at all nodes every time, which needs no heap.
  private func plainOrder(_ needs: [[Int]]) -> [Int] {
    var order: [Int] = []
    var done: Set<Int> = []
    while let next = needs.indices.first(where: { node in
      !done.contains(node) && needs[node].allSatisfy { done.contains($0) }
    }) {
      order.append(next)
      done.insert(next)
    }
    return order
  }

  @Test(arguments: 0..<200)
  func `random graphs come in order, or name a cycle that is one`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let size = Int.random(in: 1...30, using: &random)
    let isAcyclic = Bool.random(using: &random)
    // Numbers are dealt anew, so that needs point forwards and backwards.
    let deal = Array(0..<size).shuffled(using: &random)
    var needs = [[Int]](repeating: [], count: size)
    for node in 0..<size {
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let other = Int.random(in: 0..<(isAcyclic ? max(node, 1) : size), using: &random)
        if !isAcyclic || other < node { needs[deal[node]].append(deal[other]) }
      }
    }
    let expected = plainOrder(needs)
    let (graph, findings) = graph(needs)
    #expect(graph?.order == (expected.count == size ? expected : nil), "seed \(seed)")
    #expect(findings.isEmpty == (expected.count == size), "seed \(seed)")
    for finding in findings {
      let text = finding.message
      let names =
        text.hasPrefix("a cycle: ")
        ? text.dropFirst("a cycle: ".count).split(separator: " → ").map(String.init)
        : [String(text.split(separator: "'")[0]), String(text.split(separator: "'")[0])]
      let nodes = names.compactMap { Int($0.dropFirst()) }
      #expect(nodes.count >= 2 && nodes.first == nodes.last, "seed \(seed): \(text)")
      for (from, to) in zip(nodes, nodes.dropFirst()) {
        #expect(needs[from].contains(to), "seed \(seed): \(text)")
      }
      #expect(finding.notes.count == (nodes.count == 2 ? 0 : nodes.count - 1), "seed \(seed)")
    }
  }

  @Test func `a chain may be deeper than the stack`() throws {
    let count = 100_000
    let forwards = graph((0..<count).map { $0 == 0 ? [] : [$0 - 1] }).graph
    #expect(forwards?.order == Array(0..<count))
    let backwards = graph((0..<count).map { $0 == count - 1 ? [] : [$0 + 1] }).graph
    #expect(backwards?.order == (0..<count).reversed())
    let (ring, findings) = graph((0..<count).map { [($0 + 1) % count] })
    #expect(ring == nil)
    #expect(findings.count == 1 && findings.first?.notes.count == count)
  }

  @Test func `very many cycles are told up to a limit`() {
    let count = 5000
    let (graph, findings) = graph((0..<count).map { [($0 + 1) % count, 0] })
    #expect(graph == nil)
    #expect((1...DiagnosticCollector.mostKept).contains(findings.count))
  }

  @Test(arguments: 0..<20) func `a heap gives the least first`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let numbers = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      Int.random(in: 0...50, using: &random)
    }
    var heap = Heap<Int>()
    for number in numbers { heap.insert(number) }
    #expect(heap.count == numbers.count && heap.first == numbers.min(), "seed \(seed)")
    var sorted: [Int] = []
    while let next = heap.popFirst() { sorted.append(next) }
    #expect(sorted == numbers.sorted() && heap.isEmpty, "seed \(seed)")
  }
}
