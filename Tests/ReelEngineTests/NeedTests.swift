import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

/// Nothing comes from what an asset only needs: what is there of it is there without that.
@Suite("What only needs another asset")
struct NeedTests {
  private static let text = """
    first: {generate: image, prompt: first}
    a: {generate: image, prompt: a, needs: [first]}
    """

  private static let refused = SubmitOutcome.refused(
    Refusal(kind: .rejected, message: "no", cost: nil))

  private func driver(
    _ change: (inout EngineFacts, PlanNode) -> Void = { _, _ in }
  ) throws -> EngineDriver {
    var facts = EngineFacts()
    change(&facts, try #require(try EnginePlan.make(Self.text)["a"]))
    var driver = EngineDriver(try EnginePlan.make(Self.text, facts: facts), facts: facts)
    driver.start()
    #expect(driver.sent == ["first"])
    #expect(driver.outcome("a") == nil)
    return driver
  }

  @Test("What is there stays, whatever becomes of what it needs", arguments: [true, false])
  func kept(isPlaced: Bool) throws {
    var driver = try driver { facts, node in
      facts.keep(node, slots: [1])
      if isPlaced { facts.place(node) }
    }
    try driver.submitted("first", Self.refused)
    if !isPlaced { try driver.placed("a") }
    #expect(driver.outcome("a") == (isPlaced ? .fresh : .restored))
    #expect(driver.sent == ["first"] && driver.scheduler.isDone)
  }

  @Test("What is under way is collected, whatever becomes of what it needs")
  func underWay() throws {
    var driver = try driver { facts, node in
      facts.open(node, id: 7, slots: [1], .answered(ProviderAnswer(items: [.address("a/1")])))
    }
    try driver.submitted("first", Self.refused)
    try driver.fetched("a")
    try driver.placed("a")
    #expect(driver.outcome("a") == .made)
    #expect(driver.sent == ["first"] && driver.scheduler.isDone)
  }

  @Test("What is to be asked for waits for what it needs, and is left where that fails")
  func asked() throws {
    var done = try driver()
    try done.make("first")
    try done.make("a")
    #expect(done.outcome("a") == .made)
    var failed = try driver()
    try failed.submitted("first", Self.refused)
    #expect(failed.outcome("a") == .blocked(by: "first"))
    #expect(failed.sent == ["first"] && failed.scheduler.isDone)
  }
}
