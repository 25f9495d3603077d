import ReelEngine

/// How far one request of an asset has come.
struct RequestProgress: Sendable {
  /// What is being done about it, in the order in which it comes.
  enum State: Sendable, Hashable {
    /// It waits for a place.
    case queued
    /// Its inputs are read, and handed over.
    case preparing
    case asked
    /// Its job goes on at the provider, which may say how far it is.
    case polling(percent: Int?)
    /// Nothing, until a moment of the run.
    case pausing(reason: String, until: Duration)
    /// So many bytes of a file have come since its first.
    case downloading(bytes: Int64, since: Duration)
    /// Its result is in the store, and becomes an output.
    case writing

    /// Its place among the others, whatever its figures.
    var rank: Int {
      switch self {
      case .queued: 0
      case .preparing: 1
      case .asked: 2
      case .polling: 3
      case .pausing: 4
      case .downloading: 5
      case .writing: 6
      }
    }
  }

  private var current = State.queued
  /// What goes on after a pause.
  private var afterPause = State.queued

  /// Takes what was told of it.
  mutating func take(_ event: RunEvent) {
    switch event.kind {
    case .preparing: current = .preparing
    case .asked: current = .asked
    case .jobStarted, .resumed: current = .polling(percent: nil)
    case .progress(let percent): current = .polling(percent: percent)
    case .retrying(let reason, let wait):
      if case .polling = current { afterPause = current }
      current = .pausing(reason: reason, until: event.time + wait)
    case .fetching:
      current = .downloading(bytes: 0, since: event.time)
      afterPause = .queued
    case .received(let bytes): receive(bytes, at: event.time)
    case .kept: current = .writing
    case .billed, .warning, .held, .overBudget, .ended, .stopping: break
    }
  }

  private mutating func receive(_ bytes: Int64, at now: Duration) {
    guard case .downloading(let before, let start) = current, before <= bytes else {
      // The next file has begun.
      current = .downloading(bytes: bytes, since: now)
      return
    }
    current = .downloading(bytes: bytes, since: start)
  }

  /// What is being done about it at a moment: pauses end without a word.
  func state(at now: Duration) -> State {
    guard case .pausing(_, let end) = current, end <= now else { return current }
    return afterPause
  }
}
