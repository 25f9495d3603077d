package import ReelBasics
import ReelCatalogue
package import ReelManifest

/// Puts together what an asset asks for, from what it builds on.
///
/// Pure, and the same in plan and run: the run calls it again when the inputs of an asset are there.
package struct WorkResolver: Sendable {
  /// What is known of the asset that an input names.
  package enum Upstream: Sendable {
    case product(Product)
    /// It will be made, or changed, in this run.
    case notYet
    /// It cannot be had.
    case unavailable
  }

  /// The first that an asset `needs` and that is not there: what is asked for waits for it, though nothing
  /// comes from it.
  package struct UnmetNeed: Sendable {
    package let id: AssetID
    /// Whether it will be made, or changed, in this run; else it cannot be had.
    package let isComing: Bool
  }

  package enum Resolution: Sendable {
    case work(Work, unmet: UnmetNeed?)
    /// It is known only when this asset is done.
    case after(AssetID)
    case blocked(by: AssetID)
    case waiting(for: AssetID)
    /// An input file that cannot be read.
    case unreadable(AssetInput)
  }

  let provider: String
  let provenance: ProvenanceSettings
  let digest: @Sendable (_ path: String) -> Digest?

  /// - Parameters:
  ///   - provider: its identity, see ``ProviderIdentity``.
  ///   - provenance: what outputs say of where they come from.
  ///   - digest: the digest of a file, `nil` where it cannot be read.
  package init(
    provider: String, provenance: ProvenanceSettings,
    digest: @escaping @Sendable (_ path: String) -> Digest?
  ) {
    self.provider = provider
    self.provenance = provenance
    self.digest = digest
  }

  package func resolve(_ asset: Asset, upstream: (AssetID) -> Upstream) -> Resolution {
    var sources: [InputSource] = []
    var isOfOwn = false
    for input in asset.inputs {
      switch source(of: input, upstream: upstream) {
      case .source(let source, let isOwn):
        sources.append(source)
        isOfOwn = isOfOwn || isOwn
      case .stop(let resolution): return resolution
      }
    }
    var mask: PictureFinish.Mask?
    if let input = asset.finishing.mask, let over = sources.first {
      switch source(of: input, upstream: upstream) {
      // It says where, and nothing of it is seen.
      case .source(let source, _): mask = PictureFinish.Mask(mask: source, over: over)
      case .stop(let resolution): return resolution
      }
    }
    let size = asset.finishing.size.map {
      PictureFinish.PictureSize(width: $0.width, height: $0.height, fit: asset.finishing.fit)
    }
    return .work(
      Work(
        asset: asset, provider: provider, inputs: sources,
        finish: PictureFinish(mask: mask, size: size), isOfOwn: isOfOwn, provenance: provenance),
      unmet: unmetNeed(of: asset, upstream: upstream))
  }

  /// All assets of which a person has to choose a variant for one that waits for that, in its order.
  package func choices(
    for asset: Asset, upstream: (AssetID) -> Upstream
  ) -> [AssetID] {
    var choices: [AssetID] = []
    for input in asset.allInputs {
      guard case .stop(.waiting(let id)) = source(of: input, upstream: upstream),
        !choices.contains(id)
      else { continue }
      choices.append(id)
    }
    return choices
  }

  private func unmetNeed(of asset: Asset, upstream: (AssetID) -> Upstream) -> UnmetNeed? {
    for need in asset.needs {
      switch upstream(need.id) {
      case .product: continue
      case .notYet: return UnmetNeed(id: need.id, isComing: true)
      case .unavailable: return UnmetNeed(id: need.id, isComing: false)
      }
    }
    return nil
  }

  private enum Found {
    case source(InputSource, isOfOwn: Bool)
    case stop(Resolution)
  }

  private func source(of input: AssetInput, upstream: (AssetID) -> Upstream) -> Found {
    switch input.target {
    case .url(let address): return .source(.url(address), isOfOwn: true)
    case .file(let path):
      guard let digest = digest(path) else { return .stop(.unreadable(input)) }
      return .source(.file(path: path, digest: digest), isOfOwn: true)
    case .asset(let id, let variant):
      switch upstream(id) {
      case .notYet: return .stop(.after(id))
      case .unavailable: return .stop(.blocked(by: id))
      case .product(let product):
        switch product.choose(variant) {
        case .source(let source, let isOfOwn): return .source(source, isOfOwn: isOfOwn)
        case .undecided: return .stop(.waiting(for: id))
        case .absent: return .stop(.blocked(by: id))
        }
      }
    }
  }
}
