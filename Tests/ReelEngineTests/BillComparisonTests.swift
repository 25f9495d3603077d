import ReelBasics
import ReelCatalogue
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelEngine

/// Bills against estimates: which requests count, and when the two are too far apart.
@Suite struct BillComparisonTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let low: Int64
    let high: Int64
    let billed: Int64
    let drifts: Bool

    init(_ low: Int64, _ high: Int64, billed: Int64, drifts: Bool) {
      self.low = low
      self.high = high
      self.billed = billed
      self.drifts = drifts
    }

    var testDescription: String { "\(billed) of \(low) to \(high)" }
  }

  @Test(arguments: [
    Case(100, 100, billed: 100, drifts: false),
    // A fifth is not over a fifth.
    Case(100, 100, billed: 120, drifts: false), Case(100, 100, billed: 121, drifts: true),
    Case(100, 100, billed: 80, drifts: false), Case(100, 100, billed: 79, drifts: true),
    Case(10_000_000_000, 10_000_000_000, billed: 12_000_000_000, drifts: false),
    Case(10_000_000_000, 10_000_000_000, billed: 12_000_000_001, drifts: true),
    // Between the lowest and the highest all is well.
    Case(100, 300, billed: 200, drifts: false), Case(100, 300, billed: 360, drifts: false),
    Case(100, 300, billed: 361, drifts: true), Case(100, 300, billed: 79, drifts: true),
    // Without an estimate every bill is too much.
    Case(0, 0, billed: 0, drifts: false), Case(0, 0, billed: 1, drifts: true),
    Case(100, 100, billed: 0, drifts: true), Case(0, 100, billed: 0, drifts: false),
    // Sums that no integer holds are no bills.
    Case(.max, .max, billed: .max, drifts: false),
  ])
  func `a drift is over a fifth`(_ item: Case) {
    var comparison = BillComparison()
    #expect(!comparison.drifts)
    comparison.add(
      billed: Ticks(item.billed),
      estimate: CostBounds(low: Ticks(item.low), high: Ticks(item.high)))
    #expect(comparison.drifts == item.drifts)
    #expect(comparison.requests == 1)
  }

  @Test func `only requests with both figures count`() throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        a: {generate: image, prompt: a}
        b: {generate: image, prompt: b, count: 2}
        c: {generate: image, prompt: c}
        d: {generate: image, prompt: d, model: grok-imagine-image-9}
        e: {generate: image, prompt: e}
        """))
    driver.start()
    try driver.make("a", cost: Ticks(300_000_000))
    try driver.make("b", cost: Ticks(500_000_000))
    try driver.make("c")
    try driver.make("d", cost: Ticks(900_000_000))
    try driver.submitted(
      "e", .refused(Refusal(kind: .moderated, message: "no", cost: Ticks(200_000_000))))
    #expect(driver.scheduler.isDone)
    let report = driver.scheduler.report
    // An asset's $0.02, and $0.04 for two variants; what has no figure, no price or no result is out.
    #expect(report.comparison.requests == 2)
    #expect(
      report.comparison.estimate == CostBounds(low: Ticks(600_000_000), high: Ticks(600_000_000)))
    #expect(report.comparison.billed == Ticks(800_000_000))
    #expect(report.comparison.drifts)
  }

  @Test func `an asset counts under each of its tags`() throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        a: {generate: image, prompt: a, tags: [spring, film, spring]}
        b: {generate: image, prompt: b, tags: [spring]}
        c: {generate: image, prompt: c}
        """))
    driver.start()
    for name in ["a", "b", "c"] { try driver.make(name, cost: Ticks(200_000_000)) }
    let totals = driver.scheduler.report.totalsByTag
    #expect(totals.keys.sorted() == ["film", "spring"])
    #expect(totals["film"]?.cost == Ticks(200_000_000) && totals["film"]?.assets == 1)
    #expect(totals["spring"]?.cost == Ticks(400_000_000) && totals["spring"]?.assets == 2)
    #expect(totals["spring"]?.counts == ["made": 2])
  }
}
