import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

/// What an earlier run has paid for comes into the store whatever else holds its asset back.
@Suite("What is in flight where nothing may be written", .timeLimit(.minutes(10)))
struct CollectingTests {
  private static let two = "a: {generate: image, prompt: a, count: 2}"

  /// A film in flight, and something of another hand's in its place.
  private static func changedFilm(_ text: String) throws -> EngineFacts {
    var facts = EngineFacts()
    facts.open(try #require(try EnginePlan.make(text)["f"]), id: 7, slots: [1], .job(id: "j"))
    facts.outputs["f.mp4"] = .foreign
    return facts
  }

  @Test("Another hand's output stays, and the film is collected all the same")
  func modified() throws {
    let text = "f: {generate: video, prompt: f}\nnext: {edit: f, prompt: next}"
    let facts = try Self.changedFilm(text)
    let plan = try EnginePlan.make(text, facts: facts)
    #expect(plan["f"]?.verdict.decision == .modified(paths: ["f.mp4"]))
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    #expect(driver.names == ["poll f"])
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")])))
    try driver.fetched("f")
    #expect(driver.outcome("f") == .modified(paths: ["f.mp4"]), "nothing is written over it")
    // What builds on it takes what the provider sent.
    #expect(driver.sent == ["next"])
  }

  @Test("A film that is lost meanwhile is said of an output that is another hand's")
  func modifiedAndLost() throws {
    let text = "f: {generate: video, prompt: f}"
    let facts = try Self.changedFilm(text)
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    try driver.polled("f", .lost(reason: "it expired"))
    #expect(driver.outcome("f") == .modified(paths: ["f.mp4"]))
    #expect(driver.entry("f")?.warnings == ["it expired"])
  }

  @Test("Who insists on what another hand changed gets what was asked for last")
  func forced() throws {
    let text = "f: {generate: video, prompt: f}"
    var facts = try Self.changedFilm(text)
    facts.keep(try #require(try EnginePlan.make(text)["f"]), slots: [1])
    let plan = try EnginePlan.make(text, facts: facts, forced: ["f"])
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")])))
    try driver.fetched("f", content: "new")
    try driver.placed("f")
    #expect(driver.sent == [])
    #expect(driver.outcome("f") == .made)
  }

  @Test("Where what is in flight fails, an older result does not count as what it was to bring")
  func failedOverOlder() throws {
    let text = "f: {generate: video, prompt: f}"
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["f"])
    facts.keep(node, slots: [1])
    facts.open(node, id: 7, slots: [1], .job(id: "j"))
    var driver = EngineDriver(
      try EnginePlan.make(text, facts: facts, forced: ["f"]), facts: facts)
    driver.start()
    try driver.polled("f", .failed(reason: "x", cost: nil))
    #expect(driver.outcome("f") == .failed(reason: "x", remedy: .asked(cost: nil)))
  }

  @Test("Of an answer that an earlier run fetched in part, the rest is fetched")
  func fetchedInPart() throws {
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(Self.two)["a"])
    facts.keep(node, slots: [1])
    let answer = ProviderAnswer(items: [.address("a/1"), .address("a/2")])
    facts.open(node, id: 7, slots: [1, 2], .answered(answer), brought: [1])
    var driver = EngineDriver(try EnginePlan.make(Self.two, facts: facts), facts: facts)
    driver.start()
    guard case .fetch(_, let wanted)? = driver.running.first else {
      Issue.record("no fetch")
      return
    }
    #expect(wanted.slots == [2])
    #expect(wanted.answer.items == [.address("a/2")])
    try driver.fetched("a")
    try driver.placed("a")
    #expect(driver.outcome("a") == .made)
    #expect(driver.entry("a")?.paths == ["a-1.jpg", "a-2.jpg"])
  }

  @Test("Of a picture that was not fetched, no job is said to go on")
  func answeredIsNoJob() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.two))
    driver.start()
    try driver.answered("a")
    driver.interrupt()
    try driver.fetched("a") {
      $0.kept[2] = nil
      $0.unreachable = "503"
    }
    try driver.placed("a")
    #expect(driver.outcome("a") == .incomplete(have: 1, of: 2, rest: .inFlight))
    #expect(driver.entry("a")?.warnings == ["what is in flight of it is left to a later run"])
  }

  @Test("Of variants that are there in part, it is said which host has to be asked for the rest")
  func restElsewhere() throws {
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(Self.two)["a"])
    facts.keep(node, slots: [1])
    facts.open(node, id: 7, slots: [2], .job(id: "j"), host: "us.api.test")
    var driver = EngineDriver(try EnginePlan.make(Self.two, facts: facts), facts: facts) {
      $0.host = "api.test"
    }
    driver.start()
    try driver.placed("a")
    #expect(driver.outcome("a") == .incomplete(have: 1, of: 2, rest: .inFlightElsewhere))
    #expect(
      driver.entry("a")?.warnings == [
        "its job is known to us.api.test: run with the --base-url that it was asked under to collect it"
      ])
  }

  @Test("Where nothing may be asked for, a part that is there is collected")
  func locked() throws {
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(Self.two)["a"])
    facts.open(node, id: 7, slots: [1], .answered(ProviderAnswer(items: [.address("a/1")])))
    var driver = EngineDriver(try EnginePlan.make(Self.two, facts: facts), facts: facts) {
      $0.isLocked = true
    }
    driver.start()
    #expect(driver.names == ["fetch a"])
    try driver.fetched("a")
    #expect(driver.outcome("a") == .stopped(.locked))
    #expect(driver.sent == [])
    #expect(driver.scheduler.isDone)
    #expect(driver.scheduler.report.stop == .locked)
  }

  @Test("Where an input is lost, a part that is there is collected")
  func lostInput() throws {
    let text = """
      a: {generate: image, prompt: a}
      b: {edit: a, prompt: b, count: 2}
      """
    var facts = EngineFacts()
    facts.keep(try #require(try EnginePlan.make(text)["a"]), slots: [1])
    let node = try #require(try EnginePlan.make(text, facts: facts)["b"])
    facts.open(node, id: 7, slots: [1], .answered(ProviderAnswer(items: [.address("b/1")])))
    facts.objects = []
    let plan = try EnginePlan.make(text, facts: facts)
    #expect(plan["b"]?.verdict.decision == .blocked(by: "a"))
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    #expect(driver.names == ["fetch b"])
    try driver.fetched("b")
    #expect(driver.outcome("b") == .blocked(by: "a"))
    #expect(driver.sent == [])
  }

  @Test("What shows on the way to need bytes that are nowhere is not asked for")
  func lostInputOnTheWay() throws {
    let text = """
      x: {generate: image, prompt: x}
      a: {generate: image, prompt: a}
      b: {edit: [x, a], prompt: b}
      """
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.keep(node, slots: [1])
    facts.place(node)
    facts.objects = []
    let plan = try EnginePlan.make(text, facts: facts)
    #expect(plan["b"]?.verdict.decision == .afterUpstream("x"))
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    try driver.make("x")
    let price = CostBounds(low: Ticks(200_000_000), high: Ticks(200_000_000))
    #expect(driver.outcome("b") == .blocked(by: "a", because: .bytesGone(cost: price)))
    #expect(driver.sent == ["x"])
    #expect(driver.scheduler.isDone)
  }

  @Test("Of one that was refused in part, what brings back bytes that are nowhere is said")
  func lostInputOfRefused() throws {
    let text = """
      x: {generate: image, prompt: x}
      a: {generate: image, prompt: a, count: 3}
      b: {edit: [x, a], prompt: b}
      """
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.keep(node, slots: [1, 2])
    facts.place(node)
    facts.objects.remove(EngineMedia.record(of: node.asset, slot: 1).digest)
    let work = try #require(node.work)
    facts.works[work.fingerprint]?.refusal = Refusal(kind: .moderated, message: "no")
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    try driver.placed("a")
    try driver.make("x")
    // The one that is gone, and the one that was refused.
    let price = CostBounds(low: Ticks(400_000_000), high: Ticks(400_000_000))
    #expect(driver.outcome("a") == .incomplete(have: 2, of: 3, rest: .refused))
    #expect(driver.outcome("b") == .blocked(by: "a", because: .bytesGone(cost: price)))
    #expect(driver.sent == ["x"])
  }

  @Test("Where no more variants can be asked for, others build on those that are there")
  func lostInputOfMore() throws {
    let text = """
      x: {generate: image, prompt: x}
      a: {generate: image, prompt: a}
      b: {edit: a, prompt: b, count: 2}
      c: {edit: [x, b], prompt: c}
      """
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.keep(node, slots: [1])
    facts.place(node)
    facts.keep(try #require(try EnginePlan.make(text, facts: facts)["b"]), slots: [1])
    facts.objects.remove(EngineMedia.record(of: node.asset, slot: 1).digest)
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    // What is there of it is written.
    try driver.placed("b")
    try driver.make("x")
    let price = CostBounds(low: Ticks(200_000_000), high: Ticks(200_000_000))
    #expect(
      driver.outcome("b") == .incomplete(have: 1, of: 2, rest: .blocked(by: "a", cost: price)))
    #expect(driver.entry("b")?.warnings == [])
    #expect(driver.sent == ["x", "c"])
  }

  @Test("Where what is there cannot be written, no more is said than that it is blocked")
  func lostInputAndOutput() throws {
    let text = "a: {generate: image, prompt: a}\nb: {edit: a, prompt: b, count: 2}"
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.keep(node, slots: [1])
    facts.place(node)
    facts.keep(try #require(try EnginePlan.make(text, facts: facts)["b"]), slots: [1])
    facts.objects = []
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    let price = CostBounds(low: Ticks(200_000_000), high: Ticks(200_000_000))
    #expect(driver.outcome("b") == .blocked(by: "a", because: .bytesGone(cost: price)))
    #expect(driver.begun == 0)
  }

  @Test("What is there of an asset with lost variants is written, and others build on it")
  func lostVariants() throws {
    let text = """
      a: {generate: image, prompt: a, count: 4, pick: 4}
      b: {edit: a, prompt: b}
      c: {edit: a#1, prompt: c}
      """
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.keep(node, slots: [3, 4])
    facts.open(node, id: 7, slots: [1, 2], .lost(reason: "gone"))
    let plan = try EnginePlan.make(text, facts: facts)
    #expect(plan["a"]?.verdict.decision == .lost(reason: "gone"))
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    try driver.placed("a")
    #expect(driver.outcome("a") == .incomplete(have: 2, of: 4, rest: .lost))
    #expect(driver.sent == ["b"])
    #expect(driver.outcome("c")?.isDone != true)
  }

  @Test("What was to be sent again, and was not, waits for somebody's word still")
  func notSentAgain() throws {
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(Self.two)["a"])
    facts.keep(node, slots: [1])
    facts.open(node, id: 7, slots: [2], .lost(reason: "gone"))
    let plan = try EnginePlan.make(Self.two, facts: facts, resends: true)
    var driver = EngineDriver(plan, facts: facts) { $0.budget = Ticks(1) }
    driver.start()
    try driver.placed("a")
    #expect(driver.outcome("a") == .incomplete(have: 1, of: 2, rest: .lost))
    #expect(driver.sent == [])
  }

  @Test("Asked for again, twins are paid for once")
  func twinsAreResentOnce() throws {
    let text = "a: {generate: image, prompt: same}\nb: {generate: image, prompt: same, count: 2}"
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.open(node, id: 2, slots: [1, 2], .lost(reason: "gone"))
    let plan = try EnginePlan.make(text, facts: facts)
    #expect(plan["a"]?.resendCost != plan["b"]?.resendCost)
    #expect(plan.resendCost == plan["b"]?.resendCost)
    #expect(plan.resendCost == (try EnginePlan.make(text, facts: facts, resends: true)).cost)
  }

  @Test("Twins with a request in flight and one that waits for a decision fetch once")
  func twinsThatAreStuck() throws {
    let text = """
      a: {generate: image, prompt: same, count: 2}
      b: {generate: image, prompt: same, count: 2}
      """
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.open(node, id: 1, slots: [1], .answered(ProviderAnswer(items: [.address("a/1")])))
    facts.open(node, id: 2, slots: [2], .unsettled)
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    #expect(driver.names == ["fetch a"])
    try driver.fetched("a")
    try driver.placed("a")
    try driver.placed("b")
    for name in ["a", "b"] {
      #expect(driver.outcome(name) == .incomplete(have: 1, of: 2, rest: .unsettled))
    }
    #expect(driver.sent == [])
    #expect(driver.scheduler.isDone)
  }

  @Test(
    "What one collects does not make what is undecided of its twin unpaid",
    arguments: [true, false])
  func twinThatWantsMore(_ isKnownAtOnce: Bool) throws {
    let more = "b: {generate: image, prompt: same, count: 2}"
    let text =
      "a: {generate: image, prompt: same}\n"
      + (isKnownAtOnce ? more : "x: {generate: image, prompt: x}\n\(more.dropLast()), needs: [x]}")
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.open(node, id: 1, slots: [1], .answered(ProviderAnswer(items: [.address("a/1")])))
    facts.open(node, id: 2, slots: [2], .unsettled)
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    try driver.fetched("a")
    try driver.placed("a")
    if !isKnownAtOnce { try driver.make("x") }
    try driver.placed("b")
    #expect(driver.sent == (isKnownAtOnce ? [] : ["x"]))
    #expect(driver.outcome("a") == .made)
    #expect(driver.outcome("b") == .incomplete(have: 1, of: 2, rest: .unsettled))
  }

  @Test("Whatever is known of an answer that cannot be recorded is said, and once")
  func broken() throws {
    // Four results a request at most.
    var driver = EngineDriver(
      try EnginePlan.make(
        "a: {generate: image, prompt: a, count: 10}\nb: {generate: image, prompt: b}"))
    driver.start()
    for (index, step) in driver.running.enumerated() {
      guard case .submit(let part, let request, _) = step else { continue }
      guard request.asset.id == "a" else { continue }
      driver.finish(step, .broken(part, wasSent: true, message: "job \(index) is lost to us"))
    }
    try driver.submitted("b", .unsettled(reason: "reset"))
    let entry = try #require(driver.entry("a"))
    var said = entry.warnings
    if case .failed(let reason, _) = entry.outcome { said.append(reason) }
    #expect(said.sorted() == (0..<3).map { "job \($0) is lost to us" })
  }
}
