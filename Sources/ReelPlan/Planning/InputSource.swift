package import ReelBasics
package import ReelManifest

/// Where the bytes of an input come from, and so what they are.
package indirect enum InputSource: Sendable, Hashable {
  /// A file of the author's, as it was when the plan was made.
  case file(path: String, digest: Digest)
  /// Bytes of the store: a provider's original.
  case original(MediaRecord)
  /// An original with mask and size applied.
  case finished(MediaRecord, PictureFinish)
  /// An address that the provider fetches.
  case url(String)

  package var identity: InputIdentity {
    switch self {
    case .file(_, let digest): .file(digest)
    case .original(let media): .made(original: media.digest, recipe: "")
    case .finished(let media, let finish): .made(original: media.digest, recipe: finish.recipe)
    case .url(let address): .url(address)
    }
  }
}

/// What Reel does to a picture before others build on it.
package struct PictureFinish: Sendable, Hashable {
  /// A mask, and the input that stays where the mask is opaque.
  package struct Mask: Sendable, Hashable {
    package let mask: InputSource
    package let over: InputSource
  }

  package let mask: Mask?
  package let size: PictureSize?

  /// A size and the way to fill it.
  package struct PictureSize: Sendable, Hashable {
    package let width: Int
    package let height: Int
    package let fit: Asset.Finishing.Fit
  }

  package init(mask: Mask?, size: PictureSize?) {
    self.mask = mask
    self.size = size
  }

  package var isNothing: Bool { mask == nil && size == nil }

  /// What others build on, of an original.
  func source(of original: MediaRecord) -> InputSource {
    isNothing ? .original(original) : .finished(original, self)
  }

  /// The canonical text: recipe form 1. It stands in fingerprints, records and the store's keys of
  /// derived files and never changes.
  package var recipe: String {
    var steps: [String] = []
    if let mask {
      steps.append("mask1(\(mask.mask.identity.canonical),\(mask.over.identity.canonical))")
    }
    if let size { steps.append("size1(\(size.width)x\(size.height),\(size.fit.rawValue))") }
    return steps.joined(separator: ";")
  }

  /// The recipe of what others build on: the picture itself, of which nothing may be lost.
  package var inputRecipe: String { recipe + ";encode1(image/png)" }

  /// The recipe of an output; empty where the original is copied as it is.
  ///
  /// - Parameters:
  ///   - promised: the media type that the output's extension promises, where it promises one.
  ///   - original: the original's media type.
  /// - Returns: the canonical text.
  package func outputRecipe(promised: String?, original: String) -> String {
    let target = promised ?? original
    if isNothing, target == original { return "" }
    let encoding = "encode1(\(target))"
    return isNothing ? encoding : recipe + ";" + encoding
  }
}
