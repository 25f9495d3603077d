import ReelBasics
import ReelCatalogue

/// What an emulator was asked for, and how much of it at once.
package struct EmulatorStats: Sendable, Hashable {
  /// How many requests got a status at a path.
  package struct Requests: Sendable, Hashable {
    /// The path with ids replaced by `{id}`; `(unknown)` for paths that are not served.
    package let path: String
    /// 0 where no answer went out: a reset or a stall.
    package let status: Int
    package let count: Int
  }

  /// How many at once: picture requests from body read to answer, film jobs from create to the
  /// poll that reports their end.
  package struct InFlight: Sendable, Hashable {
    package var image = 0
    package var video = 0
    package var all = 0

    var json: JSONValue {
      ["all": .int(Int64(all)), "image": .int(Int64(image)), "video": .int(Int64(video))]
    }
  }

  /// Sorted by path, then by status.
  package let requests: [Requests]
  package let inFlight: InFlight
  package let peakInFlight: InFlight
  /// How many masks came with edits; the provider ignores them.
  package let ignoredMasks: Int
  /// How often each fault happened, by its name.
  package let faults: [String: Int]

  /// The answer to `GET /_emulator/stats`.
  var json: JSONValue {
    let requests = requests.map { row -> JSONValue in
      [
        "path": .string(row.path), "status": .int(Int64(row.status)),
        "count": .int(Int64(row.count)),
      ]
    }
    return [
      "requests": .array(requests), "in_flight": inFlight.json,
      "peak_in_flight": peakInFlight.json, "ignored_masks": .int(Int64(ignoredMasks)),
      "faults": .object(faults.mapValues { .int(Int64($0)) }),
    ]
  }
}

/// Counts for the statistics.
final class RequestCounter: Sendable {
  private struct Key: Sendable, Hashable {
    let path: String
    let status: Int
  }

  private struct State: Sendable {
    var counts: [Key: Int] = [:]
    var now = EmulatorStats.InFlight()
    var peak = EmulatorStats.InFlight()
    var masks = 0
    var faults: [String: Int] = [:]
  }

  private let state = Locked(State())

  /// Counts an answer.
  func count(path: String, status: Int) {
    state.withLock { $0.counts[Key(path: path, status: status), default: 0] += 1 }
  }

  /// Counts a mask that is ignored.
  func countMask() { state.withLock { $0.masks += 1 } }

  /// Counts a fault that happens.
  func count(_ fault: Fault) { state.withLock { $0.faults[fault.name, default: 0] += 1 } }

  /// Something of a medium begins.
  func begin(_ medium: Medium) {
    state.withLock { state in
      switch medium {
      case .image: state.now.image += 1
      case .video: state.now.video += 1
      }
      state.now.all += 1
      state.peak.image = max(state.peak.image, state.now.image)
      state.peak.video = max(state.peak.video, state.now.video)
      state.peak.all = max(state.peak.all, state.now.all)
    }
  }

  /// Something of a medium ends.
  func end(_ medium: Medium) {
    state.withLock { state in
      switch medium {
      case .image: state.now.image -= 1
      case .video: state.now.video -= 1
      }
      state.now.all -= 1
    }
  }

  var stats: EmulatorStats {
    let state = state.withLock { $0 }
    let rows = state.counts.map {
      EmulatorStats.Requests(path: $0.key.path, status: $0.key.status, count: $0.value)
    }
    return EmulatorStats(
      requests: rows.sorted { ($0.path, $0.status) < ($1.path, $1.status) }, inFlight: state.now,
      peakInFlight: state.peak, ignoredMasks: state.masks, faults: state.faults)
  }
}
