import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// What builds on an asset of which some variants were refused, and the bytes of others are nowhere.
@Suite struct RefusedInputTests {
  private static let text = """
    assets:
      kite: {generate: image, prompt: Kite, count: 3}
      night: {edit: kite, prompt: Night}
    """

  private func plan(_ facts: RecordedFacts, forced: Set<AssetID> = []) throws -> Plan {
    let (manifest, graph) = try PlanSample.load(Self.text)
    let planner = Planner(
      catalogue: .xai, facts: facts, provider: "xai", decider: Decider(forced: forced))
    let diagnostics = DiagnosticCollector()
    return try #require(planner.plan(manifest, graph: graph, diagnostics: diagnostics))
  }

  @Test func `to insist brings back what is nowhere, for the price that is said`() throws {
    let fingerprint = try #require(try plan(RecordedFacts()).ordered[0].work?.fingerprint)
    var facts = RecordedFacts()
    facts.works[fingerprint] = WorkRecord(
      slots: [1: PlanSample.kept("one"), 2: PlanSample.kept("two")],
      refusal: Refusal(kind: .moderated, message: "no"))
    facts.objects = [PlanSample.digest("two")]
    let before = try plan(facts)
    let kite = AssetID("kite")
    let price = CostBounds(low: Ticks(400_000_000), high: Ticks(400_000_000))
    #expect(before.ordered[0].verdict.decision.name == "refused")
    #expect(
      before.ordered[1].verdict.decision == .blocked(by: kite, because: .bytesGone(cost: price)))
    let forced = try plan(facts, forced: [kite])
    #expect(forced.ordered[0].verdict.decision == .make(slots: [1, 3], reasons: [.forced]))
    #expect(forced.ordered[0].cost == price)
    #expect(forced.ordered[1].verdict.decision == .afterUpstream(kite))
    // Where the bytes are there, only what was refused is asked for.
    facts.objects.insert(PlanSample.digest("one"))
    #expect(try plan(facts).ordered[1].verdict.decision.name == "make")
    let rest = try plan(facts, forced: [kite]).ordered[0].verdict.decision
    #expect(rest == .make(slots: [3], reasons: [.forced]))
  }
}
