import ReelBasics

/// The last run as lanes of bars: one lane for each request that may have been under way at once.
struct ReportTimelineView {
  private let report: ReportModel
  private let timeline: ReportTimeline

  /// `nil` where no request was sent.
  init?(_ report: ReportModel) {
    guard let timeline = ReportTimeline(report) else { return nil }
    self.report = report
    self.timeline = timeline
  }

  private static let laneHeight = 18
  /// So many of the slowest requests are told in words.
  private static let mostTold = 10

  /// The section.
  var text: String {
    let bars = timeline.bars
    let line =
      "\(bars.count) request\(bars.count == 1 ? "" : "s") in \(Self.time(timeline.length))"
      + (timeline.mostAtOnce.map { ", up to \($0) open at once" } ?? "")
    let scope =
      timeline.isOfThisRun
      ? "The run that wrote this page."
      : "Records do not tell runs apart: the last one begins after \(ReportTimeline.gap / 60) "
        + "minutes in which nothing was under way."
    var page = """
      <section id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">The last run</h2>
      <p>\(line). <small>\(scope) A bar goes from a request’s record to its \
      result in the store, in whole seconds.</small></p>
      <div class="drawing" tabindex="0" role="img" aria-label="Timeline: \(line)">
      <div class="lanes" aria-hidden="true" \
      style="height:\(timeline.laneCount * Self.laneHeight + 22)px">
      \(ticks)
      """
    for bar in bars { write(bar, to: &page) }
    page += """
      </div></div>
      <ul class="legend">\(legend)</ul>
      \(slowest)</section>

      """
    return page
  }

  private func write(_ bar: ReportTimeline.Bar, to page: inout String) {
    let request = report.requests[bar.request]
    let id = HTMLText.escaped(report.assets[request.asset].id)
    page += "<a class=\"bar \(request.end.rawValue)\" tabindex=\"-1\" href=\""
    page += ReportLinks.address(ofAsset: request.asset)
    page += "\" style=\"left:\(percent(bar.start))%;width:\(percent(bar.drawnLength))%;"
    page += "top:\(bar.lane * Self.laneHeight)px\" title=\""
    page += id
    page += ": \(Self.time(bar.length)), "
    page += HTMLText.escaped(request.words)
    page += "\">"
    page += id
    page += "</a>\n"
  }

  /// Hundredths of a per cent are finer than a screen.
  private func percent(_ seconds: Int64) -> String {
    let value = seconds * 10000 / timeline.drawnLength
    let rest = value % 100
    return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  // MARK: Axis

  private var ticks: String {
    let step = Self.step(for: timeline.length)
    return stride(from: 0, through: timeline.length, by: Int(step)).map { second in
      // The last would stand over the edge.
      let isLast = second * 20 > timeline.length * 19 && second > 0
      return "<i style=\"left:\(percent(second))%\"\(isLast ? " class=\"last\"" : "")>"
        + "\(second == 0 ? "0s" : Self.time(second))</i>"
    }.joined() + "\n"
  }

  /// Round, and no more than eight to the whole.
  private static func step(for length: Int64) -> Int64 {
    let round: [Int64] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400]
    return round.first { $0 * 8 >= length } ?? (length / 8 + 1)
  }

  private static func time(_ seconds: Int64) -> String { Duration.seconds(seconds).rounded }

  // MARK: In words

  private var legend: String {
    let ends = Set(timeline.bars.map { report.requests[$0.request].end })
    return ReportRequest.End.allCases.filter(ends.contains).map {
      "<li class=\"\($0.rawValue)\">\($0.title)</li>"
    }.joined()
  }

  private var slowest: String {
    let bars = timeline.bars.sorted { ($1.length, $0.start) < ($0.length, $1.start) }
    let rows = bars.prefix(Self.mostTold).map { bar in
      let request = report.requests[bar.request]
      return
        "<tr><th scope=\"row\"><a href=\"\(ReportLinks.address(ofAsset: request.asset))\"><bdi>"
        + "\(HTMLText.escaped(report.assets[request.asset].id))</bdi></a></th>"
        + "<td>\(bar.start)s</td><td>\(Self.time(bar.length))</td>"
        + "<td>\(HTMLText.escaped(request.words))</td></tr>\n"
    }.joined()
    return """
      <details><summary>The longest requests</summary>
      <div class="table"><table>
      <thead><tr><th scope="col">Asset</th><th scope="col">Began after</th>\
      <th scope="col">Took</th><th scope="col">Came to</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div></details>

      """
  }
}
