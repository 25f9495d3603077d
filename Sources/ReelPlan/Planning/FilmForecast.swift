package import ReelCatalogue
package import ReelManifest

/// What films will be that are not there yet, as far as a manifest says: what is generated is as long as it
/// asks for, what is edited as long as its input, and what is extended longer by its tail.
package struct FilmForecast: Sendable {
  private let assets: [AssetID: Asset]
  private let catalogue: Catalogue

  package init(_ assets: [Asset], catalogue: Catalogue) {
    self.assets = Dictionary(assets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.catalogue = catalogue
  }

  /// The film that an asset edits or extends, where that is another asset's; `nil` where the manifest does
  /// not say how long that is.
  package func input(of asset: Asset) -> FilmFacts? {
    guard let source = Self.source(of: asset) else { return nil }
    return film(source)
  }

  /// What will come of an asset.
  private func film(_ id: AssetID) -> FilmFacts? {
    var tails = 0
    var id = id
    // Chains have no circles in a manifest that has a graph; this holds for any other.
    for _ in 0...assets.count {
      guard let asset = assets[id] else { return nil }
      switch asset.operation {
      case .generateVideo, .animateImage, .referenceVideo:
        let parameters = filledIn(asset)
        return parameters[.duration]?.integer.map { seconds in
          FilmFacts(seconds: Double(seconds + tails), size: Self.size(parameters))
        }
      case .extendVideo:
        guard let tail = filledIn(asset)[.duration]?.integer else { return nil }
        tails += tail
      case .editVideo: break
      default: return nil
      }
      guard let source = Self.source(of: asset) else { return nil }
      id = source
    }
    return nil
  }

  private func filledIn(_ asset: Asset) -> [ParameterName: ParameterValue] {
    catalogue.rules(model: asset.model, operation: asset.operation)?.filledIn(asset.parameters)
      ?? asset.parameters
  }

  /// One of the right class: of what it costs, the ratio decides nothing.
  private static func size(_ parameters: [ParameterName: ParameterValue]) -> PixelSize? {
    guard case .text(let name)? = parameters[.resolution] else { return nil }
    return ResolutionClass(rawValue: name)?.pixels(AspectRatio(PixelSize(width: 16, height: 9)))
  }

  private static func source(of asset: Asset) -> AssetID? {
    for input in asset.inputs where input.medium == .video {
      guard case .asset(let id, _) = input.target else { return nil }
      return id
    }
    return nil
  }
}
