import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// What a plan costs.
@Suite struct PlanCostTests {
  private func plan(_ text: String) throws -> Plan {
    let (manifest, graph) = try PlanSample.load(text)
    var facts = RecordedFacts()
    facts.files = PlanSample.files
    let planner = Planner(catalogue: .xai, facts: facts, provider: "xai", decider: Decider())
    let diagnostics = DiagnosticCollector()
    return try #require(planner.plan(manifest, graph: graph, diagnostics: diagnostics))
  }

  @Test(arguments: [
    ("generate: image, prompt: A", "$0.02"),
    ("generate: image, prompt: A, count: 6", "$0.12"),
    ("generate: image, prompt: A, model: grok-imagine-image-2.0", "$0.04"),
    (
      "generate: image, prompt: A, model: grok-imagine-image-2.0, resolution: 2k, quality: medium",
      "$0.08"
    ),
    ("edit: [./logo.png, ./other.png], prompt: A", "$0.024"),
    // Two requests, and each pays for its input.
    ("edit: ./logo.png, prompt: A, count: 5", "$0.104"),
    ("generate: video, prompt: A", "$0.40"),
    ("generate: video, prompt: A, duration: 10, resolution: 720p", "$0.70"),
    ("animate: ./logo.png, duration: 3", "$0.152"),
    ("generate: video, references: [./logo.png, ./other.png], prompt: A, duration: 1", "$0.054"),
  ])
  func `a price is what the table says`(asset: String, cost: String) throws {
    #expect(try plan("assets: {x: {\(asset)}}").cost.description == cost)
  }

  @Test func `a price that depends on the input has bounds`() throws {
    let edit = try plan("assets: {x: {edit: ./film.mp4, prompt: A}}").cost
    let extended = try plan("assets: {x: {extend: ./film.mp4, prompt: A, duration: 4}}").cost
    #expect(edit.low < edit.high && extended.low < extended.high)
    #expect(edit.low > .zero && extended.low > .zero)
  }

  /// As its own words may not say how long it is, a file is looked into.
  @Test(arguments: [
    ("edit: ./film.mp4, prompt: A", 3.0, ["$0.15", "$0.15"]),
    ("extend: ./film.mp4, prompt: A, duration: 4", 3.0, ["$0.20 to $0.35", "$0.35"]),
  ])
  func `what is known of a file makes its price closer`(
    asset: String, seconds: Double, costs: [String]
  ) throws {
    let (manifest, graph) = try PlanSample.load("assets: {x: {\(asset)}, y: {edit: x, prompt: B}}")
    var facts = RecordedFacts()
    facts.files = PlanSample.files
    let digest = try #require(facts.files.first { $0.key.hasSuffix("film.mp4") }?.value)
    let film = FilmFacts(seconds: seconds, size: PixelSize(width: 640, height: 480))
    let planner = Planner(
      catalogue: .xai, facts: facts, provider: "xai", decider: Decider(), films: [digest: film])
    let plan = planner.plan(manifest, graph: graph, diagnostics: DiagnosticCollector())
    #expect(plan?.ordered.map { $0.cost?.description } == costs)
    #expect(plan?.films == [digest: film])
  }

  @Test func `a model without a price has none`() throws {
    let diagnostics = DiagnosticCollector()
    let loaded = LoadedManifest(
      "version: 1\nassets: {x: {generate: image, prompt: A, model: grok-imagine-image-9}}")
    let manifest = try #require(loaded.manifest)
    let graph = try #require(loaded.graph)
    let plan = Planner(
      catalogue: .xai, facts: RecordedFacts(), provider: "xai", decider: Decider()
    ).plan(manifest, graph: graph, diagnostics: diagnostics)
    #expect(plan?.ordered.first?.cost == nil && plan?.cost == .zero)
  }
}
