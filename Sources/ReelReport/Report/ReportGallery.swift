import ReelCatalogue

/// Every asset with its pictures and films, matrix by matrix, and what narrows them down.
struct ReportGallery {
  private let report: ReportModel
  private let cards: ReportCard
  private let words: ReportWords
  private let tags: [String]

  init(_ report: ReportModel, sums: ReportSums, links: ReportLinks) {
    self.report = report
    words = ReportWords(report)
    var tags: Set<String> = []
    for asset in report.assets { tags.formUnion(asset.tags) }
    self.tags = tags.sorted()
    cards = ReportCard(
      report: report, sums: sums, links: links, words: words.places,
      tags: Dictionary(self.tags.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 }))
  }

  /// So much of it is made before it is handed on, in bytes.
  private static let pieceSize = 1 << 18

  /// Writes the section in pieces.
  func write<Failure>(to write: (String) throws(Failure) -> Void) throws(Failure) {
    var page = """
      <section id="gallery" aria-labelledby="gallery-title">
      <h2 id="gallery-title">Gallery</h2>
      \(filters)
      """
    for group in ReportGroup.all(of: report) {
      begin(group, in: &page)
      for number in group.members {
        cards.write(number, heading: group.isMatrix ? 4 : 3, to: &page)
        guard page.utf8.count >= Self.pieceSize else { continue }
        try write(page)
        page.removeAll(keepingCapacity: true)
      }
      page += group.isMatrix ? "</div>\n</section>\n" : "</div>\n</div>\n"
    }
    page += """
      <p id="none" hidden="">Nothing is as asked for.</p>
      </section>

      """
    try write(page)
  }

  // MARK: Groups

  private func begin(_ group: ReportGroup, in page: inout String) {
    if group.isMatrix {
      page += """
        <section class="group" id="\(group.anchor)" aria-labelledby="\(group.anchor)-title">
        <h3 id="\(group.anchor)-title"><bdi>\(HTMLText.escaped(group.name))</bdi> \
        <small>\(HTMLText.escaped(axes(of: group)))</small></h3>

        """
    } else {
      page += "<div class=\"group\" id=\"\(group.anchor)\">\n"
    }
    page += "<div class=\"cards\">\n"
  }

  /// As `product × ratio: 4 cells`.
  private func axes(of group: ReportGroup) -> String {
    let names = report.assets[group.members[0]].axes.map(\.name).joined(separator: " × ")
    let count = group.members.count
    return "\(names): \(count) cell\(count == 1 ? "" : "s")"
  }

  // MARK: Filters

  /// Not shown without the script, without which they do nothing.
  private var filters: String {
    let media = Medium.allCases.filter { medium in
      report.assets.contains { $0.operation.makes == medium }
    }.map { ($0.rawValue, $0 == .image ? "Images" : "Films") }
    let states = words.inOrder.enumerated().map {
      (String($0.offset), "\($0.element.word) (\($0.element.count))")
    }
    let tags = tags.enumerated().map { (String($0.offset), $0.element) }
    return """
      <form id="filters" role="search" aria-label="Assets">
      <label>Search <input id="search" type="search" autocomplete="off" spellcheck="false"/></label>
      \(Self.choice("type", "Type", media))\(Self.choice("status", "Status", states))\
      \(Self.choice("tag", "Tag", tags, least: 1))<button type="reset">Clear</button>
      <output id="count" for="search type status tag" aria-live="polite">\(report.assets.count) \
      of \(report.assets.count)</output>
      </form>

      """
  }

  /// A choice among several; none where there is nothing to choose.
  private static func choice(
    _ id: String, _ label: String, _ options: [(value: String, title: String)], least: Int = 2
  ) -> String {
    guard options.count >= least else { return "" }
    let items = options.map {
      "<option value=\"\($0.value)\">\(HTMLText.escaped($0.title))</option>"
    }.joined()
    return "<label>\(label) <select id=\"\(id)\"><option value=\"\">All</option>\(items)</select>"
      + "</label>\n"
  }
}
