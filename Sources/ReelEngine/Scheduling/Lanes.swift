import ReelCatalogue
import ReelPlan

/// What waits for a place to run in, and how many places there are.
struct Lanes: Sendable {
  /// A request that waits: the longest remaining path first, then the manifest's order.
  struct Ticket: Comparable, Sendable {
    let remaining: Double
    let part: PartID

    static func < (left: Ticket, right: Ticket) -> Bool {
      if left.remaining != right.remaining { return left.remaining > right.remaining }
      return (left.part.node, left.part.index) < (right.part.node, right.part.index)
    }

    static func == (left: Ticket, right: Ticket) -> Bool { left.part == right.part }
  }

  private let cap: Int
  private let mediumCaps: [Medium: Int]
  private var running = 0
  private var runningByMedium: [Medium: Int] = [:]
  private var queues: [Medium: Heap<Ticket>] = [.image: Heap(), .video: Heap()]
  private var buckets: [Medium: TokenBucket] = [:]

  init(options: RunOptions) {
    cap = max(1, options.concurrency)
    mediumCaps = options.mediumConcurrency
    for medium in Medium.allCases {
      buckets[medium] = TokenBucket(perSecond: options.pace[medium])
    }
  }

  mutating func enqueue(_ part: PartID, remaining: Double, medium: Medium) {
    queues[medium]?.insert(Ticket(remaining: remaining, part: part))
  }

  /// Takes a place for the first that can have one. A medium without a place or a token does not
  /// hold up the other.
  mutating func next(at now: Duration) -> PartID? {
    guard running < cap else { return nil }
    let able = Medium.allCases.filter { medium in
      runningByMedium[medium, default: 0] < mediumCaps[medium] ?? cap
        && buckets[medium]?.allows(at: now) ?? true
    }
    let tickets = able.compactMap { medium in queues[medium]?.first.map { (medium, $0) } }
    guard let (medium, ticket) = tickets.min(by: { $0.1 < $1.1 }) else { return nil }
    _ = queues[medium]?.popFirst()
    running += 1
    runningByMedium[medium, default: 0] += 1
    buckets[medium]?.take(at: now)
    return ticket.part
  }

  /// Takes a place for what goes on already at the provider, whatever the caps say.
  mutating func occupy(_ medium: Medium) {
    running += 1
    runningByMedium[medium, default: 0] += 1
  }

  mutating func release(_ medium: Medium) {
    running -= 1
    runningByMedium[medium, default: 0] -= 1
  }

  /// When a token will be there for something that has a place and waits for a token alone.
  func nextToken(after now: Duration) -> Duration? {
    guard running < cap else { return nil }
    return Medium.allCases.compactMap { medium -> Duration? in
      guard let bucket = buckets[medium], queues[medium]?.isEmpty == false,
        runningByMedium[medium, default: 0] < mediumCaps[medium] ?? cap, bucket.nextStart > now
      else { return nil }
      return bucket.nextStart
    }.min()
  }

  mutating func slowDown(_ medium: Medium, at now: Duration, for pause: Duration) {
    buckets[medium]?.slowDown(at: now, for: pause)
  }

  /// Everything that waits, taken out.
  mutating func drain() -> [PartID] {
    var drained: [PartID] = []
    for medium in Medium.allCases {
      while let ticket = queues[medium]?.popFirst() { drained.append(ticket.part) }
    }
    return drained
  }
}
