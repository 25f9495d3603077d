import ReelBasics
import ReelCatalogue

/// Jobs of films and deferred pictures, from their create on. Those whose end was reported are kept
/// for a while.
final class Jobs: Sendable {
  /// A job as it was created.
  struct Job: Sendable {
    let id: String
    let medium: Medium
    let model: String
    let prompt: String
    /// The delivered length in whole seconds; 0 for pictures.
    let seconds: Int
    let cost: Ticks
    let created: Duration
    /// Not done before this.
    let ready: Duration
    /// Whether its pending answers have no body.
    let isQuiet: Bool
  }

  /// How a job ended.
  enum End: Sendable {
    /// The name of the film at the media store, and what the answer says of its file.
    case film(name: String, file: [String: JSONValue])
    /// The names of the pictures, and the answer's fields.
    case pictures(names: [String], answer: [String: JSONValue])
    case failure(code: String, message: String)
    case expired
    case moderated(Fault.Moderation)
  }

  /// What a poll finds.
  enum Poll: Sendable {
    case unknown
    /// `wait` is what remains, as far as it is known.
    case pending(Job, progress: Int, wait: Duration)
    /// `isNews` on the first poll that reports the end.
    case ended(Job, End, isNews: Bool)
  }

  private struct Item: Sendable {
    let job: Job
    var end: End?
    var progress = 0
    var isReported = false
    /// Whether it ended before its time.
    var isCutShort = false
  }

  private struct State: Sendable {
    var items: [String: Item] = [:]
    var reported = BoundedOrder<String>()
  }

  /// How many jobs are kept after their end was reported.
  private static let keptJobs = 10_000
  private static let waits: (least: Duration, most: Duration) = (
    .milliseconds(20), .milliseconds(5000)
  )

  private let state = Locked(State())

  /// Adds a job.
  func add(_ job: Job) {
    state.withLock { $0.items[job.id] = Item(job: job) }
  }

  /// Tells how the drawing of a job ended.
  func finish(_ id: String, _ end: End) {
    state.withLock { state in
      guard state.items[id]?.isCutShort == false else { return }
      state.items[id]?.end = end
    }
  }

  /// Ends a job at once, whatever became of it.
  func cutShort(_ id: String, _ end: End) {
    state.withLock { state in
      state.items[id]?.end = end
      state.items[id]?.isCutShort = true
    }
  }

  /// Gives up a job whose id nobody has: its end is no news any more.
  func orphan(_ id: String) {
    state.withLock { Self.report(id, &$0) }
  }

  /// The job of an id.
  func job(_ id: String) -> Job? { state.withLock { $0.items[id]?.job } }

  /// What a poll for a medium finds at a time.
  func poll(_ id: String, _ medium: Medium, now: Duration) -> Poll {
    state.withLock { state in
      guard var item = state.items[id], item.job.medium == medium else { return .unknown }
      guard let end = item.end, now >= item.job.ready || item.isCutShort else {
        item.progress = Self.progress(item, now: now)
        state.items[id] = item
        return .pending(item.job, progress: item.progress, wait: Self.wait(item.job, now: now))
      }
      let isNews = !item.isReported
      if isNews { Self.report(id, &state) }
      return .ended(item.job, end, isNews: isNews)
    }
  }

  private static func report(_ id: String, _ state: inout State) {
    state.items[id]?.isReported = true
    state.reported.append(id)
    while state.reported.count > keptJobs, let oldest = state.reported.removeFirst() {
      state.items[oldest] = nil
    }
  }

  /// By time as long as the latency lasts, then half of the rest with every poll; never back.
  private static func progress(_ item: Item, now: Duration) -> Int {
    guard now < item.job.ready else { return item.progress + (100 - item.progress) / 2 }
    let part = (now - item.job.created) / (item.job.ready - item.job.created)
    return max(item.progress, min(99, Int(part * 100)))
  }

  /// The rest of the latency; past it, where only the drawing is late, a part of the lateness.
  private static func wait(_ job: Job, now: Duration) -> Duration {
    let rest = now < job.ready ? job.ready - now : (now - job.ready) / 4
    return min(max(rest, waits.least), waits.most)
  }
}
