import ReelBasics

/// How far downloads have come, as often as somebody can see it. Those who tell it never wait.
struct DownloadProgress: Sendable {
  /// How often a download is told of at most.
  private static let interval = Duration.milliseconds(250)
  /// So many are waiting to be heard at most; of more, the newest.
  private static let mostWaiting = 256

  private let stream: AsyncStream<(PartID, Int64)>
  private let continuation: AsyncStream<(PartID, Int64)>.Continuation
  private let lastTold = Locked<[PartID: Told]>([:])

  private struct Told: Sendable {
    var time: Duration
    var bytes: Int64
  }

  init() {
    (stream, continuation) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingNewest(Self.mostWaiting))
  }

  /// So many bytes of a part's result have come. What is there within one interval is never told of.
  func tell(_ part: PartID, _ bytes: Int64, at now: Duration) {
    let isNews = lastTold.withLock { last in
      // Fewer than before are those of the next file.
      guard let told = last[part], told.bytes <= bytes else {
        last[part] = Told(time: now, bytes: bytes)
        return false
      }
      last[part]?.bytes = bytes
      guard now - told.time >= Self.interval else { return false }
      last[part]?.time = now
      return true
    }
    if isNews { continuation.yield((part, bytes)) }
  }

  /// Forgets a part that is over.
  func forget(_ part: PartID) { _ = lastTold.withLock { $0.removeValue(forKey: part) } }

  /// The next news; `nil` when the task is cancelled.
  func next() async -> (PartID, Int64)? {
    for await news in stream { return news }
    return nil
  }
}
