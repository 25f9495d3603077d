/// What the runs of one contestant took.
struct Sample: Sendable, Hashable {
  var walls: [Double] = []
  var cpus: [Double] = []
  /// The highest of all runs, in bytes.
  var peak: Int64 = 0
  /// The numbers of the last line that each run wrote, where that is read.
  var told: [[Double]] = []
  /// Instructions of one run, where they were counted.
  var instructions: Int64?

  mutating func add(_ measurement: Measurement) {
    walls.append(measurement.wall)
    cpus.append(measurement.cpu)
    peak = max(peak, measurement.peak)
    if let numbers = measurement.numbers { told.append(numbers) }
  }

  var wall: Double { Self.least(walls) }
  var cpu: Double { Self.least(cpus) }
  var medianWall: Double { Self.median(walls) }
  var medianCPU: Double { Self.median(cpus) }

  /// The least that was told at a place of those lines.
  func told(_ place: Int) -> Double? {
    told.compactMap { place < $0.count ? $0[place] : nil }.min()
  }

  /// The most that was told at a place of those lines.
  func mostTold(_ place: Int) -> Double? {
    told.compactMap { place < $0.count ? $0[place] : nil }.max()
  }

  static func least(_ values: [Double]) -> Double { values.min() ?? .nan }

  /// The one in the middle; of two, what is halfway between them.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
