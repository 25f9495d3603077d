import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

/// A result that came is safe in the store, whatever is missing to finish it.
@Suite("Where the bytes of a mask are nowhere", .timeLimit(.minutes(10)))
struct MaskTests {
  /// A store that loses bytes while a run goes on.
  private struct LosingFacts: PlanFacts {
    let before: EngineFacts
    let lost = Locked<Set<Digest>>([])

    func work(_ fingerprint: Fingerprint) -> WorkRecord? { before.work(fingerprint) }
    func form(of fingerprint: Fingerprint) -> String? { before.form(of: fingerprint) }
    func lastFingerprint(of asset: String) -> Fingerprint? { nil }
    func output(at path: String) -> OutputState { before.output(at: path) }
    func hasObject(_ digest: Digest) -> Bool {
      !lost.withLock { $0.contains(digest) } && before.hasObject(digest)
    }
    func digest(ofFile path: String) -> Digest? { before.digest(ofFile: path) }
  }

  private static let price = CostBounds(low: Ticks(200_000_000), high: Ticks(200_000_000))
  private static let blocked = AssetOutcome.blocked(by: "m", because: .bytesGone(cost: price))

  /// One picture has come and is to be fetched; so many are wanted.
  private static func text(_ count: Int = 1) -> String {
    """
    a: {generate: image, prompt: a, output: a.jpg}
    m: {generate: image, prompt: m, output: m.png}
    b: {edit: a, prompt: b, mask: m, count: \(count)}
    """
  }

  private static func facts(_ text: String) throws -> EngineFacts {
    var facts = EngineFacts()
    for id in ["a", "m"] {
      let node = try #require(try EnginePlan.make(text)[id])
      facts.keep(node, slots: [1])
      facts.place(node)
    }
    let answer = ProviderAnswer(items: [.address("b/1")])
    facts.open(
      try #require(try EnginePlan.make(text, facts: facts)["b"]), id: 7, slots: [1],
      .answered(answer))
    return facts
  }

  private static func mask(_ text: String) throws -> Digest {
    EngineMedia.record(of: try #require(try EnginePlan.make(text)["m"]).asset, slot: 1).digest
  }

  @Test("What is collected is not called lost, and the next run says the same")
  func collected() throws {
    var facts = try Self.facts(Self.text())
    facts.objects.remove(try Self.mask(Self.text()))
    let plan = try EnginePlan.make(Self.text(), facts: facts)
    let node = try #require(plan["b"])
    #expect(node.verdict.decision == .collect)
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    #expect(driver.names == ["fetch b"])
    try driver.fetched("b")
    #expect(driver.outcome("b") == Self.blocked)
    #expect(driver.running.isEmpty && driver.scheduler.isDone)
    let work = try #require(node.work)
    facts.works[work.fingerprint] = nil
    facts.keep(node, slots: [1])
    let next = try EnginePlan.make(Self.text(), facts: facts)
    #expect(
      next["b"]?.verdict.decision == .blocked(by: "m", because: .bytesGone(cost: Self.price)))
  }

  @Test("What shows while the output is written is said alike")
  func damaged() throws {
    let facts = LosingFacts(before: try Self.facts(Self.text()))
    let plan = try EnginePlan.make(Self.text(), facts: facts.before)
    var driver = EngineDriver(plan, live: facts)
    driver.start()
    try driver.fetched("b")
    let step = try #require(driver.running.first)
    guard case .place(let node, _, _, _) = step else {
      Issue.record("\(driver.names)")
      return
    }
    let mask = try Self.mask(Self.text())
    facts.lost.withLock { _ = $0.insert(mask) }
    let words = "it was put aside"
    driver.finish(step, .placed(node: node, failure: PlacementError(words, isLost: true)))
    #expect(driver.outcome("b") == Self.blocked)
    #expect(driver.entry("b")?.warnings == [words])
  }

  @Test("Of variants of which one may have been billed, that is said first")
  func unsettledVariant() throws {
    let text = Self.text(2)
    var facts = try Self.facts(text)
    let node = try #require(try EnginePlan.make(text, facts: facts)["b"])
    facts.open(node, id: 8, slots: [2], .unsettled)
    facts.objects.remove(try Self.mask(text))
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    try driver.fetched("b")
    guard case .unsettled? = driver.outcome("b") else {
      Issue.record("\(String(describing: driver.outcome("b")))")
      return
    }
    #expect(driver.entry("b")?.warnings == ["the bytes of 'm' are nowhere"])
  }
}
