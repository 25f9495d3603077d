/// What the runs of one contestant took.
struct Sample: Sendable, Hashable {
  var walls: [Double] = []
  var cpus: [Double] = []
  /// The highest of all runs, in bytes.
  var peak: Int64 = 0
  /// Instructions of one run, where they were counted.
  var instructions: Int64?

  mutating func add(_ measurement: Measurement) {
    walls.append(measurement.wall)
    cpus.append(measurement.cpu)
    peak = max(peak, measurement.peak)
  }

  var wall: Double { Self.least(walls) }
  var cpu: Double { Self.least(cpus) }
  var medianWall: Double { Self.median(walls) }
  var medianCPU: Double { Self.median(cpus) }

  static func least(_ values: [Double]) -> Double { values.min() ?? .nan }

  /// The one in the middle; of two, what is halfway between them.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
