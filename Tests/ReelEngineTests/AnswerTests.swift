import ReelBasics
import ReelCatalogue
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelEngine

@Suite("What an answer means")
struct AnswerTests {
  private static let one = "a: {generate: image, prompt: a}"
  private static let chain = """
    a: {generate: image, prompt: a}
    b: {edit: a, prompt: b}
    other: {generate: image, prompt: other}
    """

  @Test("A failure blocks only what needs it")
  func keepGoing() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.chain + "\nc: {edit: b, prompt: c}"))
    driver.start()
    try driver.submitted(
      "a", .refused(Refusal(kind: .rejected, message: "too strange", cost: nil)))
    try driver.make("other")
    #expect(driver.scheduler.isDone)
    #expect(
      driver.outcome("a") == .refused(Refusal(kind: .rejected, message: "too strange", cost: nil)))
    #expect(driver.outcome("b") == .blocked(by: "a"))
    #expect(driver.outcome("c") == .blocked(by: "b"))
    #expect(driver.outcome("other") == .made)
    #expect(driver.sent == ["a", "other"])
    #expect(driver.scheduler.report.possiblySpent == .zero, "a request that is rejected is free")
  }

  @Test(
    "Of more results than were asked for the first that are there are kept, and the others are said",
    arguments: [
      ([.address("a/1"), .address("a/2"), .address("a/3")], [0]),
      ([.moderated, .address("a/2"), .address("a/3")], [1]),
      ([.unreadable(reason: "no"), .moderated, .address("a/3")], [2]),
      ([.moderated, .address("a/2"), .moderated, .address("a/4")], [1, 3]),
      ([.moderated, .address("a/2"), .moderated], [1, 0]),
    ] as [([ProviderAnswer.Item], [Int])])
  func surplus(_ items: [ProviderAnswer.Item], kept: [Int]) throws {
    let count = kept.count
    let text = "a: {generate: image, prompt: a, count: \(count)}"
    let plan = try EnginePlan.make(text)
    let addresses = items.indices.map { ($0, "everybody/\($0)") }
    let answer = ProviderAnswer(
      items: items, publicAddresses: Dictionary(uniqueKeysWithValues: addresses))
    var new = EngineDriver(plan)
    new.start()
    try new.submitted("a", .answered(answer))
    let warned = new.events.contains { event in
      guard case .warning(let words) = event.kind else { return false }
      return words.hasPrefix("the answer has \(items.count) results, and \(count) w")
    }
    #expect(warned)
    var facts = EngineFacts()
    facts.open(try #require(plan["a"]), id: 7, slots: Array(1...count), .answered(answer))
    var resumed = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    resumed.start()
    for var driver in [new, resumed] {
      guard case .fetch(_, let wanted)? = driver.running.first else {
        Issue.record("no fetch")
        return
      }
      #expect(wanted.slots == Array(1...count))
      #expect(wanted.answer.items == kept.map { items[$0] })
      try driver.fetched("a")
      try driver.placed("a")
      #expect(driver.outcome("a") == .made)
      #expect(driver.entry("a")?.publicAddresses[1] == "everybody/\(kept[0])")
    }
  }

  @Test("Under fail-fast nothing more is sent, and what is on the wire is awaited")
  func failFast() throws {
    let plan = try EnginePlan.make(Self.chain + "\nlast: {generate: image, prompt: last}")
    var driver = EngineDriver(plan) {
      $0.concurrency = 2
      $0.failsFast = true
    }
    driver.start()
    try driver.submitted("a", .unsettled(reason: "reset"))
    #expect(driver.outcome("last") == .stopped(.failFast))
    #expect(!driver.scheduler.isDone)
    try driver.make("other")
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("other") == .made)
    #expect(driver.scheduler.report.stop == .failFast)
    #expect(driver.sent == ["a", "other"])
  }

  @Test("What was not taken goes back into the queue, and its place to others")
  func retry() throws {
    let plan = try EnginePlan.make(Self.one + "\nb: {generate: image, prompt: b}")
    var driver = EngineDriver(plan) { $0.concurrency = 1 }
    driver.start()
    try driver.submitted(
      "a", .notTaken(reason: "503", retryAfter: .seconds(20), slowsDown: false))
    #expect(driver.sent == ["a", "b"], "a pause holds no place")
    try driver.make("b")
    driver.advance(to: .milliseconds(19_999))
    #expect(driver.sent == ["a", "b"], "what the provider asks for is obeyed")
    driver.advance(to: .seconds(20))
    #expect(driver.sent == ["a", "b", "a"])
    try driver.make("a")
    #expect(driver.outcome("a") == .made)
  }

  @Test("Attempts are bounded, by option, manifest and asset", arguments: [1, 2, 5])
  func attempts(_ attempts: Int) throws {
    var driver = EngineDriver(
      try EnginePlan.make("a: {generate: image, prompt: a, attempts: \(attempts)}"))
    driver.start()
    for _ in 1...attempts {
      try driver.submitted("a", .notTaken(reason: "429", retryAfter: nil, slowsDown: true))
      driver.advance(by: .seconds(60))
    }
    #expect(driver.scheduler.isDone)
    #expect(driver.sent.count == attempts)
    #expect(driver.outcome("a")?.name == "failed")
    #expect(driver.scheduler.report.spent == .zero)
    #expect(driver.scheduler.report.possiblySpent == .zero)
  }

  @Test("Waits grow, are spread, and never pass the longest")
  func backoff() {
    let policy = RetryPolicy()
    let waits = (2...12).map { policy.delay(beforeAttempt: $0, asked: nil, random: 1) }
    #expect(waits.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
    #expect(waits.last == .seconds(60))
    #expect(policy.delay(beforeAttempt: 9, asked: nil, random: 0) == .zero)
    #expect(policy.delay(beforeAttempt: 2, asked: .seconds(90), random: 1) == .seconds(90))
    #expect(policy.delay(beforeAttempt: 1000, asked: nil, random: 1) == .seconds(60))
    let polls = (1...6).map { policy.pollDelay(poll: $0, asked: nil, random: 0.5) }
    #expect(polls == [2, 3, 4, 5, 5, 5].map { .seconds($0) })
    #expect(policy.pollDelay(poll: 1, asked: .zero, random: 0) == .seconds(1))
    #expect(policy.pollDelay(poll: 9, asked: .milliseconds(50), random: 1) == .seconds(1))
    #expect(policy.pollDelay(poll: 1, asked: .milliseconds(1500), random: 0) == .milliseconds(1500))
    #expect(policy.pollDelay(poll: 1, asked: .seconds(3600), random: 0) == .seconds(3600))
    #expect(
      (1...3).map { policy.goneDelay(times: $0, asked: nil) } == [2, 4, 8].map { .seconds($0) })
    #expect(policy.goneDelay(times: 1, asked: .seconds(30)) == .seconds(30))
  }

  @Test("An answer that never came is not asked for again")
  func unsettled() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.one))
    driver.start()
    try driver.submitted("a", .unsettled(reason: "reset"))
    #expect(driver.scheduler.isDone)
    #expect(driver.sent == ["a"])
    #expect(driver.outcome("a") == .unsettled(reason: "reset"))
    #expect(driver.scheduler.report.possiblySpent == Ticks(200_000_000))
    #expect(driver.scheduler.report.spent == .zero)
  }

  @Test("An input that changed stops its asset; nothing is spent")
  func unprepared() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.one))
    driver.preparesAtOnce = false
    driver.start()
    try driver.prepared("a", PreparationError("it changed"))
    #expect(driver.outcome("a") == .failed(reason: "it changed"))
    #expect(driver.scheduler.report.possiblySpent == .zero)
  }

  @Test("An input whose bytes turn out to be nowhere is said, with what brings it back")
  func lostInput() throws {
    let text = "a: {generate: image, prompt: a}\nb: {edit: a, prompt: b}"
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["a"])
    facts.keep(node, slots: [1])
    facts.place(node)
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.preparesAtOnce = false
    driver.start()
    try driver.prepared("b", PreparationError("the object is damaged", lost: "a"))
    let price = CostBounds(low: Ticks(200_000_000), high: Ticks(200_000_000))
    #expect(driver.outcome("b") == .blocked(by: "a", because: .bytesGone(cost: price)))
    #expect(driver.entry("b")?.warnings == ["the object is damaged"])
    #expect(driver.scheduler.report.possiblySpent == .zero)
  }

  @Test("on_moderated: skip skips it and all that needs it", arguments: [true, false])
  func moderated(_ skips: Bool) throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        a: {generate: image, prompt: a\(skips ? ", on_moderated: skip" : "")}
        b: {edit: a, prompt: b}
        c: {edit: b, prompt: c}
        """))
    driver.start()
    let refusal = Refusal(kind: .moderated, message: "no", cost: Ticks(7))
    try driver.submitted("a", .refused(refusal))
    #expect(driver.outcome("a") == (skips ? .skipped : .refused(refusal)))
    #expect(driver.outcome("b") == (skips ? .skipped : .blocked(by: "a")))
    #expect(driver.outcome("c") == (skips ? .skipped : .blocked(by: "b")))
    #expect(driver.scheduler.report.spent == Ticks(7), "moderation is billed")
    #expect(driver.entry("a")?.cost == Ticks(7))
  }

  @Test("Moderation without a figure may have cost what was reserved")
  func moderatedCost() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.one))
    driver.start()
    try driver.submitted("a", .refused(Refusal(kind: .moderated, message: "no", cost: nil)))
    #expect(driver.scheduler.report.possiblySpent == Ticks(200_000_000))
  }

  @Test("A variant that moderation took has no file; without any left it is refused")
  func moderatedVariants() throws {
    let plan = try EnginePlan.make("a: {generate: image, prompt: a, count: 2}")
    var driver = EngineDriver(plan)
    driver.start()
    let items: [ProviderAnswer.Item] = [.moderated, .address("a/2")]
    try driver.submitted("a", .answered(ProviderAnswer(items: items)))
    try driver.fetched("a")
    try driver.placed("a")
    #expect(driver.outcome("a") == .made)
    #expect(driver.entry("a")?.paths == ["a-2.jpg"])
    #expect(driver.entry("a")?.warnings == ["moderation took variant 1"])

    var none = EngineDriver(plan)
    none.start()
    try none.submitted("a", .answered(ProviderAnswer(items: [.moderated, .moderated])))
    try none.fetched("a")
    #expect(none.scheduler.isDone)
    #expect(none.outcome("a")?.name == "refused")
  }

  @Test("A count is asked for in as few requests as the model allows; each counts for itself")
  func chunks() throws {
    var driver = EngineDriver(
      try EnginePlan.make("a: {generate: image, prompt: a, count: 10}"))
    driver.start()
    let slots = driver.running.map { step -> [Int] in
      guard case .submit(_, let request, _) = step else { return [] }
      return request.slots
    }
    #expect(slots == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]])
    try driver.submitted("a", .unsettled(reason: "reset"))
    try driver.answered("a")
    // Fewer than asked.
    try driver.submitted(
      "a",
      .answered(ProviderAnswer(items: [.address("a/9")], shortfall: "upstream failed")))
    try driver.fetched("a")
    try driver.fetched("a")
    try driver.placed("a")
    #expect(driver.outcome("a") == .incomplete(have: 5, of: 10, rest: .unsettled))
    #expect(driver.entry("a")?.paths.count == 5)
    #expect(
      driver.entry("a")?.warnings == [
        "reset", "the answer had 1 of 2 results: upstream failed",
      ])
  }

  @Test("A download in vain is tried again, and only for what is missing")
  func partialFetch() throws {
    var driver = EngineDriver(try EnginePlan.make("a: {generate: image, prompt: a, count: 3}"))
    driver.start()
    try driver.answered("a")
    try driver.fetched("a") {
      $0.kept[2] = nil
      $0.unreachable = "503"
    }
    #expect(driver.running.isEmpty)
    driver.advance(by: .seconds(2))
    guard case .fetch(_, let wanted)? = driver.running.first else {
      Issue.record("no fetch")
      return
    }
    #expect(wanted.slots == [2])
    #expect(wanted.answer.items == [.address("a/2")])
    try driver.fetched("a")
    try driver.placed("a")
    #expect(driver.outcome("a") == .made)
    #expect(driver.sent == ["a"])
  }

  @Test("What the provider keeps stays with its item when a fetch is tried again")
  func partialFetchOfStored() throws {
    var driver = EngineDriver(try EnginePlan.make("a: {generate: image, prompt: a, count: 2}"))
    driver.start()
    let files = [0: StoredFile(id: "file_1", expires: 9), 1: StoredFile(id: "file_2", expires: 9)]
    try driver.submitted(
      "a",
      .answered(ProviderAnswer(items: [.address("a/1"), .address("a/2")], stored: files)))
    try driver.fetched("a") {
      $0.kept[2] = nil
      $0.unreachable = "503"
    }
    driver.advance(by: .seconds(2))
    guard case .fetch(_, let wanted)? = driver.running.first else {
      Issue.record("no fetch")
      return
    }
    #expect(wanted.slots == [2])
    #expect(wanted.answer.served(item: 0).stored?.id == "file_2")
  }

  @Test("What the provider keeps and how it revised the prompt stay with their items")
  func revisedPrompts() throws {
    let answer = ProviderAnswer(
      items: [.moderated, .address("a/2"), .address("a/3")], served: ServedBy(model: "m"),
      revisedPrompts: [1: "two", 2: "three"], publicAddresses: [2: "https://a"])
    #expect(answer.only(itemsAt: [2]).publicAddresses == [0: "https://a"])
    #expect(answer.only(itemsAt: [1]).publicAddresses == [:])
    #expect((0..<3).map { answer.served(item: $0).revisedPrompt } == [nil, "two", "three"])
    #expect(answer.only(itemsAt: [2]).served(item: 0).revisedPrompt == "three")
    let old = ProviderAnswer(items: [.address("a")], served: ServedBy(revisedPrompt: "q"))
    #expect(
      old.served(item: 0).revisedPrompt == "q", "records of earlier versions have one for all")
  }

  @Test("A download that the server puts off waits as long, within its time")
  func fetchPutOff() throws {
    for asked in [Duration.seconds(90), .seconds(86_400)] {
      var driver = EngineDriver(try EnginePlan.make(Self.one))
      driver.start()
      try driver.answered("a")
      try driver.fetched("a") {
        $0.kept = [:]
        $0.unreachable = "429"
        $0.retryAfter = asked
      }
      guard asked < .seconds(900) else {
        // It is paid for, and the next run fetches it.
        #expect(driver.outcome("a") == .inFlight && driver.scheduler.isDone)
        continue
      }
      driver.advance(to: asked - .milliseconds(1))
      #expect(driver.names == [])
      driver.advance(to: asked)
      #expect(driver.names == ["fetch a"])
    }
  }

  @Test("A result that is said to be gone is asked for again before it is believed")
  func fetchGone() throws {
    var driver = EngineDriver(try EnginePlan.make("a: {generate: image, prompt: a, count: 2}"))
    driver.start()
    try driver.answered("a")
    for (time, wait) in [2, 4].enumerated() {
      #expect(driver.believesGone == [false])
      try driver.fetched("a") {
        if time == 0 { $0.kept[2] = nil } else { $0.kept = [:] }
        $0.unreachable = "404"
        $0.gone = [2]
      }
      driver.advance(by: .seconds(wait) - .milliseconds(1))
      #expect(driver.names == [], "not before \(wait) s")
      driver.advance(by: .milliseconds(1))
    }
    #expect(driver.believesGone == [true])
    try driver.fetched("a") {
      $0.kept = [:]
      $0.lost = "404"
    }
    try driver.placed("a")
    #expect(driver.outcome("a") == .incomplete(have: 1, of: 2, rest: .lost))
    #expect(driver.entry("a")?.warnings == ["404"])
    #expect(driver.sent == ["a"])
  }

  @Test("Another form of a refused request is no other try, and at once")
  func askOtherwise() throws {
    var driver = EngineDriver(
      try EnginePlan.make("a: {generate: image, prompt: a, attempts: 1}"))
    driver.start()
    try driver.submitted("a", .askOtherwise(reason: "no such file"))
    #expect(driver.sent == ["a", "a"])
    #expect(driver.scheduler.report.possiblySpent == .zero)
    try driver.make("a", cost: Ticks(3))
    #expect(driver.outcome("a") == .made)
    #expect(driver.scheduler.report.spent == Ticks(3))

    var stopped = EngineDriver(try EnginePlan.make(Self.one))
    stopped.start()
    stopped.interrupt()
    try stopped.submitted("a", .askOtherwise(reason: "no such file"))
    #expect(stopped.outcome("a") == .stopped(.interrupted))
    #expect(stopped.sent == ["a"])
  }

  @Test("Where the API is not at its address, nothing more is sent, and that is said")
  func address() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.chain)) { $0.concurrency = 1 }
    driver.start()
    try driver.submitted("a", .refused(Refusal(kind: .address, message: "404", cost: nil)))
    #expect(driver.scheduler.isDone)
    #expect(driver.sent == ["a"])
    #expect(driver.scheduler.report.stop == .address("404"))
    #expect(driver.outcome("other") == .stopped(.address("404")))
  }

  @Test("Downloads are given up after a while; the answer stays on record")
  func fetchGivenUp() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.one))
    driver.start()
    try driver.answered("a")
    var tries = 0
    while !driver.scheduler.isDone, tries < 100 {
      try driver.fetched("a") {
        $0.kept = [:]
        $0.unreachable = "503"
      }
      driver.advance(by: .seconds(61))
      tries += 1
    }
    #expect(tries == RetryPolicy().vainTries)
    #expect(driver.outcome("a") == .inFlight)
    #expect(driver.sent == ["a"], "it was paid for: it is never asked for again")
  }

  @Test("An output that cannot be written fails its asset; its bytes stay")
  func placement() throws {
    var driver = EngineDriver(try EnginePlan.make(Self.chain))
    driver.start()
    try driver.answered("a")
    try driver.fetched("a")
    try driver.placed("a", failure: "read-only")
    #expect(driver.outcome("a") == .failed(reason: "read-only"))
    #expect(driver.entry("a")?.paths == [])
    #expect(driver.outcome("b") == .blocked(by: "a"))
  }
}
