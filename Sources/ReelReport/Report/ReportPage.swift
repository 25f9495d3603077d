import ReelBasics

/// What a manifest came to as one HTML page: no network, no server, and no script to be read. Pictures
/// and films are linked beside it.
struct ReportPage {
  let report: ReportModel
  private let sums: ReportSums
  private let links: ReportLinks

  init(_ report: ReportModel) {
    self.report = report
    sums = ReportSums(report)
    links = ReportLinks(report)
  }

  /// Writes the page in pieces, with a line break at the end.
  func write<Failure>(to write: (String) throws(Failure) -> Void) throws(Failure) {
    let gallery = ReportGallery(report, sums: sums, links: links)
    let timeline = ReportTimelineView(report)
    let troubles = ReportTroubles(report)
    try write(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      img-src 'self' file: data:; media-src 'self' file: data:; style-src 'unsafe-inline'; \
      script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
      <title>\(HTMLText.escaped(TerminalText.safe(report.name))) – report</title>
      <style>
      \(GraphDrawingStyle.text)
      \(ReportStyle.text)
      </style>
      <noscript><style>#filters { display: none; }</style></noscript>
      </head>
      <body>
      <a class="skip" href="#gallery">Skip to the gallery</a>
      \(header(hasTroubles: !troubles.isEmpty, hasTimeline: timeline != nil))
      <main>
      \(troubles.text)
      """)
    try gallery.write(to: write)
    try write(graph)
    try write(timeline?.text ?? "")
    try write(
      """
      \(CostTables(report, sums).text)</main>
      <footer><p>Written by Reel on \(HTMLText.escaped(report.moment)) from \
      <bdi>\(HTMLText.escaped(TerminalText.safe(report.manifest)))</bdi>.</p></footer>
      <p id="said" class="unseen" role="status" aria-live="polite"></p>
      <script>
      \(ReportScript.text)
      </script>
      </body>
      </html>

      """)
  }

  // MARK: Parts

  private func header(hasTroubles: Bool, hasTimeline: Bool) -> String {
    let sections = [
      hasTroubles ? ("troubles", "To do") : nil, ("gallery", "Gallery"), ("graph", "Graph"),
      hasTimeline ? ("timeline", "Timeline") : nil, ("costs", "Costs"),
    ].compactMap { $0 }
    let items = sections.map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>" }.joined()
    let notice =
      report.isEmulated
      ? "<p class=\"notice\">The emulator made these: the pictures stand for what a provider would "
        + "make, and nothing was paid.</p>\n" : ""
    return """
      <header class="top">
      <h1 dir="auto">\(HTMLText.escaped(TerminalText.safe(report.name)))</h1>
      <p class="summary">\(HTMLText.escaped(summary))</p>
      \(notice)<nav aria-label="Parts of this page"><ul>\(items)</ul></nav>
      </header>
      """
  }

  /// As `30 assets: 28 done, 2 failed. $1.20 billed.`
  private var summary: String {
    let words = ReportWords(report).inOrder.map { "\($0.count) \($0.word)" }
    let estimates = report.assets.compactMap(\.estimate).reduce(.zero, +)
    let rest = estimates == .zero ? "" : ", about \(estimates) to come"
    let billed = report.isEmulated ? "would be billed" : "billed"
    let count = report.assets.count
    return "\(count) asset\(count == 1 ? "" : "s")"
      + (words.isEmpty ? "" : ": " + words.joined(separator: ", "))
      + ". \(sums.total.words) \(billed)\(rest)."
  }

  /// More nodes than these are folded away; yet more are too many for a picture.
  private static let mostShownNodes = 40
  private static let mostDrawnNodes = 400

  private var graph: String {
    let graph = report.graph.collapsed
    let body: String
    if graph.nodes.count > Self.mostDrawnNodes {
      body =
        "<p>Too large to be drawn here: \(HTMLText.escaped(GraphSummary(graph).line)). "
        + "‘reel graph’ shows parts of it.</p>\n"
    } else {
      let drawing = GraphDrawing(graph) { links.target(of: graph.nodes[$0]) }.text
      let isOpen = graph.nodes.count <= Self.mostShownNodes
      body =
        "<details\(isOpen ? " open=\"open\"" : "")><summary>"
        + "\(HTMLText.escaped(GraphSummary(graph).line))</summary>\n"
        + "<div class=\"drawing\" tabindex=\"0\" role=\"region\" aria-label=\"The graph\">\n"
        + drawing + "</div></details>\n"
    }
    return """
      <section id="graph" aria-labelledby="graph-title">
      <h2 id="graph-title">What is made of what</h2>
      \(body)</section>

      """
  }
}
