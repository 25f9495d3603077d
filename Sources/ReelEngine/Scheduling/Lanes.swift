import ReelCatalogue
import ReelPlan

/// What waits for a place to run in, and how many places there are.
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

  /// The requests of one medium.
  private struct Lane: Sendable {
    let cap: Int
    var bucket: TokenBucket?
    var running = 0
    var queue = Heap<Ticket>()

    /// Whether its first may start, as far as the medium is concerned.
    func isAble(at now: Duration) -> Bool {
      running < cap && !queue.isEmpty && bucket?.allows(at: now) ?? true
    }

    /// When its first may start, where it waits for a token alone.
    func nextToken(after now: Duration) -> Duration? {
      guard running < cap, !queue.isEmpty, let next = bucket?.nextStart, next > now else {
        return nil
      }
      return next
    }
  }

  private let cap: Int
  private var running = 0
  private var images: Lane
  private var films: Lane

  init(options: RunOptions) {
    cap = max(1, options.concurrency)
    images = Self.lane(.image, options: options)
    films = Self.lane(.video, options: options)
  }

  private static func lane(_ medium: Medium, options: RunOptions) -> Lane {
    Lane(
      cap: max(1, options.mediumConcurrency[medium] ?? options.concurrency),
      bucket: TokenBucket(perSecond: options.pace[medium]))
  }

  private subscript(medium: Medium) -> Lane {
    get {
      switch medium {
      case .image: images
      case .video: films
      }
    }
    _modify {
      switch medium {
      case .image: yield &images
      case .video: yield &films
      }
    }
  }

  mutating func enqueue(_ part: PartID, remaining: Double, medium: Medium) {
    self[medium].queue.insert(Ticket(remaining: remaining, part: part))
  }

  /// Takes a place for the first that can have one. A medium without a place or a token does not
  /// hold up the other.
  mutating func next(at now: Duration) -> PartID? {
    guard running < cap else { return nil }
    let image = images.isAble(at: now) ? images.queue.first : nil
    let film = films.isAble(at: now) ? films.queue.first : nil
    switch (image, film) {
    case (nil, nil): return nil
    case (_?, nil): return start(.image, at: now)
    case (nil, _?): return start(.video, at: now)
    case (let image?, let film?): return start(image < film ? .image : .video, at: now)
    }
  }

  private mutating func start(_ medium: Medium, at now: Duration) -> PartID? {
    occupy(medium)
    self[medium].bucket?.take(at: now)
    return self[medium].queue.popFirst()?.part
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
    let (image, film) = (images.nextToken(after: now), films.nextToken(after: now))
    guard let image, let film else { return image ?? film }
    return min(image, film)
  }

  mutating func slowDown(_ medium: Medium, at now: Duration, for pause: Duration) {
    self[medium].bucket?.slowDown(at: now, for: pause)
  }

  /// Drops everything that waits.
  mutating func drain() {
    images.queue = Heap()
    films.queue = Heap()
  }
}
