import ReelBasics
import ReelEngine

/// An asset under way: its requests, from the first that was told of it.
struct AssetProgress: Sendable {
  /// Where it stands among all that were ever under way.
  let number: Int
  let start: Duration
  private var requests: [Int: RequestProgress] = [:]

  init(number: Int, start: Duration) {
    self.number = number
    self.start = start
  }

  mutating func take(_ event: RunEvent) {
    guard let part = event.part else { return }
    requests[part, default: RequestProgress()].take(event)
  }

  /// What is being done about it in words, safe for a terminal: `polling 40 %`; of several requests
  /// `2 asked, polling 40 %`.
  func words(at now: Duration) -> String {
    let states = requests.sorted { $0.key < $1.key }.map { $0.value.state(at: now) }
    return Dictionary(grouping: states, by: \.rank).sorted { $0.key < $1.key }
      .map { Self.words($0.value, at: now) }.joined(separator: ", ")
  }

  /// Requests in one state, of whatever figures.
  private static func words(_ states: [RequestProgress.State], at now: Duration) -> String {
    let count = states.count > 1 ? "\(states.count) " : ""
    switch states[0] {
    case .queued: return count + "queued"
    case .preparing: return count + "preparing"
    case .asked: return count + "asked"
    case .polling: return count + "polling" + percent(states)
    case .pausing(let reason, let end):
      return "\(count)again in \((end - now).rounded): \(TerminalText.safe(reason))"
    case .downloading: return count + "downloading" + speed(states, at: now)
    case .writing: return count + "writing"
    }
  }

  private static func percent(_ states: [RequestProgress.State]) -> String {
    let numbers = states.compactMap { if case .polling(let percent) = $0 { percent } else { nil } }
    guard let low = numbers.min(), let high = numbers.max() else { return "" }
    return low == high ? " \(low) %" : " \(low)-\(high) %"
  }

  /// How much comes in a second, after the first half of one.
  private static func speed(_ downloads: [RequestProgress.State], at now: Duration) -> String {
    let bytesPerSecond = downloads.reduce(0.0) { sum, state in
      guard case .downloading(let bytes, let start) = state, now - start >= .milliseconds(500)
      else { return sum }
      return sum + Double(bytes) / ((now - start) / .seconds(1))
    }
    switch bytesPerSecond {
    case ..<1: return ""
    case ..<1e5: return " \(Int((bytesPerSecond / 1000).rounded(.up))) kB/s"
    default:
      let tenths = Int((bytesPerSecond / 1e5).rounded())
      return " \(tenths / 10).\(tenths % 10) MB/s"
    }
  }
}
