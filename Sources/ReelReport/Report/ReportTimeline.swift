/// The requests of the last run over time, each in a slot of its own: as many lanes as may have been
/// under way at once.
struct ReportTimeline {
  struct Bar: Equatable {
    /// In the report's requests.
    let request: Int
    let lane: Int
    /// In seconds from the start.
    let start: Int64
    /// In whole seconds, as records know no others.
    let length: Int64

    /// What it takes of its lane: it is to be seen.
    var drawnLength: Int64 { max(1, length) }
  }

  /// Records do not tell runs apart: after so many seconds with nothing under way, another one began.
  static let gap: Int64 = 120

  /// Whether the run that wrote the page sent them.
  let isOfThisRun: Bool
  let bars: [Bar]
  let laneCount: Int
  /// How many were open at once; `nil` where whole seconds do not tell.
  let mostAtOnce: Int?
  /// In seconds since 1970.
  let start: Int64
  /// In seconds.
  let length: Int64
  /// The same with a second at least for each bar.
  let drawnLength: Int64

  /// `nil` where no request was sent.
  init?(_ report: ReportModel) {
    let all = report.requests.indices.sorted {
      (report.requests[$0].begun, $0) < (report.requests[$1].begun, $1)
    }
    let own = report.runBegan.map { began in all.filter { report.requests[$0].begun >= began } }
    isOfThisRun = own?.isEmpty == false
    let numbers = isOfThisRun ? own ?? [] : Self.lastRun(of: all, in: report.requests)
    guard let first = numbers.first else { return nil }
    let start = report.requests[first].begun
    let last = numbers.map { report.requests[$0].ended ?? report.requests[$0].begun }.max() ?? start
    var (drawn, surely, possibly) = (Lanes(), Lanes(), Lanes())
    var bars: [Bar] = []
    for number in numbers {
      let request = report.requests[number]
      let begin = request.begun - start
      // One that has no end yet goes on to the end of the picture.
      let end = max(begin, (request.ended ?? last) - start)
      let lane = drawn.take(from: begin, to: max(begin + 1, end))
      // One that begins in the second in which another ends may have begun before that.
      _ = surely.take(from: begin, to: end)
      _ = possibly.take(from: begin, to: end + 1)
      bars.append(Bar(request: number, lane: lane, start: begin, length: end - begin))
    }
    self.bars = bars
    self.start = start
    laneCount = drawn.count
    mostAtOnce = surely.count == possibly.count ? surely.count : nil
    length = max(1, bars.map { $0.start + $0.length }.max() ?? 1)
    drawnLength = bars.map { $0.start + $0.drawnLength }.max() ?? 1
  }

  /// Lanes in which bars stand one after another: no more than stand beside each other.
  private struct Lanes {
    private var ends: [Int64] = []

    var count: Int { ends.count }

    /// The first lane that is free, for a bar that begins no sooner than those before it.
    mutating func take(from begin: Int64, to end: Int64) -> Int {
      let lane = ends.firstIndex { $0 <= begin } ?? ends.count
      if lane == ends.count { ends.append(end) } else { ends[lane] = end }
      return lane
    }
  }

  private static func lastRun(of numbers: [Int], in requests: [ReportRequest]) -> [Int] {
    var run: [Int] = []
    var busyUntil = Int64.min
    for number in numbers {
      let request = requests[number]
      if !run.isEmpty, request.begun > busyUntil, request.begun - busyUntil > gap { run = [] }
      run.append(number)
      let end = request.ended ?? request.begun
      busyUntil = run.count == 1 ? end : max(busyUntil, end)
    }
    return run
  }
}
