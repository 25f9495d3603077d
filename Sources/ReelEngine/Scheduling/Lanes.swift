import ReelCatalogue
import ReelPlan

/// What waits for a place to run in, and how many places there are.
///
/// Every model has a lane of its own, because a provider that finds one too fast says so of that
/// model; places and pace are its medium's.
struct Lanes: Sendable {
  /// A request that waits: the longest remaining path first, then the manifest's order.
  private struct Ticket: Comparable, Sendable {
    let remaining: Double
    let part: PartID

    static func < (left: Ticket, right: Ticket) -> Bool {
      if left.remaining != right.remaining { return left.remaining > right.remaining }
      return (left.part.node, left.part.index) < (right.part.node, right.part.index)
    }

    static func == (left: Ticket, right: Ticket) -> Bool { left.part == right.part }
  }

  /// How long the provider wants a model to be left alone.
  struct Hold: Sendable {
    let end: Duration
    /// In its words.
    let reason: String
  }

  /// A pause that is asked for and is longer than this holds the whole model, not the one request. A hold
  /// that becomes longer by less is no news.
  private static let shortPause: Duration = .seconds(2)

  /// The requests of one model.
  private struct Lane: Sendable {
    let medium: Medium
    let model: String
    /// Where the provider found the model's requests too fast.
    var brake: Brake?
    var hold: Hold?
    var queue = Heap<Ticket>()
    var sent = SentRequests()
  }

  /// The places and the pace of one medium.
  private struct Road: Sendable {
    let cap: Int
    var bucket: TokenBucket?
    var running = 0
  }

  private let cap: Int
  private var running = 0
  private var images: Road
  private var films: Road
  /// Few: one for each model of a manifest.
  private var lanes: [Lane] = []

  init(options: RunOptions) {
    cap = max(1, options.concurrency)
    images = Self.road(.image, options: options)
    films = Self.road(.video, options: options)
  }

  private static func road(_ medium: Medium, options: RunOptions) -> Road {
    Road(
      cap: max(1, options.mediumConcurrency[medium] ?? options.concurrency),
      bucket: TokenBucket(perSecond: options.pace[medium]))
  }

  private subscript(medium: Medium) -> Road {
    _read {
      switch medium {
      case .image: yield images
      case .video: yield films
      }
    }
    _modify {
      switch medium {
      case .image: yield &images
      case .video: yield &films
      }
    }
  }

  private mutating func lane(_ medium: Medium, _ model: String) -> Int {
    // By number, as a lane is not copied to be looked at then.
    let known = lanes.indices.first { lanes[$0].medium == medium && lanes[$0].model == model }
    if let known { return known }
    lanes.append(Lane(medium: medium, model: model))
    return lanes.count - 1
  }

  mutating func enqueue(_ part: PartID, remaining: Double, medium: Medium, model: String) {
    let lane = lane(medium, model)
    lanes[lane].queue.insert(Ticket(remaining: remaining, part: part))
  }

  /// Takes a place for the first that can have one. A lane without a place or a token does not hold
  /// up the others.
  mutating func next(at now: Duration) -> PartID? {
    guard running < cap else { return nil }
    var best: (lane: Int, ticket: Ticket)?
    for index in lanes.indices {
      guard let ticket = lanes[index].queue.first, isAble(index, at: now) else { continue }
      if let other = best, other.ticket < ticket { continue }
      best = (index, ticket)
    }
    guard let best else { return nil }
    occupy(lanes[best.lane].medium)
    return lanes[best.lane].queue.popFirst()?.part
  }

  /// What has a place is sent: it takes its tokens.
  mutating func start(_ medium: Medium, model: String, at now: Duration) {
    self[medium].bucket?.take(at: now)
    let lane = lane(medium, model)
    let pace = lanes[lane].brake == nil ? nil : lanes[lane].sent.pace(at: now)
    lanes[lane].brake?.take(at: now, taken: pace)
  }

  private func isAble(_ lane: Int, at now: Duration) -> Bool {
    let road = self[lanes[lane].medium]
    return road.running < road.cap && road.bucket?.allows(at: now) ?? true
      && lanes[lane].brake?.allows(at: now) ?? true
      && lanes[lane].hold.map { $0.end <= now } ?? true
  }

  /// Takes a place for what goes on already at the provider, whatever the caps say.
  mutating func occupy(_ medium: Medium) {
    running += 1
    self[medium].running += 1
  }

  mutating func release(_ medium: Medium) {
    running -= 1
    self[medium].running -= 1
  }

  /// When a token will be there for something that has a place and waits for a token alone.
  func nextToken(after now: Duration) -> Duration? {
    guard running < cap else { return nil }
    var soonest: Duration?
    for lane in lanes where !lane.queue.isEmpty {
      let road = self[lane.medium]
      guard road.running < road.cap else { continue }
      let next = max(
        road.bucket?.nextStart ?? .zero, lane.brake?.nextStart ?? .zero, lane.hold?.end ?? .zero)
      if next > now { soonest = min(soonest ?? next, next) }
    }
    return soonest
  }

  /// A request of a model goes out.
  mutating func sent(_ medium: Medium, model: String, at now: Duration) {
    let lane = lane(medium, model)
    lanes[lane].sent.add(at: now)
  }

  /// The provider found a model's requests too fast, of which one went out at `sent`.
  mutating func slowDown(_ medium: Medium, model: String, at now: Duration, sent: Duration) {
    let lane = lane(medium, model)
    lanes[lane].sent.remove(sentAt: sent)
    // Of those that went out later some may be refused yet.
    let taken = lanes[lane].sent.pace(at: sent)
    if lanes[lane].brake == nil {
      lanes[lane].brake = Brake(taken: taken, at: now)
    } else {
      lanes[lane].brake?.slowDown(at: now, taken: taken)
    }
  }

  /// The provider asks for a pause of a model; tells whether that is news.
  mutating func hold(
    _ medium: Medium, model: String, at now: Duration, pause: Duration, reason: String
  ) -> Bool {
    let lane = lane(medium, model)
    let before = max(lanes[lane].hold?.end ?? now, now)
    let end = now + pause
    guard pause > Self.shortPause, end > before else { return false }
    lanes[lane].hold = Hold(end: end, reason: reason)
    return end > before + Self.shortPause
  }

  /// How long a model is still to be left alone; `nil` where it is not.
  func hold(of medium: Medium, model: String, at now: Duration) -> Hold? {
    let lane = lanes.indices.first { lanes[$0].medium == medium && lanes[$0].model == model }
    guard let lane, let hold = lanes[lane].hold, hold.end > now else { return nil }
    return hold
  }

  /// Takes out all that waits for a model.
  mutating func drain(_ medium: Medium, model: String) -> [PartID] {
    let lane = lane(medium, model)
    var parts: [PartID] = []
    while let ticket = lanes[lane].queue.popFirst() { parts.append(ticket.part) }
    return parts
  }

  /// Drops everything that waits.
  mutating func drain() {
    for index in lanes.indices { lanes[index].queue = Heap() }
  }
}
