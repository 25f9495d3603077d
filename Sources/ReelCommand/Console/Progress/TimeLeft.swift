import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// How long a run is likely to go on: first as forecast, then corrected by how long its requests
/// really take.
struct TimeLeft: Sendable {
  /// Requests of one operation and model.
  private struct Kind: Sendable {
    /// How long one was expected to take, in seconds.
    let expected: Double
    /// How many seconds those that are not over were expected to take.
    var left = 0.0
    /// How long those that ended took, and how many they are.
    var seconds = 0.0
    var count = 0.0

    /// How long one takes by what is known now. What was expected counts as two that took so long.
    var likely: Double { (seconds + 2 * expected) / (count + 2) }
    var correction: Double { expected > 0 ? likely / expected : 1 }

    /// How much longer one takes that has been under way for so many seconds. The longer it is
    /// overdue, the less is known.
    func rest(after seconds: Double) -> Double {
      seconds < 0.8 * likely ? likely - seconds : max(0.2 * likely, 0.25 * seconds)
    }
  }

  private struct KindName: Hashable {
    let operation: Operation
    let model: String
  }

  /// An asset that sends requests or waits for them.
  private struct Work: Sendable {
    let kind: Int
    /// The longest chain of expected seconds that begins with it.
    let chain: Double
    var isOver = false
    /// Its expected seconds that were not counted off yet.
    var left: Double
    /// When its requests were sent that are under way, by number.
    var sent: [Int: Duration] = [:]
  }

  private var kinds: [Kind] = []
  private var works: [AssetID: Work] = [:]
  /// Those with the longest chains first; the ones before the first that is not over are over.
  private var chains: [AssetID]
  private var first = 0
  /// How much shorter the run is than one request after the other.
  private let sideBySide: Double
  private var sending: Set<AssetID> = []

  init(_ plan: Plan, _ forecast: Forecast) {
    var numbers: [KindName: Int] = [:]
    for node in plan.ordered where forecast.seconds[node.number] > 0 {
      let expected = forecast.seconds[node.number]
      let kind = KindName(operation: node.asset.operation, model: node.asset.model)
      if numbers[kind] == nil {
        numbers[kind] = kinds.count
        kinds.append(Kind(expected: expected))
      }
      let number = numbers[kind] ?? 0
      let seconds = expected * Double(node.requests)
      kinds[number].left += seconds
      works[node.asset.id] = Work(
        kind: number, chain: forecast.remaining[node.number], left: seconds)
    }
    let all = kinds.reduce(0) { $0 + $1.left }
    sideBySide = all > 0 ? min(1, forecast.total / .seconds(1) / all) : 1
    chains = works.sorted { $0.value.chain > $1.value.chain }.map(\.key)
  }

  mutating func take(_ event: RunEvent) {
    guard let id = event.asset, works[id] != nil else { return }
    switch (event.kind, event.part) {
    case (.asked, let part?), (.resumed, let part?):
      works[id]?.sent[part] = event.time
      sending.insert(id)
    case (.retrying, let part?): works[id]?.sent[part] = nil
    case (.fetching, let part?): answered(id, part, at: event.time)
    case (.ended, _): end(id)
    default: break
    }
  }

  /// A request has its answer.
  private mutating func answered(_ id: AssetID, _ part: Int, at now: Duration) {
    guard let work = works[id], let sent = work.sent[part] else { return }
    kinds[work.kind].seconds += (now - sent) / .seconds(1)
    kinds[work.kind].count += 1
    let seconds = min(kinds[work.kind].expected, work.left)
    kinds[work.kind].left -= seconds
    works[id]?.left -= seconds
    works[id]?.sent[part] = nil
  }

  private mutating func end(_ id: AssetID) {
    guard let work = works[id], !work.isOver else { return }
    kinds[work.kind].left -= work.left
    works[id]?.left = 0
    works[id]?.sent = [:]
    works[id]?.isOver = true
    sending.remove(id)
    while first < chains.count, works[chains[first]]?.isOver == true { first += 1 }
  }

  /// How long it is likely to go on from a moment; `nil` where nothing is waited for.
  func estimate(at now: Duration) -> Duration? {
    guard first < chains.count else { return nil }
    // What is under way has a part of its time behind it.
    var seconds = kinds.reduce(0) { $0 + $1.left * $1.correction }
    for id in sending {
      guard let work = works[id] else { continue }
      for sent in work.sent.values {
        let kind = kinds[work.kind]
        seconds += kind.rest(after: (now - sent) / .seconds(1)) - kind.likely
      }
    }
    return .seconds(max(seconds * sideBySide, longestChain(at: now)))
  }

  /// How long the longest chain takes that is not over, however many go side by side.
  private func longestChain(at now: Duration) -> Double {
    guard let work = works[chains[first]] else { return 0 }
    let kind = kinds[work.kind]
    let age = work.sent.values.min().map { (now - $0) / .seconds(1) } ?? 0
    return max(0, work.chain * kind.correction + kind.rest(after: age) - kind.likely)
  }
}
