import ReelBasics
import ReelCatalogue
package import ReelManifest

/// What an asset asks for, with all its inputs known.
///
/// A class, as it never changes, is large, and stands in many lists.
package final class Work: Sendable {
  package let fingerprint: Fingerprint
  /// What its form is made of. That is long, and few are asked for theirs.
  private let words: Words
  /// Where each input's bytes come from, in the asset's order.
  package let inputs: [InputSource]
  package let finish: PictureFinish
  /// Whether something that a person brought is in it: a file, an address, or an adopted result, here
  /// or further up.
  package let isOfOwn: Bool
  /// Where its outputs come from.
  private let mark: OutputMark?
  /// Where that is said.
  private let provenance: ProvenanceSettings

  init(
    asset: Asset, provider: String, inputs: [InputSource], finish: PictureFinish, isOfOwn: Bool,
    provenance: ProvenanceSettings
  ) {
    self.words = .asset(asset, provider: provider)
    self.fingerprint = FingerprintForm.fingerprint(
      of: asset, provider: provider, inputs: inputs.map(\.identity))
    self.inputs = inputs
    self.finish = finish
    self.isOfOwn = isOfOwn
    self.provenance = provenance
    mark = OutputMark(
      asset, provider: provider, isOfOwn: isOfOwn, givesPrompt: provenance.givesPrompt)
  }

  /// Work of which only the record is left: no asset asks for it any more.
  package init(recorded fingerprint: Fingerprint, form: String) {
    self.fingerprint = fingerprint
    self.words = .recorded(FingerprintForm(recorded: form))
    self.inputs = []
    self.finish = PictureFinish(mask: nil, size: nil)
    isOfOwn = false
    mark = nil
    provenance = ProvenanceSettings()
  }

  private enum Words: Sendable {
    case asset(Asset, provider: String)
    case recorded(FingerprintForm)
  }

  /// What the fingerprint is the digest of; made anew for everybody who asks.
  package var form: FingerprintForm {
    switch words {
    case .asset(let asset, let provider):
      FingerprintForm(asset: asset, provider: provider, inputs: inputs.map(\.identity))
    case .recorded(let form): form
    }
  }

  /// The model that is asked for; `nil` where a form on record does not say.
  package var model: String? {
    switch words {
    case .asset(let asset, _): asset.model
    case .recorded(let form): form.model
    }
  }

  /// All files of a variant: what came of it, then what says where it comes from.
  package func outputs(
    of slot: Int, _ record: SlotRecord?, for asset: Asset
  ) -> [PlannedOutput] {
    guard let output = output(of: slot, record, for: asset) else { return [] }
    guard provenance.hasSidecar, case .kept(_, let served) = record, !served.isAdopted, let mark
    else { return [output] }
    return [
      output,
      PlannedOutput(besides: output, saying: mark, mark.sidecarRecipe(fingerprint, variant: slot)),
    ]
  }

  /// Where a variant goes, and what is done to its original on the way; `nil` for one without a file.
  package func output(of slot: Int, _ record: SlotRecord?, for asset: Asset) -> PlannedOutput? {
    guard case .kept(let media, let served) = record else { return nil }
    // Of what a person brought nothing is claimed.
    let mark = served.isAdopted || !provenance.isEmbedded ? nil : mark
    let promised = asset.output.promisedExtension.map(Self.mediaType(ofExtension:))
    return PlannedOutput(
      path: asset.output.path(variant: slot, of: asset.count, format: media.fileExtension),
      slot: slot, original: media, finish: finish, mediaType: promised ?? media.mediaType,
      base: finish.outputRecipe(promised: promised, original: media.mediaType),
      mark: mark, markStep: mark?.step(fingerprint, variant: slot))
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
  /// What is done to the original before it is marked; empty where nothing is.
  package let base: String
  /// The provenance that it carries, or all that it says.
  package let mark: OutputMark?
  /// All that is done; empty where the original is copied.
  package let recipe: String

  init(
    path: String, slot: Int, original: MediaRecord, finish: PictureFinish, mediaType: String,
    base: String, mark: OutputMark?, markStep: String?
  ) {
    self.path = path
    self.slot = slot
    self.original = original
    self.finish = finish
    self.mediaType = mediaType
    self.base = base
    self.mark = mark
    let step = markStep ?? ""
    recipe = base.isEmpty ? step : step.isEmpty ? base : base + ";" + step
  }

  /// The file beside another output that says where that comes from.
  init(besides output: PlannedOutput, saying mark: OutputMark, _ recipe: String) {
    path = OutputTemplate.sidecar(of: output.path)
    slot = output.slot
    original = output.original
    finish = output.finish
    mediaType = MediaRecord.sidecarType
    base = ""
    self.mark = mark
    self.recipe = recipe
  }

  /// Whether it says where another output comes from, and is none itself.
  package var isSidecar: Bool { mediaType == MediaRecord.sidecarType }
}

/// What an asset has for those that build on it.
package struct Product: Sendable {
  package let asset: Asset
  package let slots: [Int: SlotRecord]
  package let finish: PictureFinish
  /// Whether something that a person brought is in all of it.
  package let isOfOwn: Bool
  /// The variant that a person chose, where the choice still holds.
  package let picked: Int?

  package init(
    asset: Asset, slots: [Int: SlotRecord], finish: PictureFinish, isOfOwn: Bool = false,
    picked: Int? = nil
  ) {
    self.asset = asset
    self.slots = slots
    self.finish = finish
    self.isOfOwn = isOfOwn
    self.picked = picked
  }

  /// Which variant is meant by a reference, and its bytes.
  package enum Choice: Sendable {
    case source(InputSource, isOfOwn: Bool)
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
    guard let slot, case .kept(let media, let served) = slots[slot] else { return .absent }
    return .source(finish.source(of: media), isOfOwn: isOfOwn || served.isAdopted)
  }
}
