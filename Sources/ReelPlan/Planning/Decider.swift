import ReelBasics
import ReelCatalogue
package import ReelManifest

/// Decides about one asset whose work is known. Pure; plan and run call the same function.
package struct Decider: Sendable {
  /// Assets that are made again though they are there.
  package let forced: Set<AssetID>
  /// What they are made again in place of, where that was agreed to earlier; `nil` where it is whatever is
  /// there.
  package let agreed: [AssetID: [PastResult]]?
  /// Whether unsettled and lost requests are sent again.
  package let resends: Bool
  /// Of assets of which a plan that was agreed to did not know what they ask for: the requests, by their
  /// numbers, that are sent again for them. No other one is, and no bytes that are gone are asked for again.
  package let resent: [AssetID: Set<Int64>]
  /// Those that are not sent again even so, by their numbers, and why: their results could not be
  /// looked for.
  package let spared: [Int64: String]
  /// The lost ones that were looked for in vain, in a run: no other whose results may be found is sent
  /// again. `nil` in a plan, which looks for none.
  package let searched: Set<Int64>?

  package init(
    forced: Set<AssetID> = [], agreed: [AssetID: [PastResult]]? = nil, resends: Bool = false,
    resent: [AssetID: Set<Int64>] = [:], spared: [Int64: String] = [:],
    searched: Set<Int64>? = nil
  ) {
    self.forced = forced
    self.agreed = agreed
    self.resends = resends
    self.resent = resent
    self.spared = spared
    self.searched = searched
  }

  /// The same where nobody insists.
  package var unforced: Decider {
    Decider(resends: resends, resent: resent, spared: spared, searched: searched)
  }

  /// `asked` are variants that a run has asked for already: nobody insists on them a second time.
  package func decide(
    _ asset: Asset, work: Work, facts: some PlanFacts, asked: [Int] = []
  ) -> Verdict {
    let record = facts.work(work.fingerprint)
    let outputs = outputs(of: asset, work: work, record: record, facts: facts)
    let foreign = outputs.filter { $0.state == .foreign }.map(\.path)
    let isForced = forced.contains(asset.id)
    let pursued = (record?.open ?? []).filter(\.isPursued)
    if !isForced, !foreign.isEmpty {
      return Verdict(.modified(paths: foreign), pursued: pursued, record: record)
    }
    var verdict: Verdict
    if !foreign.isEmpty, outputs.allSatisfy({ $0.planned != nil }),
      gone(outputs, facts: facts).isEmpty
    {
      // Forcing what another hand changed brings back what was paid for, as long as that is there.
      verdict =
        pursued.isEmpty
        ? placing(outputs, record: record, facts: facts) : pursue(pursued, record: record)
    } else {
      verdict = decide(asset, work: work, record: record, outputs, facts, asked: asked)
    }
    verdict.replaces = foreign
    return verdict
  }

  /// As if nothing of another hand's stood in the way.
  private func decide(
    _ asset: Asset, work: Work, record: WorkRecord?, _ outputs: [Output], _ facts: some PlanFacts,
    asked: [Int]
  ) -> Verdict {
    let open = record?.open ?? []
    let pursued = open.filter(\.isPursued)
    let renewed = renewed(asset, work, record, facts)?.subtracting(asked)
    let isForced = renewed != nil
    let covered = Set(pursued.flatMap(\.slots))
    let isAllResent = resends && resent[asset.id] == nil
    let again = (isAllResent ? gone(outputs, facts: facts) : []).union(renewed ?? [])
    let missing = (1...asset.count).filter { slot in
      (record?.slots[slot] == nil || again.contains(slot)) && !covered.contains(slot)
    }
    guard !missing.isEmpty else {
      return pursued.isEmpty
        ? placing(outputs, record: record, facts: facts) : pursue(pursued, record: record)
    }
    // A refusal is about what was not given: what is there stays good.
    if !isForced, pursued.isEmpty, let refusal = record?.refusal {
      return Verdict(.refused(refusal), record: record)
    }
    if let decision = stuck(open, of: asset.id, isForced: isForced) {
      return Verdict(decision, pursued: pursued, record: record)
    }
    let reasons = isForced ? [.forced] : reasons(asset, work, record, open, facts)
    return Verdict(
      .make(slots: missing, reasons: reasons), pursued: pursued, asked: missing, record: record)
  }

  private func pursue(_ pursued: [OpenRequest], record: WorkRecord?) -> Verdict {
    let isCollected = pursued.allSatisfy { if case .answered = $0.state { true } else { false } }
    return Verdict(isCollected ? .collect : .resume, pursued: pursued, record: record)
  }

  // MARK: Outputs

  private struct Output {
    let path: String
    let state: OutputState
    /// What it is to be; `nil` where the variant is not there.
    let planned: PlannedOutput?

    var isRight: Bool {
      guard let planned, case .recorded(let record) = state else { return false }
      return record.original == planned.original.digest && record.recipe == planned.recipe
    }

    /// Whether it is what it is to be, finished otherwise.
    var isRefinished: Bool {
      guard let planned, case .recorded(let record) = state else { return false }
      return record.original == planned.original.digest && record.recipe != planned.recipe
    }

    /// Whether it can be made of what stands there: that is the original, or what is to be marked,
    /// with another mark or none.
    var isMadeOfItself: Bool {
      guard isRefinished, case .recorded(let record) = state else { return false }
      let base = OutputMark.unmarked(record.recipe) ?? record.recipe
      return base.isEmpty || base == planned?.base
    }
  }

  private func outputs(
    of asset: Asset, work: Work, record: WorkRecord?, facts: some PlanFacts
  ) -> [Output] {
    (1...asset.count).flatMap { (slot) -> [Output] in
      guard let known = record?.slots[slot] else {
        let path = asset.output.path(
          variant: slot, of: asset.count,
          // What the provider usually sends, as nothing is on record.
          format: asset.operation.makes == .image ? "jpg" : "mp4")
        return [Output(path: path, state: facts.output(at: path), planned: nil)]
      }
      return work.outputs(of: slot, known, for: asset).map { planned in
        Output(path: planned.path, state: facts.output(at: planned.path), planned: planned)
      }
    }
  }

  /// Everything that was asked for is on record: what is left to do is local.
  private func placing(
    _ outputs: [Output], record: WorkRecord?, facts: some PlanFacts
  ) -> Verdict {
    guard !outputs.isEmpty else {
      let words = "moderation took every result"
      return Verdict(.refused(Refusal(kind: .moderated, message: words, cost: nil)), record: record)
    }
    let wrong = outputs.filter { !$0.isRight }
    if wrong.isEmpty { return Verdict(.fresh, record: record) }
    if let slot = gone(outputs, facts: facts).min(), let media = record?.slots[slot]?.media {
      return Verdict(.lost(reason: "the store has no \(media.digest.short)"), record: record)
    }
    let isRestored = wrong.allSatisfy { $0.state == .missing || $0.state == .unrecorded }
    var verdict = Verdict(isRestored ? .restore : .derive, record: record)
    verdict.isRefinished = wrong.contains(where: \.isRefinished)
    return verdict
  }

  /// The variants that were paid for, and are neither in their place nor in the store.
  private func gone(_ outputs: [Output], facts: some PlanFacts) -> Set<Int> {
    Set(
      outputs.filter { !$0.isRight && !$0.isMadeOfItself }.compactMap(\.planned)
        .filter { output in
          // What is written beside one takes nothing of its bytes.
          !output.isSidecar && !facts.hasObject(output.original.digest)
            && ![output.recipe, output.base].contains { recipe in
              !recipe.isEmpty && facts.hasDerived(from: output.original.digest, by: recipe)
            }
        }.map(\.slot))
  }

  // MARK: Reasons

  /// Why nothing may be asked for before a person has said so.
  private func stuck(_ open: [OpenRequest], of asset: AssetID, isForced: Bool) -> Decision? {
    let agreed = resent[asset]
    for request in open {
      let isResent = resends && agreed?.contains(request.id) ?? true
      // Who insists on another result does not mean the one that was lost.
      let spared = resends && isForced ? nil : whySpared(request)
      guard !isResent || spared != nil else { continue }
      switch request.state {
      case .unsettled: return .unsettled(worstCost: request.worstCost)
      case .lost(let reason): return .lost(reason: spared ?? reason, job: request.jobID)
      case .job, .answered: continue
      }
    }
    return nil
  }

  /// Why a request is not sent again even where such are; `nil` where it is.
  private func whySpared(_ request: OpenRequest) -> String? {
    if let reason = spared[request.id] { return reason }
    guard let searched, request.isLookedFor, !searched.contains(request.id) else { return nil }
    return "its results were not looked for yet"
  }

  private func reasons(
    _ asset: Asset, _ work: Work, _ record: WorkRecord?, _ open: [OpenRequest],
    _ facts: some PlanFacts
  ) -> [Reason] {
    if open.contains(where: { !$0.isPursued }) { return [.again] }
    if let record, !record.slots.isEmpty {
      let isComplete = (1...asset.count).allSatisfy { record.slots[$0] != nil }
      return [isComplete ? .again : .moreVariants]
    }
    let last = facts.lastFingerprint(of: asset.id.text)
    // It is on record that it was asked for, and nothing that is to come of that.
    if last == nil, record == WorkRecord() { return [.tried] }
    guard let last, last != work.fingerprint else { return [.new] }
    return FormChange.all(
      from: facts.form(of: last) ?? "", to: work.form.text,
      inputs: asset.inputs.map(\.written)
    ).map { .changed($0) }
  }
}

extension OpenRequest {
  /// Whether a run goes on with it by itself: its result can still be had.
  package var isPursued: Bool {
    switch state {
    case .job, .answered: true
    case .unsettled, .lost: false
    }
  }
}
