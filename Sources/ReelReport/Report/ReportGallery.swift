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
    tags = Set(report.assets.flatMap(\.tags)).sorted()
    cards = ReportCard(
      report: report, sums: sums, links: links, words: words.places,
      tags: Dictionary(tags.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 }))
  }

  /// The section.
  var text: String {
    """
    <section id="gallery" aria-labelledby="gallery-title">
    <h2 id="gallery-title">Gallery</h2>
    \(filters)\(ReportGroup.all(of: report).map(group).joined())\
    <p id="none" hidden="">Nothing is as asked for.</p>
    </section>

    """
  }

  // MARK: Groups

  private func group(_ group: ReportGroup) -> String {
    let cards = group.members.map { self.cards.text(of: $0, heading: group.isMatrix ? 4 : 3) }
      .joined()
    let cells = "<div class=\"cards\">\n\(cards)</div>\n"
    guard group.isMatrix else {
      return "<div class=\"group\" id=\"\(group.anchor)\">\n\(cells)</div>\n"
    }
    return """
      <section class="group" id="\(group.anchor)" aria-labelledby="\(group.anchor)-title">
      <h3 id="\(group.anchor)-title"><bdi>\(HTMLText.escaped(group.name))</bdi> \
      <small>\(HTMLText.escaped(axes(of: group)))</small></h3>
      \(cells)</section>

      """
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
