/// What somebody has to do something about: it stands before everything else.
struct ReportTroubles {
  /// So many are told one by one; the gallery shows all.
  private static let most = 50

  private let report: ReportModel
  private let numbers: [Int]

  init(_ report: ReportModel) {
    self.report = report
    let assets = report.assets
    let told = assets.indices.filter {
      assets[$0].status.standing == .trouble || assets[$0].status.standing == .waits
    }
    let (troubles, waits) = (
      told.filter { assets[$0].status.standing == .trouble },
      told.filter { assets[$0].status.standing == .waits }
    )
    numbers = troubles + waits
  }

  var isEmpty: Bool { numbers.isEmpty }

  /// The section; empty where there is nothing to do.
  var text: String {
    guard !isEmpty else { return "" }
    let more = numbers.count - Self.most
    let rest = more > 0 ? "<p>And \(more) more: the gallery shows them by status.</p>\n" : ""
    return """
      <section id="troubles" aria-labelledby="troubles-title">
      <h2 id="troubles-title">To do</h2>
      <ul class="troubles">
      \(numbers.prefix(Self.most).map(item).joined())</ul>
      \(rest)</section>

      """
  }

  private func item(_ number: Int) -> String {
    let asset = report.assets[number]
    let message = asset.status.message.map { " <span dir=\"auto\">\(HTMLText.escaped($0))</span>" }
    return "<li>\(ReportCard.badge(asset.status)) "
      + "<a href=\"\(ReportLinks.address(ofAsset: number))\"><bdi>"
      + "\(HTMLText.escaped(asset.id))</bdi></a>\(message ?? "")</li>\n"
  }
}
