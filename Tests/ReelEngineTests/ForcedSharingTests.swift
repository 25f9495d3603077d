import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@Suite("What several ask for, and somebody insists on")
struct ForcedSharingTests {
  private static let text = """
    a: {generate: image, prompt: same, count: 2}
    c: {generate: image, prompt: same, count: 3}
    b: {edit: a, prompt: b}
    """

  /// All three variants are there.
  private static func made(_ text: String = text) throws -> EngineFacts {
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["c"])
    facts.keep(node, slots: [1, 2, 3])
    facts.place(node)
    return facts
  }

  @Test("The one that has more variants renews these, as the plan says")
  func moreVariants() throws {
    let facts = try Self.made()
    let plan = try EnginePlan.make(Self.text, facts: facts, forced: ["a", "b", "c"])
    #expect(plan["c"]?.verdict.decision == .same(as: "a"))
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    #expect(driver.sent == ["a"])
    try driver.make("a", content: "new")
    let slots = driver.running.compactMap { step -> [Int]? in
      guard case .submit(_, let request, _) = step, request.asset.id == "c" else { return nil }
      return request.slots
    }
    #expect(slots == [[3]])
    try driver.make("c", content: "new")
    try driver.make("b")
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("c") == .made)
    #expect(driver.sent.sorted() == ["a", "b", "c"])
    #expect(driver.scheduler.report.spent == plan.cost.high)
    #expect(plan.cost.low == plan.cost.high)
  }

  @Test("Nobody else's variants are renewed for one that was not insisted on")
  func unforced() throws {
    let facts = try Self.made()
    let plan = try EnginePlan.make(Self.text, facts: facts, forced: ["a"], selected: ["a", "c"])
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    try driver.make("a", content: "new")
    #expect(driver.sent == ["a"])
    #expect(driver.scheduler.isDone)
  }

  @Test("Where the first one's request goes wrong, none follows it")
  func failure() throws {
    let facts = try Self.made()
    let plan = try EnginePlan.make(
      Self.text, facts: facts, forced: ["a", "c"], selected: ["a", "c"])
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    try driver.submitted("a", .unsettled(reason: "reset"))
    #expect(driver.sent == ["a"])
    #expect(driver.outcome("c") == .fresh, "the old outputs stay as they are")
    #expect(driver.scheduler.isDone)
  }
}
