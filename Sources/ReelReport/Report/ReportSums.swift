import ReelBasics

/// What requests came to, by something that they have in common.
struct ReportSums {
  struct Sum {
    var requests = 0
    /// By the provider's own figures.
    var billed = Ticks.zero
    /// What those may have cost at most for which there is none.
    var unconfirmed = Ticks.zero

    mutating func add(_ request: ReportRequest) {
      requests += 1
      billed = billed + (request.cost ?? .zero)
      unconfirmed = unconfirmed + (request.unconfirmed ?? .zero)
    }

    mutating func add(_ other: Sum) {
      requests += other.requests
      billed = billed + other.billed
      unconfirmed = unconfirmed + other.unconfirmed
    }

    /// The money in words.
    var words: String {
      unconfirmed == .zero ? "\(billed)" : "\(billed), and at most \(unconfirmed) more"
    }
  }

  /// By name, dearest first; days from the first.
  let byTag: [(name: String, sum: Sum)]
  let byModel: [(name: String, sum: Sum)]
  let byDay: [(name: String, sum: Sum)]
  let total: Sum
  /// By the number of the asset.
  let byAsset: [Int: Sum]

  init(_ report: ReportModel) {
    var (tags, models, days): ([String: Sum], [String: Sum], [String: Sum]) = ([:], [:], [:])
    var total = Sum()
    var assets: [Int: Sum] = [:]
    for request in report.requests {
      total.add(request)
      models[request.model, default: Sum()].add(request)
      days[request.day, default: Sum()].add(request)
      assets[request.asset, default: Sum()].add(request)
    }
    for (number, sum) in assets {
      let own = report.assets[number].tags
      if own.isEmpty { tags["no tag", default: Sum()].add(sum) }
      for (place, tag) in own.enumerated() where !own[..<place].contains(tag) {
        tags[tag, default: Sum()].add(sum)
      }
    }
    byTag = Self.dearestFirst(tags)
    byModel = Self.dearestFirst(models)
    byDay = days.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    self.total = total
    byAsset = assets
  }

  private static func dearestFirst(_ sums: [String: Sum]) -> [(name: String, sum: Sum)] {
    sums.sorted {
      ($1.value.billed, $0.key) < ($0.value.billed, $1.key)
    }.map { ($0.key, $0.value) }
  }
}
