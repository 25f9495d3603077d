package import ReelBasics
package import ReelCatalogue
package import ReelManifest

/// What an asset's requests cost by the table.
package struct WorkCost: Sendable {
  let catalogue: Catalogue
  /// What input files are that were looked into, by their content.
  let films: [Digest: FilmFacts]

  package init(catalogue: Catalogue, films: [Digest: FilmFacts] = [:]) {
    self.catalogue = catalogue
    self.films = films
  }

  /// The film that is edited or extended, where that is known.
  func film(of work: Work) -> FilmFacts? {
    work.inputs.lazy.compactMap { source in
      switch source {
      case .original(let media): media.film
      case .file(_, let digest): films[digest]
      default: nil
      }
    }.first
  }

  /// The cost of asking for `results` variants in as few requests as the model allows, each of which
  /// pays for its inputs; `nil` where the model has no price here. `work` makes it closer where it is
  /// known, and what its film will be where it is not.
  package func of(
    _ asset: Asset, results: Int, work: Work? = nil, film: FilmFacts? = nil
  ) -> CostBounds? {
    let most =
      catalogue.rules(model: asset.model, operation: asset.operation)?.resultsPerRequest ?? 1
    var total = CostBounds.zero
    var left = results
    while left > 0 {
      let part = min(left, most)
      guard let cost = request(asset, results: part, work: work, film: film) else { return nil }
      total += cost
      left -= part
    }
    return total
  }

  /// In how many requests so many variants are asked for.
  package func requests(for asset: Asset, results: Int) -> Int {
    let rules = catalogue.rules(model: asset.model, operation: asset.operation)
    let each = rules?.resultsPerRequest ?? 1
    return (results + each - 1) / each
  }

  /// The cost of one request for `results` variants.
  package func request(
    _ asset: Asset, results: Int, work: Work? = nil, film: FilmFacts? = nil
  ) -> CostBounds? {
    catalogue.cost(
      model: asset.model, operation: asset.operation, parameters: asset.parameters,
      results: results, inputImages: asset.inputs.count { $0.medium == .image },
      film: work.flatMap { self.film(of: $0) } ?? film)
  }

  /// What a film costs that has come; `nil` where it has no price by the second.
  package func delivered(_ media: MediaRecord, for asset: Asset) -> Ticks? {
    media.film.flatMap {
      catalogue.cost(
        ofDelivered: $0, model: asset.model, operation: asset.operation,
        parameters: asset.parameters, inputImages: asset.inputs.count { $0.medium == .image })
    }
  }
}

extension MediaRecord {
  /// What prices depend on, where it is a film.
  var film: FilmFacts? {
    milliseconds.map {
      FilmFacts(seconds: Double($0) / 1000, size: PixelSize(width: width, height: height))
    }
  }
}
