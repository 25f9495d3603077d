package import ReelCatalogue
package import ReelManifest

/// What an asset's requests cost by the table.
package struct WorkCost: Sendable {
  let catalogue: Catalogue

  package init(catalogue: Catalogue) { self.catalogue = catalogue }

  /// The cost of asking for `results` variants in as few requests as the model allows, each of which
  /// pays for its inputs; `nil` where the model has no price here.
  package func of(_ asset: Asset, results: Int) -> CostBounds? {
    guard let rules = catalogue.rules(model: asset.model, operation: asset.operation) else {
      return nil
    }
    var total = CostBounds.zero
    var left = results
    while left > 0 {
      let part = min(left, rules.resultsPerRequest)
      guard let cost = request(asset, results: part) else { return nil }
      total += cost
      left -= part
    }
    return total
  }

  /// The cost of one request for `results` variants.
  package func request(_ asset: Asset, results: Int) -> CostBounds? {
    catalogue.cost(
      model: asset.model, operation: asset.operation, parameters: asset.parameters,
      results: results, inputImages: asset.inputs.count { $0.medium == .image })
  }
}
