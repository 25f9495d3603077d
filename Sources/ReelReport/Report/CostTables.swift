import ReelBasics

/// What the assets of the page cost, by tag, model and day.
struct CostTables {
  private let report: ReportModel
  private let sums: ReportSums

  init(_ report: ReportModel, _ sums: ReportSums) {
    self.report = report
    self.sums = sums
  }

  /// The section.
  var text: String {
    let total = sums.total
    let rest = report.spentInAll - total.billed
    let whose =
      report.isPart
      ? "Other assets, earlier words of these, and other manifests"
      : "Earlier words of these assets, and other manifests"
    let others = rest > .zero ? " \(whose) with these records, came to \(rest) more." : ""
    let unpaid =
      report.isEmulated ? " The emulator asks nothing: it is what a provider would take." : ""
    return """
      <section id="costs" aria-labelledby="costs-title">
      <h2 id="costs-title">Costs</h2>
      <p>\(total.requests) request\(total.requests == 1 ? "" : "s"): \(total.words), by the \
      provider’s own figures.\(others)\(unpaid)</p>
      <div class="tables">
      \(Self.table("By tag", "Tag", sums.byTag, note: tagNote))\
      \(Self.table("By model", "Model", sums.byModel))\(Self.table("By day", "Day (UTC)", sums.byDay))\
      </div>
      </section>

      """
  }

  private var tagNote: String? {
    report.assets.contains { $0.tags.count > 1 }
      ? "An asset with several tags counts under each." : nil
  }

  private static func table(
    _ title: String, _ what: String, _ rows: [(name: String, sum: ReportSums.Sum)],
    note: String? = nil
  ) -> String {
    guard !rows.isEmpty else { return "" }
    let isUnsure = rows.contains { $0.sum.unconfirmed != .zero }
    let body = rows.map { name, sum in
      "<tr><th scope=\"row\" dir=\"auto\">\(HTMLText.escaped(name))</th>"
        + "<td>\(sum.requests)</td><td>\(sum.billed)</td>"
        + (isUnsure ? "<td>\(sum.unconfirmed)</td>" : "") + "</tr>\n"
    }.joined()
    let unsure = isUnsure ? "<th scope=\"col\">At most more (estimate)</th>" : ""
    return """
      <div class="table"><table>
      <caption>\(title)\(note.map { " <small>\($0)</small>" } ?? "")</caption>
      <thead><tr><th scope="col">\(what)</th><th scope="col">Requests</th>\
      <th scope="col">Billed</th>\(unsure)</tr></thead>
      <tbody>
      \(body)</tbody></table></div>

      """
  }
}
