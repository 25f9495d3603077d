import ReelBasics
package import ReelManifest

/// Whether the bytes of inputs can be had. These are the ways of a run, so that no plan promises what no
/// run can make.
extension PlanFacts {
  /// Whether the provider can be given an input.
  func canSend(_ source: InputSource) -> Bool {
    if canHave(source) { return true }
    guard case .original(let media) = source else { return false }
    return isStored(media.digest)
  }

  /// Whether an input can be had on this machine.
  func canHave(_ source: InputSource) -> Bool {
    switch source {
    // A file was read for its digest; an address is only passed on.
    case .file, .url: true
    case .original(let media): canHave(media.digest)
    case .finished(let media, let finish): canHave(finish.inputRecipe, of: media, finish)
    }
  }

  /// Whether the store has what a recipe makes out of an original, or it can be made once more.
  func canHave(_ recipe: String, of original: MediaRecord, _ finish: PictureFinish) -> Bool {
    if hasDerived(from: original.digest, by: recipe) { return true }
    guard canHave(original.digest) else {
      return canBringBackDerived(from: original.digest, by: recipe)
    }
    guard let mask = finish.mask else { return true }
    return canHave(mask.over) && canHave(mask.mask)
  }

  private func canHave(_ digest: Digest) -> Bool { hasObject(digest) || canBringBack(digest) }
}

extension Work {
  /// The asset of which bytes are nowhere that are needed for what is decided: all inputs to ask for it,
  /// and what a mask is made of to lay it over a result. `nil` where nothing is missing.
  package func lostInput(
    of asset: Asset, for verdict: Verdict, facts: some PlanFacts
  ) -> AssetID? {
    switch verdict.decision {
    case .make:
      for (input, source) in zip(asset.inputs, inputs) where !facts.canSend(source) {
        return input.asset
      }
      return lostLayer(of: asset, facts)
    // What is restored is derived once more where the store has no more than the original.
    case .derive, .restore:
      return lostLayer(of: asset, over: verdict.record?.slots ?? [:], facts: facts)
    default: return nil
    }
  }

  /// The asset of which bytes are nowhere that a mask is made of which is to be laid over these variants.
  /// `nil` where nothing is missing, or that was done to all of them once.
  package func lostLayer(
    of asset: Asset, over slots: [Int: SlotRecord], facts: some PlanFacts
  ) -> AssetID? {
    guard let lost = lostLayer(of: asset, facts) else { return nil }
    return canFinish(slots, of: asset, facts: facts) ? nil : lost
  }

  /// Whether the outputs of the variants that are there can be made on this machine.
  package func canFinish(
    _ slots: [Int: SlotRecord], of asset: Asset, facts: some PlanFacts
  ) -> Bool {
    (1...asset.count).allSatisfy { slot in
      guard let output = output(of: slot, slots[slot], for: asset) else { return true }
      return facts.hasDerived(from: output.original.digest, by: output.recipe)
        || facts.canHave(output.base, of: output.original, finish)
    }
  }

  /// The asset of which bytes are nowhere that are the mask, or lie under it.
  private func lostLayer(of asset: Asset, _ facts: some PlanFacts) -> AssetID? {
    guard let mask = finish.mask else { return nil }
    if !facts.canHave(mask.over) { return asset.inputs.first?.asset }
    return facts.canHave(mask.mask) ? nil : asset.finishing.mask?.asset
  }
}
