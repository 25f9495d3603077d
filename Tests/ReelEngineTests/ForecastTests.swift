import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelEngine

/// How long plans are expected to take: a picture 5 s, a film 60 s.
@Suite struct ForecastTests {
  private func forecast(
    _ plan: Plan, _ change: (inout RunOptions) -> Void = { _ in }
  ) -> Forecast {
    var options = RunOptions()
    options.learntSeconds = { operation, _ in operation.makes == .image ? 5 : 60 }
    change(&options)
    return Forecast(of: plan, options: options)
  }

  private func seconds(
    _ assets: String, _ change: (inout RunOptions) -> Void = { _ in }
  ) throws -> Double {
    forecast(try EnginePlan.make(assets), change).total / .seconds(1)
  }

  private static func pictures(_ count: Int) -> String {
    (1...count).map { "p\($0): {generate: image, prompt: picture \($0)}" }
      .joined(separator: "\n")
  }

  private static func films(_ count: Int) -> String {
    (1...count).map { "f\($0): {generate: video, prompt: film \($0)}" }.joined(separator: "\n")
  }

  @Test(arguments: [
    ("a: {generate: image, prompt: a}", 5),
    ("a: {generate: image, prompt: a}\nb: {edit: a, prompt: b}\nc: {animate: b, prompt: c}", 70),
    (pictures(8), 5), (pictures(9), 10), (pictures(16), 10),
    // The longest chain goes first, and the rest beside it.
    (pictures(7) + "\na: {generate: image, prompt: a}\nb: {animate: a, prompt: b}", 65),
    // Three requests, at once.
    ("a: {generate: image, prompt: a, count: 9}", 5),
    // Twins are one request.
    ((1...20).map { "t\($0): {generate: image, prompt: same}" }.joined(separator: "\n"), 5),
  ])
  func whatARunTakesEightAtOnce(assets: String, expected: Double) throws {
    #expect(try seconds(assets) == expected)
  }

  @Test func placesAndPacesCount() throws {
    #expect(try seconds(Self.pictures(6)) { $0.concurrency = 2 } == 15)
    #expect(try seconds("a: {generate: image, prompt: a, count: 9}") { $0.concurrency = 2 } == 10)
    let both = Self.films(3) + "\n" + Self.pictures(6)
    #expect(try seconds(both) { $0.mediumConcurrency = [.video: 1] } == 180)
    #expect(try seconds(both) { $0.concurrency = 1 } == 210)
    #expect(try seconds(Self.films(3)) { $0.pace = [.video: 0.1] } == 80)
    // A pace of films does not hold up pictures.
    #expect(try seconds(both) { $0.pace = [.video: 0.1] } == 80)
  }

  @Test func whatIsThereTakesNoTime() throws {
    let assets = Self.pictures(3) + "\n" + Self.films(1)
    let empty = try EnginePlan.make(assets)
    var facts = EngineFacts()
    for name in ["p1", "p2"] {
      let node = try #require(empty[name])
      facts.keep(node, slots: [1])
      facts.place(node)
    }
    // One that is restored sends nothing either.
    facts.outputs["p2.jpg"] = nil
    facts.open(try #require(empty["f1"]), id: 1, slots: [1], .job(id: "j"))
    let plan = try EnginePlan.make(assets, facts: facts)
    #expect(plan["p2"]?.verdict.decision == .restore)
    let some = forecast(plan)
    #expect(some.seconds == [0, 0, 5, 60])
    #expect(some.total == .seconds(60))
    for (number, node) in empty.ordered.enumerated() where number < 3 {
      facts.keep(node, slots: [1])
      facts.place(node)
    }
    let selected = try EnginePlan.make(assets, facts: facts, selected: ["p1", "p2", "p3"])
    #expect(forecast(selected).total == .zero)
  }

  @Test func aJobInFlightHasItsPlaceWhateverTheCaps() throws {
    let assets = Self.films(3)
    let empty = try EnginePlan.make(assets)
    var facts = EngineFacts()
    for name in ["f1", "f2"] {
      facts.open(try #require(empty[name]), id: 1, slots: [1], .job(id: "j"))
    }
    let plan = try EnginePlan.make(assets, facts: facts)
    #expect(forecast(plan) { $0.concurrency = 1 }.total == .seconds(120))
  }

  /// Requests of a run that take exactly as long as they are expected to.
  private func play(_ plan: Plan, cap: Int, pace: Double?) throws -> Duration {
    var driver = EngineDriver(plan) {
      $0.concurrency = cap
      $0.pace[.image] = pace
    }
    var ends: [String: Duration] = [:]
    driver.start()
    while !driver.scheduler.isDone {
      for name in driver.names where ends[name] == nil { ends[name] = driver.now + .seconds(5) }
      let moments = driver.names.compactMap { ends[$0] } + driver.wakes
      driver.advance(to: try #require(moments.min()))
      for name in driver.names where ends[name].map({ $0 <= driver.now }) == true {
        try driver.make(String(name.dropFirst("submit ".count)))
      }
    }
    return driver.now
  }

  /// A graph of pictures and edits of them.
  private func graph(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...40, using: &random)).map { number in
      let others = (0..<number).filter { _ in Int.random(in: 0..<6, using: &random) == 0 }
      guard !others.isEmpty else { return "a\(number): {generate: image, prompt: p\(number)}" }
      let names = others.prefix(3).map { "a\($0)" }.joined(separator: ", ")
      return "a\(number): {edit: [\(names)], prompt: p\(number)}"
    }.joined(separator: "\n")
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8, 9, 10])
  func aRunTakesWhatItsForecastSays(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let plan = try EnginePlan.make(graph(&random))
    let cap = Int.random(in: 1...5, using: &random)
    let forecast = forecast(plan) { $0.concurrency = cap }.total / .seconds(1)
    let path = plan.remainingPaths { _ in 5 }.max() ?? 0
    let sum = Double(plan.ordered.count) * 5
    #expect(forecast >= max(path, sum / Double(cap)), "seed \(seed)")
    #expect(forecast <= path + (sum - path) / Double(cap) + 0.001, "seed \(seed)")
    // Requests that end at one moment are seen together by the one and in turn by the other.
    let run = try play(plan, cap: cap, pace: nil) / .seconds(1)
    #expect(abs(run - forecast) <= 5, "seed \(seed): the run took \(run), not \(forecast)")
  }

  @Test func aRunInAPaceTakesWhatItsForecastSays() throws {
    let plan = try EnginePlan.make(Self.pictures(30))
    let paced = forecast(plan) {
      $0.concurrency = 16
      $0.pace = [.image: 2]
    }.total
    #expect(paced == .seconds(19.5))
    let run = try play(plan, cap: 16, pace: 2)
    // Its bucket forgives being woken a little late.
    #expect(abs((run - paced) / .seconds(1)) < 1)
  }
}
