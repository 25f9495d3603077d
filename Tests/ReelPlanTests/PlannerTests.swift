import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

@Suite struct PlannerTests {
  /// A plan of a manifest under facts that know the sample files.
  private func plan(
    _ text: String, facts: RecordedFacts = RecordedFacts(), selected: Set<Int>? = nil,
    excluded: Set<Int> = [], decider: Decider = Decider()
  ) throws -> Plan {
    let (manifest, graph) = try PlanSample.load(text)
    var facts = facts
    facts.files = PlanSample.files
    let diagnostics = DiagnosticCollector()
    let planner = Planner(catalogue: .xai, facts: facts, provider: "xai", decider: decider)
    let plan = planner.plan(
      manifest, graph: graph, selected: selected, excluded: excluded, diagnostics: diagnostics)
    #expect(diagnostics.sorted == [])
    return try #require(plan)
  }

  private func decisions(_ plan: Plan) -> [String] {
    plan.ordered.map { "\($0.asset.id) \($0.verdict.decision.name)" }
  }

  /// Puts the result of an asset of a plan on record, its object in the store, its output in place.
  private func keep(
    _ id: String, of plan: Plan, as media: MediaRecord, in facts: inout RecordedFacts
  ) throws {
    let node = try #require(plan.ordered.first { $0.asset.id.text == id })
    let work = try #require(node.work)
    let kept = SlotRecord.kept(media, ServedBy(model: "m"))
    facts.works[work.fingerprint] = WorkRecord(slots: [1: kept])
    facts.forms[work.fingerprint] = work.form.text
    facts.objects.insert(media.digest)
    let output = try #require(work.output(of: 1, kept, for: node.asset))
    facts.outputs[output.path] = .recorded(
      OutputRecord(
        path: output.path, asset: id, fingerprint: work.fingerprint, slot: 1,
        original: media.digest, recipe: output.recipe, digest: media.digest))
  }

  private static let chain = """
    assets:
      kite: {generate: image, prompt: Kite}
      night: {edit: kite, prompt: Night}
      film: {animate: night, duration: 4}
    """

  /// Somebody adopted a longer and larger film than was asked for.
  @Test func `what builds on a film that is there costs by that film`() throws {
    let text = """
      assets:
        a: {generate: video, prompt: A, duration: 3, resolution: 480p}
        b: {edit: a, prompt: B}
        c: {extend: b, prompt: C, duration: 2}
      """
    let before = try plan(text)
    #expect(before.ordered.map { $0.cost?.description } == ["$0.15", "$0.15", "$0.10 to $0.25"])
    var facts = RecordedFacts()
    let film = MediaRecord(
      digest: PlanSample.digest("a"), mediaType: "video/mp4", byteCount: 1000, width: 1280,
      height: 720, milliseconds: 8000)
    try keep("a", of: before, as: film, in: &facts)
    let after = try plan(text, facts: facts)
    #expect(decisions(after) == ["a fresh", "b make", "c after-upstream"])
    #expect(after.ordered.map { $0.cost?.description } == ["$0.00", "$0.56", "$0.14 to $0.70"])
    #expect(FilmForecast.inputs(of: after, catalogue: .xai)[AssetID("b")]?.seconds == 8)
  }

  private static let longer = """
    assets:
      v: {generate: video, prompt: V, duration: 3}
      x: {extend: v, prompt: X, duration: 2}
      z: {extend: x, prompt: Z, duration: 2}
    """

  private func film(_ name: String, milliseconds: Int, height: Int = 480) -> MediaRecord {
    MediaRecord(
      digest: PlanSample.digest(name), mediaType: "video/mp4", byteCount: 1000,
      width: height * 16 / 9, height: height, milliseconds: milliseconds)
  }

  /// What is on record after a run of the chain of films, of which the first is as long.
  private func made(_ milliseconds: Int) throws -> RecordedFacts {
    var facts = RecordedFacts()
    for (id, length) in [("v", milliseconds), ("x", 5040), ("z", 7040)] {
      try keep(
        id, of: plan(Self.longer, facts: facts), as: film(id, milliseconds: length), in: &facts)
    }
    #expect(try decisions(plan(Self.longer, facts: facts)) == ["v fresh", "x fresh", "z fresh"])
    return facts
  }

  private func costs(_ plan: Plan) -> [String?] { plan.ordered.map { $0.cost?.description } }

  /// One of 8 seconds is somebody's own, and nothing builds on it any more.
  @Test(arguments: [3040, 8000])
  func `a film that is made again is what its asset asks for`(milliseconds: Int) throws {
    var facts = try made(milliseconds)
    let expected = ["$0.15", "$0.10 to $0.25", "$0.10 to $0.35"]
    let forced = Decider(forced: Set(["v", "x", "z"].map { AssetID($0) }))
    let again = try plan(Self.longer, facts: facts, decider: forced)
    #expect(decisions(again) == ["v make", "x after-upstream", "z after-upstream"])
    #expect(costs(again) == expected)
    #expect(again.cost.description == "$0.35 to $0.75")
    #expect(FilmForecast.inputs(of: again, catalogue: .xai)[AssetID("z")]?.seconds == 5)
    // What was lost and is sent again is the same, and so is what is under way in its place.
    facts.objects.remove(PlanSample.digest("v"))
    facts.outputs["v.mp4"] = nil
    let resent = try plan(Self.longer, facts: facts, decider: Decider(resends: true))
    #expect(decisions(resent) == ["v make", "x after-upstream", "z after-upstream"])
    #expect(costs(resent) == expected)
    let fingerprint = try #require(again.ordered[0].work?.fingerprint)
    facts.works[fingerprint]?.open = [
      OpenRequest(id: 1, slots: [1], state: .job(id: "j"), worstCost: nil, begun: 0)
    ]
    let resumed = try plan(Self.longer, facts: facts)
    #expect(decisions(resumed) == ["v resume", "x after-upstream", "z after-upstream"])
    #expect(Array(costs(resumed).dropFirst()) == Array(expected.dropFirst()))
  }

  /// What is behind it is asked for by its length, as that is there.
  @Test func `a film behind one that is made again keeps its length where it is kept`() throws {
    let facts = try made(8000)
    let forced = Decider(forced: [AssetID("x"), AssetID("z")])
    let plan = try plan(Self.longer, facts: facts, decider: forced)
    #expect(decisions(plan) == ["v fresh", "x make", "z after-upstream"])
    #expect(costs(plan) == ["$0.00", "$0.10 to $0.50", "$0.10 to $0.60"])
  }

  /// Where the request is refused, what is there stays good for the one that did not ask.
  @Test(arguments: [(3040, "$0.10 to $0.25"), (8000, "$0.10 to $2.24")])
  func `a film that another asset makes again may be the one that is there`(
    milliseconds: Int, cost: String
  ) throws {
    let text = """
      assets:
        v: {generate: video, prompt: V, duration: 3}
        w: {generate: video, prompt: V, duration: 3}
        x: {extend: w, prompt: X, duration: 2}
      """
    var facts = RecordedFacts()
    try keep("v", of: plan(text), as: film("v", milliseconds: milliseconds), in: &facts)
    let forced = Decider(forced: [AssetID("v"), AssetID("w")])
    let plan = try plan(text, facts: facts, decider: forced)
    #expect(decisions(plan) == ["v make", "w same", "x after-upstream"])
    #expect(costs(plan) == ["$0.15", "$0.00", cost])
  }

  @Test func `what lies behind something new is known only in the run`() throws {
    let plan = try plan(Self.chain)
    #expect(decisions(plan) == ["kite make", "night after-upstream", "film after-upstream"])
    #expect(plan.ordered[2].verdict.decision == .afterUpstream(AssetID("night")))
    #expect(plan.ordered.map { $0.work == nil } == [false, true, true])
    #expect(plan.sends())
    // $0.02; an edit with an input picture $0.022; 4 s at $0.05 and an input.
    #expect(plan.ordered.map { $0.cost?.description } == ["$0.02", "$0.022", "$0.202"])
    #expect(plan.cost.description == "$0.244")
    // What was made before costs nothing if its inputs come back as they were.
    var facts = RecordedFacts()
    facts.lastFingerprints = ["night": Fingerprint(PlanSample.digest("night"))]
    let again = try self.plan(Self.chain, facts: facts)
    #expect(again.ordered.map { $0.cost?.description } == ["$0.02", "$0.00 to $0.022", "$0.202"])
  }

  @Test func `a result is what the next one is made from`() throws {
    var facts = RecordedFacts()
    try keep("kite", of: plan(Self.chain), as: PlanSample.picture("kite"), in: &facts)
    var plan = try plan(Self.chain, facts: facts)
    #expect(decisions(plan) == ["kite fresh", "night make", "film after-upstream"])
    try keep("night", of: plan, as: PlanSample.picture("night"), in: &facts)
    plan = try self.plan(Self.chain, facts: facts)
    #expect(decisions(plan) == ["kite fresh", "night fresh", "film make"])
    try keep("film", of: plan, as: PlanSample.film("film"), in: &facts)
    plan = try self.plan(Self.chain, facts: facts)
    #expect(decisions(plan) == ["kite fresh", "night fresh", "film fresh"])
    #expect(!plan.sends() && plan.cost == .zero)
    // A missing output in the middle is restored, and changes nothing behind it.
    facts.outputs["night.jpg"] = nil
    #expect(
      try decisions(self.plan(Self.chain, facts: facts)) == [
        "kite fresh", "night restore", "film fresh",
      ])
    // Neither does another hand on it.
    facts.outputs["night.jpg"] = .foreign
    #expect(
      try decisions(self.plan(Self.chain, facts: facts)) == [
        "kite fresh", "night modified", "film fresh",
      ])
  }

  @Test func `a change that comes back the same ends there`() throws {
    var facts = RecordedFacts()
    for (id, media) in [
      ("kite", PlanSample.picture("kite")), ("night", PlanSample.picture("night")),
      ("film", PlanSample.film("film")),
    ] {
      try keep(id, of: plan(Self.chain, facts: facts), as: media, in: &facts)
    }
    let other = Self.chain.replacing("prompt: Kite", with: "prompt: Kites")
    #expect(
      try decisions(plan(other, facts: facts)) == [
        "kite make", "night after-upstream", "film after-upstream",
      ])
    // The words are others and the picture is the same: everything behind it is fresh again.
    try keep("kite", of: plan(other, facts: facts), as: PlanSample.picture("kite"), in: &facts)
    #expect(
      try decisions(plan(other, facts: facts)) == ["kite fresh", "night fresh", "film fresh"])
    // And with another picture it is not.
    try keep("kite", of: plan(other, facts: facts), as: PlanSample.picture("kites"), in: &facts)
    #expect(
      try decisions(plan(other, facts: facts)) == [
        "kite fresh", "night make", "film after-upstream",
      ])
  }

  @Test func `only what is asked for may cost money`() throws {
    let text = "assets: {kite: {generate: image, prompt: Kite}, film: {animate: kite}}"
    let first = try plan(text)
    #expect(first.mayCreate() && !first.mayCreate(isLocked: true))
    #expect(first.sends() && !first.sends(isLocked: true))
    let fingerprint = try #require(first.ordered[0].work?.fingerprint)
    var facts = RecordedFacts()
    let answer = ProviderAnswer(items: [.address("https://example.com/1")])
    facts.works[fingerprint] = WorkRecord(
      open: [OpenRequest(id: 1, slots: [1], state: .answered(answer), worstCost: nil, begun: 0)])
    let alone = try plan(text, facts: facts, selected: [0])
    #expect(alone.sends() && alone.sends(isLocked: true) && !alone.mayCreate())
    // What builds on it is asked for when it is there.
    #expect(try plan(text, facts: facts).mayCreate())
    try keep("kite", of: alone, as: PlanSample.picture("kite"), in: &facts)
    facts.outputs = [:]
    let restored = try plan(text, facts: facts, selected: [0])
    #expect(!restored.sends() && !restored.mayCreate())
  }

  @Test func `twins are made once`() throws {
    let plan = try plan(
      """
      assets:
        a: {generate: image, prompt: Kite}
        b: {generate: image, prompt: Kite}
        c: {generate: image, prompt: Kite, count: 3}
        d: {generate: image, prompt: Kite, take: 2}
        e: {edit: b, prompt: Night}
      """)
    #expect(decisions(plan) == ["a make", "b same", "c same", "d make", "e after-upstream"])
    #expect(plan.ordered[1].verdict.decision == .same(as: AssetID("a")))
    // c pays for the two that a does not make.
    #expect(
      plan.ordered.map { $0.cost?.description } == [
        "$0.02", "$0.00", "$0.04", "$0.02", "$0.022",
      ])
  }

  /// Whatever the first comes back as, they ask for the same then, and one request brings it.
  @Test func `twins behind a change are counted once in the lowest cost`() throws {
    let text = """
      assets:
        a: {generate: image, prompt: Kite}
        b: {edit: a, prompt: Night}
        c: {edit: a, prompt: Night, count: 3, output: other.png}
        d: {edit: a, prompt: Night, resolution: 1k}
        e: {edit: a, prompt: Night, resolution: 2k}
        f: {edit: a, prompt: Night, take: 2}
        g: {edit: [a, a], prompt: Night}
        h: {edit: a, prompt: Day}
      """
    func costs(_ plan: Plan) -> [String?] { plan.ordered.dropFirst().map { $0.cost?.description } }
    let plan = try plan(text)
    #expect(
      costs(plan) == [
        // c pays for the two that b does not ask for. What Reel asks for anyway may be said.
        "$0.022", "$0.04 to $0.062", "$0.00 to $0.022", "$0.022", "$0.022", "$0.024", "$0.022",
      ])
    // They cost what they may, as long as nobody has asked.
    #expect(plan.ordered[2].estimate == Ticks(620_000_000))
    // Who insists on both has them made once.
    var facts = RecordedFacts()
    for id in ["b", "c"] { facts.lastFingerprints[id] = Fingerprint(PlanSample.digest(id)) }
    let forced = Decider(forced: [AssetID("b"), AssetID("c")])
    #expect(
      try costs(self.plan(text, facts: facts, decider: forced)).prefix(2) == [
        "$0.022", "$0.04 to $0.062",
      ])
  }

  @Test func `what builds on twins is counted once in the lowest cost`() throws {
    let plan = try plan(
      """
      assets:
        a: {generate: image, prompt: Kite}
        b: {generate: image, prompt: Kite}
        c: {edit: a, prompt: Night}
        d: {edit: b, prompt: Night}
        e: {edit: c, prompt: Day}
        f: {edit: d, prompt: Day}
        g: {generate: image, prompt: Kite, count: 2, pick: 2}
        h: {edit: g, prompt: Night}
      """)
    #expect(
      plan.ordered.map { "\($0.asset.id) \($0.cost?.description ?? "")" }.sorted() == [
        "a $0.02", "b $0.00", "c $0.022", "d $0.00 to $0.022", "e $0.022", "f $0.00 to $0.022",
        // Another variant is another input.
        "g $0.02", "h $0.022",
      ])
  }

  @Test func `what cannot be had blocks what needs it`() throws {
    let text = """
      assets:
        kite: {generate: image, prompt: Kite}
        night: {edit: kite, prompt: Night}
        film: {animate: night}
        alone: {generate: image, prompt: Alone, needs: [night]}
        other: {generate: image, prompt: Other}
      """
    let first = try plan(text)
    let fingerprint = try #require(first.ordered[0].work?.fingerprint)
    var facts = RecordedFacts()
    facts.works[fingerprint] = WorkRecord(
      refusal: Refusal(kind: .moderated, message: "no"))
    let plan = try plan(text, facts: facts)
    #expect(
      decisions(plan) == [
        "kite refused", "night blocked", "film blocked", "alone blocked", "other make",
      ])
    #expect(plan.ordered[2].verdict.decision == .blocked(by: AssetID("night")))
    #expect(plan.ordered[1].cost == .zero)
    #expect(
      try decisions(self.plan(text, decider: Decider(forced: [AssetID("other")]))) == [
        "kite make", "night after-upstream", "film after-upstream", "alone after-upstream",
        "other make",
      ])
  }

  /// Nothing comes from what an asset only `needs`.
  @Test func `only what is asked for waits for what its asset needs`() throws {
    let text = """
      assets:
        kite: {generate: image, prompt: Kite}
        alone: {generate: image, prompt: Alone, needs: [kite]}
        twin: {generate: image, prompt: Alone}
      """
    let other = text.replacing("prompt: Alone, needs", with: "prompt: Lonely, needs")
    let kite = AssetID("kite")
    let first = try plan(text)
    #expect(decisions(first) == ["kite make", "alone after-upstream", "twin same"])
    #expect(costs(first) == ["$0.02", "$0.02", "$0.00"])
    #expect(first.ordered.map(\.change) == [.new, .new, .new])
    let work = try #require(first.ordered[1].work)
    var facts = RecordedFacts()
    try keep("alone", of: first, as: PlanSample.picture("alone"), in: &facts)
    facts.lastFingerprints["alone"] = work.fingerprint
    func alone(_ text: String, excluded: Set<Int> = []) throws -> PlanNode {
      try plan(text, facts: facts, excluded: excluded).ordered[1]
    }
    #expect(try alone(text).verdict.decision == .fresh)
    #expect(try alone(text).cost == .zero)
    let changed = try alone(other)
    #expect(changed.verdict.decision == .afterUpstream(kite))
    #expect(changed.cost?.description == "$0.02")
    #expect(changed.change == .changed && changed.changes.map(\.name) == ["prompt"])
    #expect(try alone(other, excluded: [1]).verdict.decision == .excluded)
    facts.outputs = [:]
    #expect(try alone(text).verdict.decision == .restore)
    // So it is where what it needs cannot be had.
    let fingerprint = try #require(first.ordered[0].work?.fingerprint)
    facts.works[fingerprint] = WorkRecord(refusal: Refusal(kind: .moderated, message: "no"))
    #expect(try alone(text).verdict.decision == .restore)
    #expect(try alone(other).verdict.decision == .blocked(by: kite))
    facts.works[work.fingerprint] = WorkRecord(open: [
      OpenRequest(id: 1, slots: [1], state: .job(id: "j"), worstCost: nil, begun: 0)
    ])
    #expect(try alone(text).verdict.decision == .resume)
    facts.works[fingerprint] = nil
    #expect(try alone(text).verdict.decision == .resume)
  }

  @Test func `what needs bytes that are nowhere is neither promised nor priced`() throws {
    var facts = RecordedFacts()
    try keep("kite", of: plan(Self.chain), as: PlanSample.picture("kite"), in: &facts)
    facts.objects = []
    let price = CostBounds(low: Ticks(200_000_000), high: Ticks(200_000_000))
    func night(_ excluded: Set<Int> = []) throws -> Decision {
      let plan = try plan(Self.chain, facts: facts, excluded: excluded)
      #expect(plan.ordered[2].verdict.decision.name == "blocked")
      #expect(plan.cost == .zero && !plan.mayCreate() && plan.needsRequests)
      return plan.ordered[1].verdict.decision
    }
    let kite = AssetID("kite")
    #expect(try night() == .blocked(by: kite, because: .bytesGone(cost: price)))
    facts.outputs["kite.jpg"] = .foreign
    #expect(try night() == .blocked(by: kite, because: .bytesGone(cost: price)))
    facts.outputs["kite.jpg"] = nil
    #expect(try night([0]) == .blocked(by: kite, because: .bytesGone(cost: price)))
    // Of what is lost its own line says what to do.
    #expect(try night() == .blocked(by: kite))
    // What an output gives back, and what the provider keeps, a run can use.
    let digest = PlanSample.digest("kite")
    facts.standing = [digest]
    #expect(try decisions(plan(Self.chain, facts: facts))[1] == "night make")
    facts.standing = []
    facts.stored = [digest]
    #expect(try decisions(plan(Self.chain, facts: facts))[1] == "night make")
  }

  @Test func `what is there of one that cannot be asked for more is built on`() throws {
    func text(_ count: Int) -> String {
      """
      assets:
        kite: {generate: image, prompt: Kite}
        night: {edit: kite, prompt: Night, count: \(count)}
        film: {animate: night, duration: 4}
      """
    }
    var facts = RecordedFacts()
    try keep("kite", of: plan(text(1)), as: PlanSample.picture("kite"), in: &facts)
    try keep("night", of: plan(text(1), facts: facts), as: PlanSample.picture("night"), in: &facts)
    try keep("film", of: plan(text(1), facts: facts), as: PlanSample.film("film"), in: &facts)
    facts.objects.remove(PlanSample.digest("kite"))
    #expect(
      try decisions(plan(text(2), facts: facts)) == ["kite fresh", "night blocked", "film fresh"])
    // Who insists on it wants another one to be built on.
    #expect(
      try decisions(plan(text(1), facts: facts, decider: Decider(forced: [AssetID("night")]))) == [
        "kite fresh", "night blocked", "film blocked",
      ])
  }

  @Test func `a picture with a size or a mask is had from what it was made of, or was made once`()
    throws
  {
    let text = """
      assets:
        kite: {generate: image, prompt: Kite, size: 64x64, output: kite.jpg}
        hole: {generate: image, prompt: Hole, output: hole.png}
        night: {edit: kite, prompt: Night, mask: hole}
      """
    var facts = RecordedFacts()
    let (kite, hole) = (PlanSample.picture("kite"), PlanSample.picture("hole"))
    try keep("kite", of: plan(text), as: kite, in: &facts)
    try keep("hole", of: plan(text), as: hole, in: &facts)
    func night() throws -> Decision { try plan(text, facts: facts).ordered[2].verdict.decision }
    func lost(_ id: String) -> Decision {
      let price = CostBounds(low: Ticks(200_000_000), high: Ticks(200_000_000))
      return .blocked(by: AssetID(id), because: .bytesGone(cost: price))
    }
    #expect(try night().name == "make")
    facts.objects = [hole.digest]
    #expect(try night() == lost("kite"))
    let recipes: Set = ["size1(64x64,cover);encode1(image/png)"]
    facts.derived = [kite.digest: recipes]
    #expect(try night().name == "make")
    facts.derived = [:]
    facts.standingDerived = [kite.digest: recipes]
    #expect(try night().name == "make")
    facts.objects = [kite.digest]
    #expect(try night() == lost("hole"))
    // To lay the mask over what is there takes it, too, unless that was done once.
    facts.objects = [kite.digest, hole.digest]
    try keep("night", of: plan(text, facts: facts), as: PlanSample.picture("night"), in: &facts)
    let node = try plan(text, facts: facts).ordered[2]
    let work = try #require(node.work)
    let output = try #require(work.output(of: 1, node.verdict.record?.slots[1], for: node.asset))
    facts.outputs[output.path] = .recorded(
      OutputRecord(
        path: output.path, asset: "night", fingerprint: work.fingerprint, slot: 1,
        original: output.original.digest, recipe: "encode1(image/jpeg)",
        digest: PlanSample.digest("written")))
    #expect(try night() == .derive)
    facts.objects.remove(hole.digest)
    #expect(try night() == lost("hole"))
    facts.derived[output.original.digest] = [output.base]
    #expect(try night() == .derive)
    // So does to restore what was made of it.
    facts.outputs[output.path] = nil
    #expect(try night() == .restore)
    facts.derived = [:]
    #expect(try night() == lost("hole"))
  }

  @Test(arguments: [OpenRequest.State.unsettled, .lost(reason: "gone")])
  func `what is under way beside what is stuck may be built on`(_ stuck: OpenRequest.State) throws {
    let text = """
      assets:
        kite: {generate: image, prompt: Kite, count: 2}
        night: {edit: kite, prompt: Night}
      """
    let fingerprint = try #require(try plan(text).ordered[0].work?.fingerprint)
    let requests = [
      OpenRequest(id: 1, slots: [1], state: stuck, worstCost: nil, begun: 0),
      OpenRequest(id: 2, slots: [2], state: .job(id: "j"), worstCost: nil, begun: 0),
    ]
    var facts = RecordedFacts()
    facts.works[fingerprint] = WorkRecord(open: requests)
    #expect(try decisions(plan(text, facts: facts))[1] == "night after-upstream")
    facts.works[fingerprint]?.open.removeLast()
    #expect(try decisions(plan(text, facts: facts))[1] == "night blocked")
  }

  @Test func `a pick that is asked for is waited for`() throws {
    let text = """
      assets:
        kite: {generate: image, prompt: Kite, count: 2, pick: ask}
        night: {edit: kite, prompt: Night}
        day: {edit: kite#2, prompt: Day}
        later: {animate: night}
      """
    #expect(
      try decisions(plan(text)) == [
        "kite make", "night after-upstream", "day after-upstream", "later after-upstream",
      ])
    let work = try #require(try plan(text).ordered[0].work)
    var facts = RecordedFacts()
    var record = WorkRecord()
    for slot in 1...2 {
      let media = PlanSample.picture("kite \(slot)")
      record.slots[slot] = .kept(media, ServedBy())
      facts.objects.insert(media.digest)
    }
    facts.works[work.fingerprint] = record
    let plan = try plan(text, facts: facts)
    #expect(
      decisions(plan) == ["kite restore", "night waiting", "day make", "later blocked"])
    #expect(plan.ordered[1].verdict.decision == .waiting(for: AssetID("kite")))
    // A variant that moderation took cannot be built on.
    facts.works[work.fingerprint]?.slots[2] = .moderated
    #expect(
      try decisions(self.plan(text, facts: facts)) == [
        "kite restore", "night waiting", "day blocked", "later blocked",
      ])
  }

  @Test func `a variant is chosen by the reference, the manifest, or is the first there is`() throws
  {
    let text = "assets: {kite: {generate: image, prompt: Kite, count: 3%}}"
    func chosen(
      _ pick: String, _ variant: Int?, slots: [Int], moderated: [Int] = []
    ) throws -> String {
      let (manifest, _) = try PlanSample.load(text.replacing("%", with: pick))
      let media = slots.map { ($0, PlanSample.kept("kite \($0)")) }
      let product = Product(
        asset: try #require(manifest.assets.first),
        slots: Dictionary(uniqueKeysWithValues: media + moderated.map { ($0, .moderated) }),
        finish: PictureFinish(mask: nil, size: nil))
      switch product.choose(variant) {
      case .source(let source, _):
        return media.first { $0.1.media.map { source == .original($0) } ?? false }.map { "\($0.0)" }
          ?? "?"
      case .undecided: return "undecided"
      case .absent: return "absent"
      }
    }
    #expect(try chosen("", nil, slots: [1, 2, 3]) == "1")
    #expect(try chosen("", nil, slots: [2, 3], moderated: [1]) == "2")
    // One that has not come yet is not passed over.
    #expect(try chosen("", nil, slots: [2, 3]) == "absent")
    #expect(try chosen("", nil, slots: []) == "absent")
    #expect(try chosen("", 3, slots: [1, 2, 3]) == "3")
    #expect(try chosen("", 3, slots: [1, 2]) == "absent")
    #expect(try chosen(", pick: 2", nil, slots: [1, 2, 3]) == "2")
    #expect(try chosen(", pick: 2", nil, slots: [1, 3]) == "absent")
    #expect(try chosen(", pick: 2", 1, slots: [1, 2, 3]) == "1")
    #expect(try chosen(", pick: ask", nil, slots: [1, 2, 3]) == "undecided")
    #expect(try chosen(", pick: ask", 2, slots: [1, 2, 3]) == "2")
  }

  @Test func `a selection takes along what it needs, and nothing else`() throws {
    let plan = try plan(
      Self.chain + "\n  other: {generate: image, prompt: Other}", selected: [1])
    #expect(decisions(plan) == ["kite make", "night after-upstream"])
    #expect(plan.nodes.map { $0 == nil } == [false, false, true, true])
  }

  @Test func `a file that cannot be read is the author's to mend`() throws {
    let (manifest, graph) = try PlanSample.load(
      "assets:\n  a: {edit: ./logo.png, prompt: A}\n  b: {edit: [./other.png, a], prompt: B}")
    let diagnostics = DiagnosticCollector()
    let planner = Planner(
      catalogue: .xai, facts: RecordedFacts(), provider: "xai", decider: Decider())
    #expect(planner.plan(manifest, graph: graph, diagnostics: diagnostics) == nil)
    #expect(
      diagnostics.sorted.map(LoadedManifest.finding) == [
        "file.unreadable 3:13", "file.unreadable 4:14",
      ])
  }
}
