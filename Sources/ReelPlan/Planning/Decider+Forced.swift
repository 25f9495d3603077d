import ReelBasics
package import ReelManifest

/// What somebody insists on.
extension Decider {
  /// How many variants of an asset are asked for where somebody insists on it.
  package static func variantsIfForced(
    _ asset: Asset, work: Work?, facts: some PlanFacts
  ) -> Int {
    guard let work else { return asset.count }
    let verdict = Decider(forced: [asset.id]).decide(asset, work: work, facts: facts)
    return verdict.asked.isEmpty ? asset.count : verdict.asked.count
  }

  /// The variants that are there and made again, as somebody insists; `nil` where nobody does, or where it
  /// was refused since that was agreed to.
  func renewed(
    _ asset: Asset, _ work: Work, _ record: WorkRecord?, _ facts: some PlanFacts
  ) -> Set<Int>? {
    guard forced.contains(asset.id) else { return nil }
    let slots: Set<Int>
    if let agreed {
      let agreed = agreed[asset.id] ?? []
      let past = PastResults(of: record, under: work.fingerprint, facts: facts)
      if let refusal = past.refusal, !agreed.has(refusal) { return nil }
      slots = Set(past.slots.filter { agreed.has($0.value) }.keys)
    } else {
      slots = Set((record?.slots ?? [:]).keys)
    }
    let isWhole = (1...asset.count).allSatisfy { record?.slots[$0] != nil }
    if isWhole || record?.refusal == nil { return slots }
    // Whoever insists on what was refused means that, and not what is there for others to build on.
    return slots.filter { slot in
      guard let media = record?.slots[slot]?.media else { return false }
      return !facts.canSend(work.finish.source(of: media))
    }
  }
}
