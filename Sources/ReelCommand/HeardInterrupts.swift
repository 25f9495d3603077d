import ReelBasics

/// The requests to end a run, heard as soon as its manifest is read: while it waits for a lock as well as
/// when the engine is running.
final class HeardInterrupts: Sendable {
  /// An element for each, for the engine.
  let stream: AsyncStream<Void>
  private let listener: Task<Void, Never>
  private let heard: Locked<Bool>

  init(_ interrupts: AsyncStream<Void>) {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let heard = Locked(false)
    self.stream = stream
    self.heard = heard
    listener = Task {
      for await _ in interrupts {
        heard.withLock { $0 = true }
        continuation.yield()
      }
    }
  }

  deinit { listener.cancel() }

  /// Whether there was one.
  var isHeard: Bool { heard.withLock { $0 } }
}
