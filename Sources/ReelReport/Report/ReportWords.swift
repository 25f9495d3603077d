/// The words in which the assets of a page stand, and how many each.
struct ReportWords {
  /// Those that want somebody first.
  let inOrder: [(word: String, standing: ReportAsset.Standing, count: Int)]
  /// The place of each word in that order.
  let places: [String: Int]

  init(_ report: ReportModel) {
    var counts: [String: Int] = [:]
    var standings: [String: ReportAsset.Standing] = [:]
    for asset in report.assets {
      counts[asset.status.word, default: 0] += 1
      standings[asset.status.word] = asset.status.standing
    }
    let order = ReportAsset.Standing.allCases
    inOrder = standings.map { ($0.key, $0.value, counts[$0.key] ?? 0) }.sorted {
      (order.firstIndex(of: $0.1) ?? 0, $0.0) < (order.firstIndex(of: $1.1) ?? 0, $1.0)
    }
    places = Dictionary(
      inOrder.enumerated().map { ($0.element.word, $0.offset) }, uniquingKeysWith: { $1 })
  }
}
