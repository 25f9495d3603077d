import ReelBasics
import ReelCatalogue
package import ReelManifest

/// What an asset asks for, with all its inputs known.
package struct Work: Sendable {
  package let fingerprint: Fingerprint
  package let form: FingerprintForm
  /// Where each input's bytes come from, in the asset's order.
  package let inputs: [InputSource]
  package let finish: PictureFinish

  init(asset: Asset, provider: String, inputs: [InputSource], finish: PictureFinish) {
    self.form = FingerprintForm(
      asset: asset, provider: provider, inputs: inputs.map(\.identity))
    self.fingerprint = form.fingerprint
    self.inputs = inputs
    self.finish = finish
  }

  /// Work of which only the record is left: no asset asks for it any more.
  package init(recorded fingerprint: Fingerprint, form: String) {
    self.fingerprint = fingerprint
    self.form = FingerprintForm(recorded: form)
    self.inputs = []
    self.finish = PictureFinish(mask: nil, size: nil)
  }

  /// Where a variant goes, and what is done to its original on the way.
  package func output(of slot: Int, media: MediaRecord, for asset: Asset) -> PlannedOutput {
    let promised = asset.output.promisedExtension.map(Self.mediaType(ofExtension:))
    return PlannedOutput(
      path: asset.output.path(variant: slot, of: asset.count, format: media.fileExtension),
      slot: slot, original: media, finish: finish, mediaType: promised ?? media.mediaType,
      recipe: finish.outputRecipe(promised: promised, original: media.mediaType))
  }

  /// The media type that an output's extension names.
  static func mediaType(ofExtension suffix: String) -> String {
    switch suffix {
    case "jpg", "jpeg": "image/jpeg"
    case "mp4": "video/mp4"
    default: "image/" + suffix
    }
  }
}

/// An output to be written: an original, what is done to it, and where it goes.
package struct PlannedOutput: Sendable, Hashable {
  /// Relative to the output directory.
  package let path: String
  package let slot: Int
  package let original: MediaRecord
  package let finish: PictureFinish
  /// What it is to be encoded as.
  package let mediaType: String
  /// Empty where the original is copied.
  package let recipe: String
}

/// What an asset has for those that build on it.
package struct Product: Sendable {
  package let asset: Asset
  package let slots: [Int: SlotRecord]
  package let finish: PictureFinish
  /// The variant that a person chose, where the choice still holds.
  package let picked: Int?

  package init(
    asset: Asset, slots: [Int: SlotRecord], finish: PictureFinish, picked: Int? = nil
  ) {
    self.asset = asset
    self.slots = slots
    self.finish = finish
    self.picked = picked
  }

  /// Which variant is meant by a reference, and its bytes.
  package enum Choice: Sendable {
    case source(InputSource)
    /// A person has to choose first.
    case undecided
    /// That variant is not there: moderation took it, or it did not come.
    case absent
  }

  /// The variant of a reference: its own number, then the manifest's, then what a person chose, then
  /// the first that moderation left. One that has not come yet is not passed over: what builds on it would change later.
  package func choose(_ variant: Int?) -> Choice {
    let slot: Int?
    switch (variant, asset.pick, picked) {
    case (let variant?, _, _): slot = variant
    case (nil, .number(let number), _): slot = number
    case (nil, _, let picked?): slot = picked
    case (nil, .absent, nil): slot = (1...asset.count).first { slots[$0] != .moderated }
    case (nil, .ask, nil):
      guard asset.count == 1 else { return .undecided }
      slot = 1
    }
    guard let slot, let media = slots[slot]?.media else { return .absent }
    return .source(finish.isNothing ? .original(media) : .finished(media, finish))
  }
}
