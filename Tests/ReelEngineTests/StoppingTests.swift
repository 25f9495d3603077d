import ReelBasics
import ReelCatalogue
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelEngine

@Suite("Money, and what ends a run early")
struct StoppingTests {
  private static let price = Ticks(200_000_000)

  private func pictures(_ count: Int) -> String {
    (1...count).map { "p\($0): {generate: image, prompt: picture \($0)}" }
      .joined(separator: "\n")
  }

  @Test("Nothing past the budget is sent", arguments: 0...4)
  func budget(_ affordable: Int) throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(6))) {
      $0.budget = Self.price * affordable + Ticks(1)
    }
    driver.start()
    #expect(driver.sent.count == affordable)
    for name in driver.sent { try driver.make(name, cost: Self.price) }
    #expect(driver.scheduler.isDone)
    #expect(driver.scheduler.report.stop == .budget)
    #expect(driver.scheduler.report.spent == Self.price * affordable)
    #expect(driver.outcome("p6") == .stopped(.budget))
    let told = driver.events.compactMap { event -> Ticks? in
      guard case .overBudget(let wanted, let left) = event.kind, wanted == Self.price else {
        return nil
      }
      return left
    }
    #expect(told == Array(repeating: Ticks(1), count: 6 - affordable))
  }

  @Test("However many wait for money, an interrupt ends them all")
  func manyThatWait() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(20000))) { $0.budget = Self.price * 2 }
    driver.start()
    #expect(driver.sent == ["p1", "p2"])
    driver.interrupt()
    for name in driver.sent { try driver.make(name, cost: Self.price) }
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("p20000") == .stopped(.interrupted))
  }

  @Test("What is too dear does not keep a cheaper one from being made")
  func cheaper() throws {
    let text = "film: {generate: video, prompt: f}\n" + pictures(2)
    var driver = EngineDriver(try EnginePlan.make(text)) { $0.budget = Self.price * 2 }
    driver.start()
    #expect(driver.sent == ["p1", "p2"])
    #expect(driver.outcome("film") == .stopped(.budget))
  }

  @Test("What the budget does not let through takes no place in the pace")
  func budgetAndPace() throws {
    let films = (1...200).map { "f\($0): {generate: video, prompt: film \($0)}" }
    var driver = EngineDriver(
      try EnginePlan.make(films.joined(separator: "\n") + "\n" + pictures(2))
    ) {
      $0.budget = Self.price * 2
      $0.pace = [.video: 1, .image: 1]
    }
    driver.start()
    try driver.make("p1", cost: Self.price)
    driver.advance(by: .seconds(1))
    try driver.make("p2", cost: Self.price)
    #expect(driver.scheduler.isDone && driver.now <= .seconds(1))
  }

  @Test("A poll that is refused for the account ends new requests, and leaves the job")
  func accountOfPolls() throws {
    var driver = EngineDriver(
      try EnginePlan.make("f: {generate: video, prompt: f}\n" + pictures(2))
    ) { $0.concurrency = 1 }
    driver.start()
    try driver.submitted("f", .job(id: "j"))
    driver.advance(by: .seconds(3))
    try driver.polled("f", .account(reason: "bad key"))
    #expect(driver.outcome("f") == .inFlight)
    #expect(driver.scheduler.isDone && driver.scheduler.report.stop == .account("bad key"))
    #expect(driver.sent == ["f"])
  }

  @Test("An interrupt leaves what can be written at any time")
  func localWork() throws {
    var facts = EngineFacts()
    let text = pictures(6)
    let first = try EnginePlan.make(text)
    for number in 1...6 { facts.keep(try #require(first["p\(number)"]), slots: [1]) }
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts) {
      $0.localWidth = 2
    }
    driver.start()
    #expect(driver.names == ["place p1", "place p2"])
    driver.interrupt()
    try driver.placed("p1")
    try driver.placed("p2")
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("p3") == .stopped(.interrupted))
  }

  @Test("An interrupt leaves what is to be written after something else that is")
  func localChain() throws {
    let text = """
      \(pictures(2))
      p3: {generate: image, prompt: picture 3, needs: [p1]}
      p4: {generate: image, prompt: picture 4, needs: [p2]}
      """
    var facts = EngineFacts()
    for names in [["p1", "p2"], ["p3", "p4"]] {
      let plan = try EnginePlan.make(text, facts: facts)
      for name in names { facts.keep(try #require(plan[name]), slots: [1]) }
    }
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts) {
      $0.localWidth = 1
    }
    driver.start()
    #expect(driver.names == ["place p1"])
    driver.interrupt()
    #expect(driver.outcome("p4") == .stopped(.interrupted), "p2 had no turn")
    try driver.placed("p1")
    #expect(driver.outcome("p3") == .stopped(.interrupted))
    #expect(driver.begun == 1 && driver.scheduler.isDone)
  }

  @Test("An interrupt lets what was just paid for be written")
  func paidWork() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) { $0.localWidth = 1 }
    driver.start()
    for number in 1...3 { try driver.answered("p\(number)") }
    for number in 1...3 { try driver.fetched("p\(number)") }
    #expect(driver.names == ["place p1"])
    driver.interrupt()
    for number in 1...3 { try driver.placed("p\(number)") }
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("p3") == .made)
  }

  @Test("A wait that is longer than the asset's time is not waited")
  func longPause() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(1)))
    driver.start()
    try driver.submitted(
      "p1", .notTaken(reason: "503", retryAfter: .seconds(86400), slowsDown: false))
    guard case .failed(let reason, _)? = driver.outcome("p1") else {
      Issue.record("it waits")
      return
    }
    #expect(reason.contains("nothing was billed"))
  }

  @Test("What was built or had its turn too late is not sent")
  func overdue() throws {
    let outcome = AssetOutcome.failed(
      reason: "its time is over, and it was not sent; nothing was billed")
    var slow = EngineDriver(try EnginePlan.make(pictures(1))) { $0.timeout = .seconds(10) }
    slow.preparesAtOnce = false
    slow.start()
    slow.advance(to: .seconds(10))
    try slow.prepared("p1")
    #expect(slow.sent == [] && slow.outcome("p1") == outcome)
    #expect(slow.scheduler.ledger.reserved == .zero)
    #expect(slow.scheduler.report.possiblySpent == .zero)

    var late = EngineDriver(try EnginePlan.make(pictures(2))) {
      $0.concurrency = 1
      $0.timeout = .seconds(10)
    }
    late.start()
    try late.submitted(
      "p1", .notTaken(reason: "503", retryAfter: .seconds(5), slowsDown: false))
    late.advance(to: .seconds(12))
    try late.make("p2")
    #expect(late.sent == ["p1", "p2"] && late.outcome("p1") == outcome)
    #expect(late.scheduler.isDone && late.scheduler.report.possiblySpent == .zero)
  }

  @Test("No poll and no download waits longer than the asset's time")
  func longPauseOfPolls() throws {
    var driver = EngineDriver(try EnginePlan.make("f: {generate: video, prompt: f}"))
    driver.start()
    try driver.submitted("f", .job(id: "j"))
    driver.advance(by: .seconds(3))
    try driver.polled("f", .unreachable(reason: "429", retryAfter: .seconds(86400)))
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("f") == .inFlight)
    #expect(
      driver.entry("f")?.warnings == [
        "429 (its time would be over before the next try, in 24 h 00 min); a later run collects it"
      ])
    var short = EngineDriver(
      try EnginePlan.make("p: {generate: image, prompt: p, timeout: 30s}"))
    short.start()
    try short.answered("p")
    guard case .fetch(_, let wanted)? = short.running.first else {
      Issue.record("no fetch")
      return
    }
    #expect(wanted.timeLimit == .seconds(30))
    short.advance(by: .seconds(29.9))
    try short.fetched("p") {
      $0.kept = [:]
      $0.unreachable = "503"
    }
    short.advance(by: .seconds(0.2))
    #expect(short.outcome("p") == .inFlight)
  }

  @Test("A film without a figure costs what its seconds cost")
  func delivered() throws {
    let text = "film: {generate: video, prompt: f, duration: 10, resolution: 720p}"
    var driver = EngineDriver(try EnginePlan.make(text))
    driver.start()
    try driver.answered("film")
    #expect(driver.scheduler.report.spent == .zero)
    try driver.fetched("film")
    // 10 seconds were asked for; so many came as the sample film has.
    #expect(driver.scheduler.report.spent == Ticks(700_000_000) * EngineMedia.filmSeconds)
    #expect(driver.scheduler.ledger.reserved == .zero)
  }

  @Test("The provider's own figure takes the place of the reservation")
  func figures() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) {
      $0.concurrency = 1
      $0.budget = Self.price * 2
    }
    driver.start()
    try driver.make("p1", cost: Ticks(1))
    #expect(driver.sent.count == 2)
    try driver.make("p2", cost: Ticks(1))
    #expect(driver.sent.count == 2 + 1, "there is money left")
    try driver.submitted("p3", .unsettled(reason: "reset"))
    #expect(driver.scheduler.report.spent == Ticks(2))
    #expect(driver.scheduler.report.possiblySpent == Self.price)
    #expect(driver.entry("p1")?.cost == Ticks(1))
  }

  @Test("An answer that never came counts against the budget")
  func possiblySpent() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(2))) {
      $0.concurrency = 1
      $0.budget = Self.price + Ticks(1)
    }
    driver.start()
    try driver.submitted("p1", .unsettled(reason: "reset"))
    #expect(driver.sent == ["p1"])
    #expect(driver.scheduler.report.stop == .budget)
  }

  @Test("What was not taken gives its money back")
  func notTaken() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(1))) { $0.budget = Self.price }
    driver.start()
    try driver.submitted("p1", .notTaken(reason: "429", retryAfter: nil, slowsDown: true))
    driver.advance(by: .seconds(2))
    #expect(driver.sent == ["p1", "p1"])
    try driver.make("p1", cost: Self.price)
    #expect(driver.outcome("p1") == .made)
    #expect(driver.scheduler.report.stop == nil)
  }

  @Test("What the reserved money alone keeps waiting goes out when it comes back")
  func postponed() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) { $0.budget = Self.price * 2 }
    driver.start()
    #expect(driver.sent == ["p1", "p2"])
    try driver.submitted("p1", .refused(Refusal(kind: .rejected, message: "no", cost: nil)))
    #expect(driver.sent == ["p1", "p2", "p3"])
    try driver.make("p2", cost: Self.price)
    try driver.make("p3", cost: Self.price)
    #expect(driver.scheduler.isDone && driver.scheduler.report.stop == nil)
  }

  @Test("Under a budget, what has no price is not sent; the rest is")
  func unpriced() {
    var ledger = Ledger(budget: Ticks(10))
    #expect(ledger.reserve(nil) == .unpriced)
    #expect(ledger.reserve(Ticks(11)) == .overBudget)
    #expect(ledger.reserve(Ticks(10)) == .granted)
    #expect(ledger.reserve(Ticks(1)) == .postponed)
    ledger.settle(reserved: Ticks(10), spent: Ticks(9))
    #expect(ledger.reserve(Ticks(1)) == .granted)
    ledger.leaveOpen(reserved: Ticks(1))
    #expect(ledger.possiblySpent == Ticks(1))
    #expect(ledger.reserved == .zero)
    var free = Ledger(budget: nil)
    #expect(free.reserve(nil) == .granted)
  }

  @Test("A refusal of the account ends all new requests and is said once")
  func account() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(9))) { $0.concurrency = 3 }
    driver.start()
    let refusal = Refusal(kind: .account, message: "no credits", cost: nil)
    for name in ["p1", "p2"] { try driver.submitted(name, .refused(refusal)) }
    try driver.make("p3")
    #expect(driver.scheduler.isDone)
    #expect(driver.sent == ["p1", "p2", "p3"])
    #expect(driver.outcome("p3") == .made)
    #expect(driver.outcome("p9") == .stopped(.account("no credits")))
    #expect(driver.events.count { if case .stopping = $0.kind { true } else { false } } == 1)
  }

  @Test("A failure that ends a run fast does not hide what the budget has stopped")
  func failFastUnderBudget() throws {
    let text = "film: {generate: video, prompt: f}\n" + pictures(1)
    var early = EngineDriver(try EnginePlan.make(text)) {
      $0.budget = Self.price
      $0.failsFast = true
    }
    early.start()
    #expect(early.sent == ["p1"])
    try early.submitted("p1", .refused(Refusal(kind: .rejected, message: "no", cost: nil)))
    #expect(early.scheduler.report.stops == [.budget, .failFast])

    // What waits for money when something fails would not have been sent either.
    var late = EngineDriver(try EnginePlan.make(pictures(2))) {
      $0.budget = Self.price
      $0.failsFast = true
    }
    late.start()
    #expect(late.sent == ["p1"])
    try late.submitted("p1", .unsettled(reason: "reset"))
    #expect(late.outcome("p2") == .stopped(.failFast))
    let told = late.events.compactMap { event -> [Ticks]? in
      guard case .overBudget(let wanted, let left) = event.kind else { return nil }
      return [wanted, left]
    }
    #expect(told == [[Self.price, .zero]], "a status has its reason in words")
    #expect(late.scheduler.isDone)
    #expect(late.scheduler.report.stops == [.budget, .failFast])
  }

  @Test("A failure that ends a run fast does not hide that nothing might be asked for")
  func failFastWhereLocked() throws {
    let first = try EnginePlan.make(pictures(2))
    var facts = EngineFacts()
    let work = try #require(first["p1"]?.work)
    facts.works[work.fingerprint] = WorkRecord(
      refusal: Refusal(kind: .rejected, message: "no", cost: nil))
    var driver = EngineDriver(try EnginePlan.make(pictures(2), facts: facts), facts: facts) {
      $0.isLocked = true
      $0.failsFast = true
    }
    driver.start()
    #expect(driver.scheduler.isDone)
    #expect(driver.scheduler.report.stops == [.locked, .failFast])
  }

  @Test("What is lost ends a run otherwise where nothing may be asked for, and that is said once")
  func lostWhereLocked() throws {
    let first = try EnginePlan.make(pictures(2))
    var facts = EngineFacts()
    for (id, name) in [(1, "p1"), (2, "p2")] as [(Int64, String)] {
      facts.open(try #require(first[name]), id: id, slots: [1], .lost(reason: "gone"))
    }
    var driver = EngineDriver(try EnginePlan.make(pictures(2), facts: facts), facts: facts) {
      $0.isLocked = true
    }
    driver.start()
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("p2") == .lost(reason: "gone"))
    #expect(driver.scheduler.report.stops == [.locked])
    let told = driver.events.count { if case .stopping(.locked) = $0.kind { true } else { false } }
    #expect(told == 1)
  }

  @Test("Records that fail stop everything", arguments: [true, false])
  func records(_ wasSent: Bool) throws {
    var driver = EngineDriver(
      try EnginePlan.make(pictures(4) + "\nf: {generate: video, prompt: f}")
    ) { $0.concurrency = 3 }
    driver.start()
    #expect(driver.sent == ["f", "p1", "p2"])
    try driver.submitted("f", .job(id: "j"))
    try driver.broken("submit p1", wasSent: wasSent)
    #expect(driver.outcome("f") == .inFlight)
    try driver.answered("p2")
    #expect(driver.scheduler.isDone, "what cannot be recorded is not fetched")
    #expect(driver.outcome("p2") == .inFlight)
    #expect(driver.sent == ["f", "p1", "p2"])
    #expect(driver.scheduler.report.stop == .records("no space"))
  }

  @Test("A fetch that cannot be recorded ends the run")
  func brokenFetch() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) { $0.concurrency = 1 }
    driver.start()
    try driver.answered("p1")
    try driver.broken("fetch p1")
    try driver.submitted("p2", .unsettled(reason: "reset"))
    #expect(driver.scheduler.isDone)
  }

  @Test("What waits to be fetched when the records fail is left, and nothing trips over it")
  func brokenWhileOthersWait() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(5))) { $0.concurrency = 2 }
    driver.start()
    for name in ["p1", "p2", "p3", "p4"] { try driver.answered(name) }
    #expect(driver.names == ["fetch p1", "fetch p2"])
    try driver.broken("fetch p1")
    try driver.fetched("p2")
    while driver.names.contains("place p2") { try driver.placed("p2") }
    #expect(driver.outcome("p3") == .inFlight && driver.outcome("p4") == .inFlight)
    #expect(driver.scheduler.isDone)
    #expect(driver.sent == ["p1", "p2", "p3", "p4"])
  }

  @Test("Jobs that wait for their turn to be asked after are left by an interrupt")
  func interruptedWhilePollsWait() throws {
    let films = (1...3).map { "f\($0): {generate: video, prompt: film \($0)}" }
    var driver = EngineDriver(try EnginePlan.make(films.joined(separator: "\n"))) {
      $0.pollPace = 1
    }
    driver.start()
    for name in ["f1", "f2", "f3"] { try driver.submitted(name, .job(id: name)) }
    driver.advance(by: .seconds(2.3))
    let asked = driver.names
    #expect(asked.count == 1, "one a second")
    driver.interrupt()
    driver.advance(by: .seconds(9))
    for name in asked {
      try driver.polled(
        String(name.dropFirst(5)), .pending(progress: nil, retryAfter: nil))
    }
    driver.advance(by: .seconds(9))
    #expect(driver.scheduler.isDone)
    #expect(driver.scheduler.report.counts == ["in-flight": 3])
  }

  @Test("An interrupt ends what is not on the wire, at once")
  func interrupt() throws {
    let text =
      pictures(5) + "\nf: {generate: video, prompt: f}\ng: {generate: video, prompt: g}"
      + "\nafter: {edit: p1, prompt: after}"
    var driver = EngineDriver(try EnginePlan.make(text)) { $0.concurrency = 4 }
    driver.start()
    #expect(driver.sent == ["f", "g", "p1", "p2"])
    try driver.submitted("f", .job(id: "j"))
    try driver.submitted(
      "p2", .notTaken(reason: "503", retryAfter: .seconds(50), slowsDown: false))
    #expect(driver.sent == ["f", "g", "p1", "p2", "p3"])
    driver.interrupt()
    driver.interrupt()
    #expect(driver.outcome("f") == .inFlight)
    #expect(driver.outcome("p2") == .stopped(.interrupted))
    #expect(driver.outcome("p5") == .stopped(.interrupted))
    #expect(!driver.scheduler.isDone)
    try driver.submitted("g", .job(id: "k"))
    try driver.submitted("p3", .notTaken(reason: "429", retryAfter: nil, slowsDown: true))
    #expect(driver.outcome("g") == .inFlight)
    #expect(driver.outcome("p3") == .stopped(.interrupted))
    try driver.make("p1")
    #expect(driver.outcome("p1") == .made, "what was answered is fetched and written")
    #expect(driver.outcome("after") == .stopped(.interrupted))
    #expect(driver.scheduler.isDone, "nobody waits for timers")
    #expect(driver.scheduler.report.stop == .interrupted)
    #expect(driver.events.count { if case .stopping = $0.kind { true } else { false } } == 1)
  }

  @Test("What was being built as the run stopped is not sent, and its money comes back")
  func preparing() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) { $0.budget = Self.price * 2 }
    driver.preparesAtOnce = false
    driver.start()
    #expect(driver.names == ["prepare p1", "prepare p2"])
    #expect(driver.scheduler.ledger.reserved == Self.price * 2)
    try driver.prepared("p1")
    driver.interrupt()
    try driver.prepared("p2")
    #expect(driver.sent == ["p1"])
    #expect(driver.outcome("p2") == .stopped(.interrupted))
    #expect(driver.scheduler.ledger.reserved == Self.price)
    #expect(!driver.scheduler.isDone)
    try driver.make("p1", cost: Self.price)
    #expect(driver.scheduler.isDone && driver.outcome("p1") == .made)
    #expect(driver.scheduler.ledger.reserved == .zero)
    #expect(driver.scheduler.report.possiblySpent == .zero)
    #expect(driver.events.count { if case .asked = $0.kind { true } else { false } } == 1)
  }

  @Test("An interrupt ends downloads that pause, and polls after their answer")
  func interruptPauses() throws {
    let text = pictures(1) + "\nf: {generate: video, prompt: f}"
    var driver = EngineDriver(try EnginePlan.make(text))
    driver.start()
    try driver.submitted("f", .job(id: "j"))
    try driver.answered("p1")
    try driver.fetched("p1") {
      $0.kept = [:]
      $0.unreachable = "503"
    }
    driver.advance(by: .seconds(3))
    driver.interrupt()
    if driver.names.contains("fetch p1") {
      try driver.fetched("p1") {
        $0.kept = [:]
        $0.unreachable = "503"
      }
    }
    #expect(driver.outcome("p1") == .inFlight)
    #expect(driver.names == ["poll f"])
    try driver.polled("f", .unreachable(reason: "503", retryAfter: .seconds(30)))
    #expect(driver.outcome("f") == .inFlight)
    #expect(driver.scheduler.isDone)
  }

  @Test("An interrupt after a budget counts as an interrupt")
  func graver() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) { $0.budget = Self.price * 2 }
    driver.start()
    try driver.answered("p1")
    try driver.answered("p2")
    #expect(driver.scheduler.report.stop == .budget)
    driver.interrupt()
    #expect(driver.scheduler.report.stop == .interrupted)
  }
}
