/// The requests of the last run over time, each in a slot of its own: as many lanes as were under way
/// at once.
struct ReportTimeline {
  struct Bar: Equatable {
    /// In the report's requests.
    let request: Int
    let lane: Int
    /// In seconds from the start.
    let start: Int64
    /// In whole seconds, as records know no others.
    let length: Int64
  }

  /// Records do not tell runs apart: after so many seconds with nothing under way, another one began.
  static let gap: Int64 = 120

  /// Whether the run that wrote the page sent them.
  let isOfThisRun: Bool
  let bars: [Bar]
  let laneCount: Int
  /// In seconds since 1970.
  let start: Int64
  /// In seconds.
  let length: Int64

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
    var free: [Int64] = []
    var bars: [Bar] = []
    for number in numbers {
      let request = report.requests[number]
      let begin = request.begun - start
      // One that has no end yet goes on to the end of the picture.
      let end = max(begin, (request.ended ?? last) - start)
      let lane = free.firstIndex { $0 <= begin } ?? free.count
      if lane == free.count { free.append(end) } else { free[lane] = end }
      bars.append(Bar(request: number, lane: lane, start: begin, length: end - begin))
    }
    self.bars = bars
    self.start = start
    laneCount = free.count
    length = max(1, bars.map { $0.start + $0.length }.max() ?? 1)
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
