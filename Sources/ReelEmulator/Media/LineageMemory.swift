import ReelBasics

/// What led to the media that were handed out, by their digests; the oldest are forgotten.
final class LineageMemory: Sendable {
  private struct State: Sendable {
    var lineages: [Digest: [String]] = [:]
    var order = BoundedOrder<Digest>()
  }

  /// How many media, and how many steps of each.
  private static let capacity = 65_536
  private static let steps = 16

  private let state = Locked(State())

  /// What led to the first of `inputs` that is known, and `step`. Known is a file as it was handed out: one
  /// that its client finished, as with another size, is another.
  func lineage(of inputs: [[UInt8]], then step: String) -> [String] {
    for input in inputs {
      let digest = SHA256.digest(input)
      if let known = state.withLock({ $0.lineages[digest] }) {
        return (known + [step]).suffix(Self.steps)
      }
    }
    return [step]
  }

  /// Remembers what led to `bytes`.
  func remember(_ lineage: [String], for bytes: [UInt8]) {
    let digest = SHA256.digest(bytes)
    state.withLock { state in
      if state.lineages.updateValue(lineage, forKey: digest) == nil { state.order.append(digest) }
      while state.order.count > Self.capacity, let oldest = state.order.removeFirst() {
        state.lineages[oldest] = nil
      }
    }
  }
}
