import ReelBasics
import ReelEngine
import ReelManifest

/// How long a run was at work on each asset, from what it first did about it to its end.
final class AssetTimes: Sendable {
  private struct Span: Sendable {
    var first: Duration
    var last: Duration
  }

  private let spans = Locked<[AssetID: Span]>([:])

  /// Takes note of an event.
  func note(_ event: RunEvent) {
    guard let id = event.asset else { return }
    spans.withLock {
      $0[id, default: Span(first: event.time, last: event.time)].last = event.time
    }
  }

  var seconds: [AssetID: Double] {
    spans.withLock { $0.mapValues { ($0.last - $0.first) / .seconds(1) } }
  }
}
