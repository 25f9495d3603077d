import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// One asset of two variants that promises PNG, and every state that it can be found in.
@Suite struct DeciderTests {
  private let asset: Asset
  private let work: Work
  private let pictures = [1: PlanSample.picture("one"), 2: PlanSample.picture("two")]
  private let paths = [1: "kite-1.png", 2: "kite-2.png"]

  init() throws {
    let (manifest, _) = try PlanSample.load(
      "assets: {kite: {generate: image, prompt: Kite, count: 2, output: kite.png}}")
    asset = try #require(manifest.assets.first)
    work = try PlanSample.work("kite", of: manifest)
  }

  private static let refusal = Refusal(kind: .moderated, message: "no", cost: Ticks(5))

  /// Facts with these slots on record, their objects in the store and their outputs in place.
  private func facts(
    slots: [Int] = [], objects: [Int]? = nil, outputs: [Int]? = nil, moderated: [Int] = [],
    open: [OpenRequest] = [], refusal: Refusal? = nil
  ) -> RecordedFacts {
    var facts = RecordedFacts()
    var record = WorkRecord(open: open, refusal: refusal)
    for slot in slots { record.slots[slot] = pictures[slot].map { .kept($0, ServedBy()) } }
    for slot in moderated { record.slots[slot] = .moderated }
    facts.works[work.fingerprint] = record
    facts.objects = Set((objects ?? slots).compactMap { pictures[$0]?.digest })
    for slot in outputs ?? slots { facts.outputs[paths[slot] ?? ""] = .recorded(output(slot)) }
    return facts
  }

  private func output(_ slot: Int, recipe: String = "encode1(image/png)") -> OutputRecord {
    OutputRecord(
      path: paths[slot] ?? "", asset: "kite", fingerprint: work.fingerprint, slot: slot,
      original: PlanSample.digest(slot == 1 ? "one" : "two"), recipe: recipe,
      digest: PlanSample.digest("written \(slot)"))
  }

  private func open(_ state: OpenRequest.State, slots: [Int] = [1, 2]) -> OpenRequest {
    OpenRequest(id: 1, slots: slots, state: state, worstCost: Ticks(400_000_000), begun: 0)
  }

  private func decide(
    _ facts: RecordedFacts, forced: Bool = false, resends: Bool = false
  ) -> Verdict {
    Decider(forced: forced ? [asset.id] : [], resends: resends)
      .decide(asset, work: work, facts: facts)
  }

  private func make(_ slots: [Int], _ reasons: Reason...) -> Decision {
    .make(slots: slots, reasons: reasons)
  }

  @Test func `what is not on record is made`() {
    let verdict = decide(RecordedFacts())
    #expect(verdict.decision == make([1, 2], .new))
    #expect(verdict.asked == [1, 2] && verdict.pursued.isEmpty && verdict.record == nil)
    // It is on record that it was asked for, as it is after a job that failed.
    #expect(decide(facts()).decision == make([1, 2], .tried))
  }

  @Test func `what is there stays`() {
    #expect(decide(facts(slots: [1, 2])).decision == .fresh)
    #expect(decide(facts(slots: [1, 2])).asked == [])
    #expect(decide(facts(slots: [1, 2], objects: [])).decision == .fresh, "the output is there")
    #expect(decide(facts(slots: [1], moderated: [2])).decision == .fresh)
  }

  @Test func `what is missing is restored, or lost`() {
    #expect(decide(facts(slots: [1, 2], outputs: [])).decision == .restore)
    #expect(decide(facts(slots: [1, 2], outputs: [2])).decision == .restore)
    #expect(decide(facts(slots: [1], outputs: [], moderated: [2])).decision == .restore)
    for objects in [[], [1]] {
      guard case .lost = decide(facts(slots: [1, 2], objects: objects, outputs: [])).decision else {
        Issue.record("not lost without an object")
        continue
      }
    }
    // Only what has to be written needs its object.
    #expect(decide(facts(slots: [1, 2], objects: [2], outputs: [1])).decision == .restore)
  }

  @Test func `what is finished otherwise is derived`() {
    var facts = facts(slots: [1, 2])
    facts.outputs["kite-1.png"] = .recorded(output(1, recipe: ""))
    #expect(decide(facts).decision == .derive)
    // One is missing, another is finished otherwise.
    facts.outputs["kite-2.png"] = nil
    #expect(decide(facts).decision == .derive)
    // The output of another variant stands in its place.
    facts = self.facts(slots: [1, 2])
    facts.outputs["kite-1.png"] = .recorded(output(2))
    #expect(decide(facts).decision == .derive)
  }

  @Test func `another hand's work is left alone`() {
    for slots in [[], [1], [1, 2]] {
      var facts = facts(slots: slots)
      facts.outputs["kite-2.png"] = .foreign
      #expect(decide(facts).decision == .modified(paths: ["kite-2.png"]))
      facts.outputs["kite-1.png"] = .foreign
      #expect(decide(facts).decision == .modified(paths: ["kite-1.png", "kite-2.png"]))
    }
    var facts = facts(slots: [1, 2], refusal: Self.refusal)
    facts.outputs["kite-2.png"] = .foreign
    // Who insists gets back what was paid for, and what is replaced is named.
    #expect(decide(facts, forced: true).decision == .derive)
    #expect(decide(facts, forced: true).replaces == ["kite-2.png"])
    #expect(decide(self.facts(slots: [1, 2]), forced: true).replaces == [])
    // Of what is nowhere nothing comes back.
    facts.objects = []
    #expect(decide(facts, forced: true).decision == make([1, 2], .forced))
    #expect(decide(facts, forced: true).replaces == ["kite-2.png"])
    var half = self.facts(slots: [1])
    half.outputs["kite-1.png"] = .foreign
    #expect(decide(half, forced: true).decision == make([1, 2], .forced))
  }

  @Test func `what is in flight beside a stuck request is pursued`() {
    let job = open(.job(id: "j"), slots: [1])
    let stuck = decide(facts(open: [open(.unsettled, slots: [2]), job]))
    #expect(stuck.decision.name == "unsettled" && stuck.pursued == [job] && stuck.asked == [])
  }

  @Test func `all variants moderated is a refusal, not a success`() {
    guard case .refused(let refusal) = decide(facts(moderated: [1, 2])).decision else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.kind == .moderated)
  }

  @Test func `only the missing variants are asked for`() {
    #expect(decide(facts(slots: [1])).decision == make([2], .moreVariants))
    #expect(decide(facts(slots: [1])).asked == [2])
    #expect(decide(facts(moderated: [1])).decision == make([2], .moreVariants))
  }

  @Test func `a refusal holds for what is not there`() {
    #expect(decide(facts(refusal: Self.refusal)).decision == .refused(Self.refusal))
    #expect(decide(facts(slots: [1], refusal: Self.refusal)).decision == .refused(Self.refusal))
    #expect(decide(facts(slots: [1, 2], refusal: Self.refusal)).decision == .fresh)
    #expect(decide(facts(refusal: Self.refusal), resends: true).decision == .refused(Self.refusal))
    #expect(decide(facts(refusal: Self.refusal), forced: true).decision == make([1, 2], .forced))
    // Of what was refused in part, what is there stays.
    let part = facts(slots: [1], refusal: Self.refusal)
    #expect(decide(part, forced: true).decision == make([2], .forced))
    // But nobody can build on what is nowhere.
    var gone = facts(slots: [1], objects: [], outputs: [1], refusal: Self.refusal)
    #expect(decide(gone, forced: true).decision == make([1, 2], .forced))
    gone.standing = [PlanSample.digest("one")]
    #expect(decide(gone, forced: true).decision == make([2], .forced))
  }

  @Test func `of what was not known then, nothing is sent again that was not agreed to`() {
    func decide(
      _ facts: RecordedFacts, resent: [AssetID: Set<Int64>], forced: Bool = false
    ) -> String {
      Decider(
        forced: forced ? [asset.id] : [], agreed: [asset.id: []], resends: true, resent: resent
      ).decide(asset, work: work, facts: facts).decision.name
    }
    let unsettled = facts(open: [open(.unsettled)])
    #expect(decide(unsettled, resent: [:]) == "make")
    #expect(decide(unsettled, resent: [asset.id: [1]]) == "make")
    #expect(decide(unsettled, resent: [asset.id: [2]]) == "unsettled")
    #expect(decide(unsettled, resent: [asset.id: [2]], forced: true) == "unsettled")
    let gone = facts(slots: [1, 2], objects: [], outputs: [])
    #expect(decide(gone, resent: [:]) == "make")
    #expect(decide(gone, resent: [asset.id: []]) == "lost")
  }

  @Test func `only what was agreed to is made again`() throws {
    func decide(_ facts: RecordedFacts, _ agreed: [PastResult]) -> Decision {
      Decider(forced: [asset.id], agreed: [asset.id: agreed])
        .decide(asset, work: work, facts: facts).decision
    }
    func result(_ slot: Int, by request: Int64?) throws -> PastResult {
      PastResult(.bytes(try #require(pictures[slot]).digest), request: request)
    }
    var facts = facts(slots: [1, 2])
    facts.origins[work.fingerprint] = ResultOrigins(slots: [1: 7, 2: 8])
    let both = [try result(1, by: 7), try result(2, by: 8)]
    #expect(decide(facts, both) == make([1, 2], .forced))
    #expect(decide(facts, [both[0]]) == make([1], .forced))
    #expect(decide(facts, []) == .fresh)
    // The same bytes came anew; what has no number, as from a lock file, is told by its bytes.
    #expect(decide(facts, [try result(1, by: 6), both[1]]) == make([2], .forced))
    #expect(decide(facts, [try result(1, by: nil)]) == make([1], .forced))
    facts.origins = [:]
    #expect(decide(facts, both) == make([1, 2], .forced))
    // What moderation took has no bytes.
    facts = self.facts(slots: [1], moderated: [2])
    facts.origins[work.fingerprint] = ResultOrigins(slots: [1: 7, 2: 8])
    #expect(decide(facts, [PastResult(.moderated, request: 8)]) == make([2], .forced))
    #expect(decide(facts, [PastResult(.moderated, request: nil)]) == .fresh)
    // It was refused since.
    facts = self.facts(slots: [1, 2], refusal: Self.refusal)
    facts.origins[work.fingerprint] = ResultOrigins(slots: [1: 7, 2: 8], refusal: 9)
    #expect(decide(facts, both) == .fresh)
    #expect(decide(facts, both + [PastResult(.refused, request: 9)]) == make([1, 2], .forced))
    facts = self.facts(refusal: Self.refusal)
    #expect(decide(facts, []) == .refused(Self.refusal))
  }

  @Test(arguments: [
    PastResult(.bytes(PlanSample.digest("one")), request: 17),
    PastResult(.bytes(PlanSample.digest("one")), request: nil), PastResult(.moderated, request: 1),
    PastResult(.refused, request: nil),
  ])
  func `a result on record is written down`(_ result: PastResult) {
    #expect(PastResult(result.text) == result)
    #expect(PastResult(result.text + "@") == nil && PastResult("x" + result.text) == nil)
  }

  @Test func `what is under way is pursued`() {
    let job = open(.job(id: "j"))
    let answer = open(.answered(ProviderAnswer(items: [.address("https://example.com/1")])))
    #expect(decide(facts(open: [job])).decision == .resume)
    #expect(decide(facts(open: [job])).pursued == [job])
    #expect(decide(facts(open: [answer])).decision == .collect)
    #expect(decide(facts(open: [answer, job])).decision == .resume)
    #expect(decide(facts(slots: [1], open: [open(.job(id: "j"), slots: [2])])).decision == .resume)
    // A refusal does not stop what was started.
    #expect(decide(facts(open: [job], refusal: Self.refusal)).decision == .resume)
    // The job brings one; the other is asked for.
    let half = decide(facts(open: [open(.job(id: "j"), slots: [1])]))
    #expect(half.decision == make([2], .new) && half.pursued.count == 1 && half.asked == [2])
  }

  @Test func `what may be paid is not sent again`() {
    let unsettled = open(.unsettled)
    let lost = open(.lost(reason: "expired"))
    #expect(
      decide(facts(open: [unsettled])).decision == .unsettled(worstCost: Ticks(400_000_000)))
    #expect(decide(facts(open: [lost])).decision == .lost(reason: "expired"))
    #expect(decide(facts(slots: [1], open: [unsettled])).asked == [])
    #expect(decide(facts(slots: [1, 2], open: [unsettled])).decision == .fresh)
    for request in [unsettled, lost] {
      #expect(decide(facts(open: [request]), resends: true).decision == make([1, 2], .again))
      // To insist is not to say that it may be paid twice.
      let forced = decide(facts(open: [request]), forced: true).decision
      #expect(forced == decide(facts(open: [request])).decision)
    }
  }

  @Test func `what changed is said`() throws {
    let (old, _) = try PlanSample.load(
      "assets: {kite: {generate: image, prompt: A kite, count: 2, resolution: 2k}}")
    let before = try PlanSample.work("kite", of: old)
    var facts = RecordedFacts()
    facts.lastFingerprints["kite"] = before.fingerprint
    let unknown = decide(facts).decision
    #expect(unknown == make([1, 2], .changed(.unknown)), "the form is not on record")
    // As a lock file of another machine leaves it.
    facts.works[before.fingerprint] = WorkRecord()
    #expect(decide(facts).decision == unknown)
    facts.forms[before.fingerprint] = before.form.text
    guard case .make([1, 2], let reasons) = decide(facts).decision else {
      Issue.record("not made")
      return
    }
    #expect(reasons.map(\.description) == ["resolution no longer 2k", "prompt changed"])
    facts.lastFingerprints["kite"] = work.fingerprint
    #expect(decide(facts).decision == make([1, 2], .new))
  }

  @Test func `every decision has a word of its own`() {
    let decisions: [Decision] = [
      .fresh, .restore, .derive, make([1], .new), .same(as: asset.id), .resume, .collect,
      .unsettled(worstCost: nil), .lost(reason: ""), .refused(Self.refusal),
      .waiting(for: asset.id),
      .modified(paths: []), .afterUpstream(asset.id), .blocked(by: asset.id),
    ]
    #expect(Set(decisions.map(\.name)).count == decisions.count)
  }

  // MARK: Recipes

  @Test func `recipes stay what they are`() {
    let logo = InputSource.file(path: "/a", digest: PlanSample.digest("logo"))
    let one = InputSource.original(PlanSample.picture("one"))
    let size = PictureFinish.PictureSize(width: 1200, height: 628, fit: .contain)
    let masked = PictureFinish(mask: PictureFinish.Mask(mask: logo, over: one), size: size)
    let recipe =
      "mask1(file:\(PlanSample.digest("logo")),made:\(PlanSample.digest("one")))"
      + ";size1(1200x628,contain)"
    #expect(masked.recipe == recipe)
    #expect(PictureFinish(mask: nil, size: size).recipe == "size1(1200x628,contain)")
    let nothing = PictureFinish(mask: nil, size: nil)
    #expect(nothing.isNothing && nothing.recipe == "")
    #expect(nothing.outputRecipe(promised: nil, original: "image/jpeg") == "")
    #expect(nothing.outputRecipe(promised: "image/jpeg", original: "image/jpeg") == "")
    #expect(
      nothing.outputRecipe(promised: "image/png", original: "image/jpeg") == "encode1(image/png)")
    #expect(
      masked.outputRecipe(promised: nil, original: "image/jpeg") == recipe + ";encode1(image/jpeg)")
  }

  @Test func `a jpeg is what jpg promises`() {
    let types = ["jpg", "jpeg", "png", "webp", "mp4"].map(Work.mediaType(ofExtension:))
    #expect(types == ["image/jpeg", "image/jpeg", "image/png", "image/webp", "video/mp4"])
  }
}
