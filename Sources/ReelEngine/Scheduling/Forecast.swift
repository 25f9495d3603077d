import ReelBasics
import ReelCatalogue
import ReelManifest
package import ReelPlan

/// How long a plan is likely to take: its requests, sent in the order, the places and the pace of a
/// run, each of which takes as long as its operation and model are expected to.
///
/// What is known only in the run counts as if all of it had to be made. A job in flight counts as
/// if it began now. What this machine does by itself, downloads and pauses after a 429 do not count.
package struct Forecast: Sendable {
  /// By the number of the asset: how long one of its requests takes, in seconds; 0 where none is sent
  /// or waited for.
  package let seconds: [Double]
  /// How long all of it takes.
  package private(set) var total: Duration = .zero

  /// By the number of the asset: how long the longest chain takes that begins with it, in seconds.
  package let remaining: [Double]

  private let plan: Plan
  private var lanes: Lanes
  private var ends = Heap<End>()
  /// How many others each node waits for.
  private var waiting: [Int]
  /// How many of its requests are not over.
  private var left: [Int]

  /// The end of a request.
  private struct End: Comparable, Sendable {
    let time: Duration
    let node: Int

    static func < (left: End, right: End) -> Bool {
      (left.time, left.node) < (right.time, right.node)
    }
  }

  package init(of plan: Plan, options: RunOptions) {
    let seconds = plan.nodes.map { node -> Double in
      guard let node, node.requests > 0 else { return 0 }
      return max(0, options.expectedSeconds(node.asset.operation, node.asset.model))
    }
    self.plan = plan
    self.seconds = seconds
    lanes = Lanes(options: options)
    remaining = plan.remainingPaths { seconds[$0.number] }
    waiting = plan.graph.upstream.map { others in others.count { plan.nodes[$0] != nil } }
    left = plan.nodes.map { $0?.requests ?? 0 }
    play()
  }

  private mutating func play() {
    // A list and no recursion: chains may be longer than the stack is deep.
    var ready = plan.graph.order.filter { plan.nodes[$0] != nil && waiting[$0] == 0 }
    while true {
      while let number = ready.popLast() {
        begin(number)
        if left[number] == 0 { ready += end(number) }
      }
      while let part = lanes.next(at: total) {
        if let asset = plan.nodes[part.node]?.asset {
          lanes.start(asset.operation.makes, model: asset.model, at: total)
        }
        ends.insert(End(time: total + .seconds(seconds[part.node]), node: part.node))
      }
      let moments = [ends.first?.time, lanes.nextToken(after: total)].compactMap { $0 }
      guard let next = moments.min() else { return }
      total = next
      while let first = ends.first, first.time <= total {
        _ = ends.popFirst()
        ready += over(first.node)
      }
    }
  }

  /// All that a node waited for is there: its requests wait for a place, its jobs have one.
  private mutating func begin(_ number: Int) {
    guard let node = plan.nodes[number] else { return }
    for index in 0..<node.requests {
      if index < node.verdict.jobs {
        lanes.occupy(node.asset.operation.makes)
        ends.insert(End(time: total + .seconds(seconds[number]), node: number))
      } else {
        lanes.enqueue(
          PartID(node: number, index: index), remaining: remaining[number],
          medium: node.asset.operation.makes, model: node.asset.model)
      }
    }
  }

  /// A request of a node is over; gives those that can begin now.
  private mutating func over(_ number: Int) -> [Int] {
    if let asset = plan.nodes[number]?.asset { lanes.release(asset.operation.makes) }
    left[number] -= 1
    return left[number] == 0 ? end(number) : []
  }

  /// A node is there; gives those that can begin now.
  private mutating func end(_ number: Int) -> [Int] {
    plan.graph.downstream[number].filter { other in
      waiting[other] -= 1
      return waiting[other] == 0 && plan.nodes[other] != nil
    }
  }
}

extension Plan {
  /// For each asset the longest chain of expected seconds that begins with it.
  func remainingPaths(_ seconds: (PlanNode) -> Double) -> [Double] {
    var remaining = [Double](repeating: 0, count: nodes.count)
    for number in graph.order.reversed() {
      guard let node = nodes[number] else { continue }
      remaining[number] =
        seconds(node) + (graph.downstream[number].map { remaining[$0] }.max() ?? 0)
    }
    return remaining
  }
}
