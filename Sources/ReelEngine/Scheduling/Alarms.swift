import ReelPlan

/// What is to be looked at again at a moment, and which moments were asked for.
struct Alarms: Sendable {
  private struct Alarm: Comparable, Sendable {
    let due: Duration
    let part: PartID

    static func < (left: Alarm, right: Alarm) -> Bool {
      (left.due, left.part.node, left.part.index) < (right.due, right.part.node, right.part.index)
    }
  }

  private var alarms = Heap<Alarm>()
  private var armed = Heap<Duration>()

  mutating func set(_ part: PartID, at moment: Duration) {
    alarms.insert(Alarm(due: moment, part: part))
  }

  /// The parts whose moment has come.
  mutating func due(at now: Duration) -> [PartID] {
    while let first = armed.first, first <= now { _ = armed.popFirst() }
    var parts: [PartID] = []
    while let alarm = alarms.first, alarm.due <= now {
      _ = alarms.popFirst()
      parts.append(alarm.part)
    }
    return parts
  }

  /// The next moment that counts, where nobody was asked yet to say when it or an earlier one has
  /// come.
  mutating func arm(besides other: Duration?) -> Duration? {
    guard let next = Duration.sooner(alarms.first?.due, other) else { return nil }
    if let first = armed.first, first <= next { return nil }
    armed.insert(next)
    return next
  }
}

extension Duration {
  /// The sooner of two moments that may not come.
  static func sooner(_ one: Duration?, _ other: Duration?) -> Duration? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }
}
