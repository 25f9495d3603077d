import ReelManifest

/// The numbers of assets by their ids; of two with one id, that of the first.
struct AssetNumbers {
  private let assets: [Asset]
  /// The ids, each once, and the assets that have them: only where somebody has no idea of a number.
  private lazy var table = Self.table(of: assets)

  init(of assets: [Asset]) { self.assets = assets }

  /// The number of an asset. `likely` is where its manifest would have it if no asset is left out.
  mutating func number(of id: AssetID, likely: Int?) -> Int? {
    if let likely, likely < assets.count, assets[likely].id == id { return likely }
    return table.ids.number(of: id.text).map { table.assets[$0] }
  }

  private static func table(of assets: [Asset]) -> (ids: TextNumbers, assets: [Int]) {
    var ids = TextNumbers()
    ids.reserve(assets.count)
    let first = assets.indices.filter { ids.insert(assets[$0].id.text) == nil }
    return (ids, first)
  }
}
