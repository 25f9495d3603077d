import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCatalogue
@testable import ReelManifest
@testable import ReelPlan

/// What is said of films that nothing is there of yet.
struct FilmForecastTests {
  private static let films = """
    assets:
      still: {generate: image, prompt: A kite}
      long: {generate: video, prompt: A kite, duration: 10, resolution: 720p}
      more: {extend: long, prompt: Higher, duration: 10}
      most: {extend: more, prompt: Higher still, duration: 10}
      short: {generate: video, prompt: A kite, duration: 1, resolution: 480p}
      dusk: {edit: short, prompt: At dusk}
      flown: {animate: still, duration: 3, resolution: 480p}
      rain: {edit: flown, prompt: Rain}
      after: {extend: rain, prompt: The sun comes out, duration: 2}
      given: {edit: "https://example.com/a.mp4", prompt: At night}
    """

  private func forecast(_ id: String) throws -> FilmFacts? {
    let (manifest, graph) = try PlanSample.load(Self.films)
    return FilmForecast.inputs(of: manifest.assets, order: graph.order, catalogue: .xai)[
      AssetID(id)]
  }

  @Test(arguments: [
    ("more", 10, ResolutionClass.p720), ("most", 20, .p720), ("dusk", 1, .p480),
    ("rain", 3, .p480), ("after", 3, .p480),
  ])
  func followsTheChain(_ id: String, _ seconds: Double, _ resolution: ResolutionClass) throws {
    let film = try #require(try forecast(id))
    #expect(film.seconds == seconds)
    #expect(film.resolution == resolution)
  }

  @Test(arguments: ["still", "long", "flown", "given"])
  func saysNothingOfWhatNobodyMakes(_ id: String) throws {
    #expect(try forecast(id) == nil)
  }

  /// The provider bills an extension by its tail or by the whole film; an edit by its input.
  @Test(arguments: [
    ("more", "$0.70 to $1.40"), ("most", "$0.70 to $2.10"), ("dusk", "$0.05"), ("rain", "$0.15"),
    ("after", "$0.10 to $0.25"),
  ])
  func aPlanCountsWithIt(_ id: String, _ cost: String) throws {
    let (manifest, graph) = try PlanSample.load(Self.films)
    let diagnostics = DiagnosticCollector()
    let plan = Planner(
      catalogue: .xai, facts: RecordedFacts(), provider: "xai", decider: Decider()
    ).plan(manifest, graph: graph, diagnostics: diagnostics)
    let node = try #require(plan?.ordered.first { $0.asset.id.text == id })
    #expect(node.cost?.description == cost)
  }

  /// Of a model that nobody knows any number is taken.
  @Test func aFilmOfNoLengthAtAllIsPlannedAsWell() throws {
    let most = Int.max
    let (manifest, graph) = try PlanSample.load(
      """
      defaults: {video: {model: some-video}}
      assets:
        a: {generate: video, prompt: A, duration: \(most)}
        b: {extend: a, prompt: B, duration: \(most)}
        c: {extend: b, prompt: C, duration: \(most)}
        d: {edit: c, prompt: D}
      """)
    let diagnostics = DiagnosticCollector()
    let plan = Planner(
      catalogue: .xai, facts: RecordedFacts(), provider: "xai", decider: Decider()
    ).plan(manifest, graph: graph, diagnostics: diagnostics)
    #expect(plan?.ordered.map { $0.cost == nil } == [true, true, true, true])
    #expect(FilmForecast.inputs(of: try #require(plan), catalogue: .xai).count == 3)
  }
}
