package import ReelCatalogue
package import ReelManifest

/// What films will be that are not there yet, as far as their assets say: what is generated is as long as it
/// asks for, what is edited as long as its input, and what is extended longer by its tail.
package struct FilmForecast: Sendable {
  /// What is known of an asset's own film.
  enum State {
    /// It is there: the film where there is one answer.
    case there(FilmFacts?)
    /// It is there, and another may come in its place, which is made of this film where that is there.
    case either(FilmFacts?, input: FilmFacts?)
    /// It is to be made, of this film where that is there.
    case missing(input: FilmFacts?)
  }

  private let catalogue: Catalogue
  private var films: [AssetID: FilmFacts] = [:]

  init(catalogue: Catalogue) { self.catalogue = catalogue }

  /// Whether any of these builds on a film: of most manifests nothing has to be known then.
  static func isNeeded(for assets: [Asset]) -> Bool {
    assets.contains { $0.operation == .editVideo || $0.operation == .extendVideo }
  }

  /// The film that an asset edits or extends, where that is another asset's which was added; `nil` where
  /// nobody knows it.
  func input(of asset: Asset) -> FilmFacts? {
    for input in asset.inputs where input.medium == .video {
      guard case .asset(let id, _) = input.target else { return nil }
      return films[id]
    }
    return nil
  }

  /// Adds an asset, after all that it builds on.
  mutating func add(_ asset: Asset, _ state: State) {
    guard asset.operation.makes == .video else { return }
    switch state {
    case .there(let film): films[asset.id] = film
    case .missing(let input): films[asset.id] = result(of: asset, input ?? self.input(of: asset))
    case .either(let film, let input):
      // Nobody knows which one is taken: they have to be the same for the price.
      guard let film, let other = result(of: asset, input ?? self.input(of: asset)),
        film.isBilled(as: other)
      else { return }
      films[asset.id] = film.seconds < other.seconds ? other : film
    }
  }

  private func result(of asset: Asset, _ input: FilmFacts?) -> FilmFacts? {
    let parameters =
      catalogue.rules(model: asset.model, operation: asset.operation)?.filledIn(asset.parameters)
      ?? asset.parameters
    let asked = parameters[.duration]?.integer.flatMap { $0 > 0 ? Double($0) : nil }
    switch asset.operation {
    case .editVideo: return input
    case .extendVideo:
      guard let asked, let input else { return nil }
      return FilmFacts(seconds: input.seconds + asked, size: input.size)
    default: return asked.map { FilmFacts(seconds: $0, size: Self.size(parameters)) }
    }
  }

  /// One of the right class: of what it costs, the ratio decides nothing.
  private static func size(_ parameters: [ParameterName: ParameterValue]) -> PixelSize? {
    guard case .text(let name)? = parameters[.resolution] else { return nil }
    return ResolutionClass(rawValue: name)?.pixels(AspectRatio(PixelSize(width: 16, height: 9)))
  }
}

extension FilmForecast {
  /// The films that assets edit or extend, where all are to be made: as their manifest has it. `order` has
  /// the numbers of the assets, each after those that it builds on.
  package static func inputs(
    of assets: [Asset], order: [Int], catalogue: Catalogue
  ) -> [AssetID: FilmFacts] {
    guard isNeeded(for: assets) else { return [:] }
    var forecast = FilmForecast(catalogue: catalogue)
    var inputs: [AssetID: FilmFacts] = [:]
    for number in order where assets[number].operation.makes == .video {
      inputs[assets[number].id] = forecast.input(of: assets[number])
      forecast.add(assets[number], .missing(input: nil))
    }
    return inputs
  }

  /// The films that the assets of a plan edit or extend, those that are there among them.
  package static func inputs(of plan: Plan, catalogue: Catalogue) -> [AssetID: FilmFacts] {
    guard isNeeded(for: plan.manifest.assets) else { return [:] }
    let costs = WorkCost(catalogue: catalogue, films: plan.films)
    var forecast = FilmForecast(catalogue: catalogue)
    var inputs: [AssetID: FilmFacts] = [:]
    for node in plan.ordered where node.asset.operation.makes == .video {
      inputs[node.asset.id] =
        node.work.flatMap { costs.film(of: $0) } ?? forecast.input(of: node.asset)
      forecast.add(node.asset, node.film(costs))
    }
    return inputs
  }
}

extension PlanNode {
  /// What is known of its own film.
  func film(_ costs: WorkCost) -> FilmForecast.State {
    let input = work.flatMap { costs.film(of: $0) }
    // What is to come in its place, because somebody insists, makes it not count as there.
    let kept = (verdict.record?.slots ?? [:]).filter { !verdict.expects($0.key) }
      .values.compactMap(\.media)
    guard !kept.isEmpty else { return .missing(input: input) }
    let films = Set(kept.map(\.film))
    // Of variants that differ it is not known which one is taken.
    let film: FilmFacts? = films.count == 1 ? films.first ?? nil : nil
    return mayBeReplaced ? .either(film, input: input) : .there(film)
  }

  /// Whether others may come in the place of those that are there.
  private var mayBeReplaced: Bool {
    // Another one asks for them; where it is refused, those that are there stay good.
    if case .same = verdict.decision { return true }
    return !verdict.asked.isEmpty || !verdict.pursued.isEmpty
  }
}
