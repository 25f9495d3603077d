import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelPlan
import ReelTestSupport
import Testing

@Suite("Jobs, and what earlier runs left")
struct JobTests {
  private static let film = "f: {generate: video, prompt: f}"

  private func running(_ change: (inout RunOptions) -> Void = { _ in }) throws -> EngineDriver {
    var driver = EngineDriver(try EnginePlan.make(Self.film), change)
    driver.start()
    try driver.submitted("f", .job(id: "j"))
    return driver
  }

  private func resumed(
    _ state: OpenRequest.State, host: String? = nil,
    _ change: (inout RunOptions) -> Void = { _ in }
  ) throws -> EngineDriver {
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(Self.film)["f"])
    facts.open(node, id: 77, slots: [1], state, worst: Ticks(5), host: host)
    var driver = EngineDriver(try EnginePlan.make(Self.film, facts: facts), facts: facts, change)
    driver.start()
    return driver
  }

  @Test("Polls begin at 2 s and rise to 5 s")
  func intervals() throws {
    var driver = try running()
    for seconds in [2.0, 3, 4, 5, 5] {
      let begun = driver.now
      #expect(driver.names == [])
      driver.advance(by: .seconds(seconds * 1.1))
      #expect(driver.names == ["poll f"])
      let next = try #require(driver.events.last?.time ?? begun)
      #expect(next <= driver.now)
      try driver.polled("f", .pending(progress: 40, retryAfter: nil))
      let due = try #require(driver.wakes.max()) - driver.now
      let rising = Duration.seconds(min(seconds + 1, 5))
      #expect(due >= rising * 0.9 && due <= rising * 1.1)
    }
    driver.advance(by: .seconds(6))
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")], cost: Ticks(9))))
    try driver.fetched("f")
    try driver.placed("f")
    #expect(driver.outcome("f") == .made)
    #expect(driver.entry("f")?.cost == Ticks(9))
    #expect(driver.scheduler.report.spent == Ticks(9))
    #expect(driver.scheduler.report.possiblySpent == .zero)
  }

  @Test("What the provider asks for between polls counts")
  func retryAfter() throws {
    var driver = try running()
    driver.advance(by: .seconds(3))
    try driver.polled("f", .pending(progress: nil, retryAfter: .milliseconds(1200)))
    driver.advance(by: .milliseconds(1200))
    #expect(driver.names == ["poll f"])
    // Nobody is asked over and over without a pause.
    try driver.polled("f", .pending(progress: nil, retryAfter: .zero))
    driver.advance(by: .milliseconds(999))
    #expect(driver.names == [])
    driver.advance(by: .milliseconds(1))
    #expect(driver.names == ["poll f"])
  }

  @Test("However long the provider wants to be left alone, it is asked until its time is over")
  func patience() throws {
    var driver = try running()
    driver.advance(by: .seconds(3))
    try driver.polled("f", .pending(progress: nil, retryAfter: .seconds(600)))
    driver.advance(to: .seconds(601))
    #expect(driver.names == [])
    driver.advance(to: .seconds(604))
    #expect(driver.names == ["poll f"])
    try driver.polled("f", .pending(progress: nil, retryAfter: .seconds(86_400)))
    driver.advance(to: .seconds(899))
    #expect(driver.names == [])
    driver.advance(to: .seconds(900))
    #expect(driver.names == ["poll f"])
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")])))
    try driver.fetched("f")
    try driver.placed("f")
    #expect(driver.outcome("f") == .made)

    var unreachable = try running()
    unreachable.advance(by: .seconds(3))
    try unreachable.polled("f", .unreachable(reason: "503", retryAfter: .seconds(86_400)))
    #expect(unreachable.outcome("f") == .inFlight && unreachable.scheduler.isDone)
  }

  @Test("The first poll waits for the first likely moment", arguments: [300.0, 10_000, 1e300])
  func learnt(_ seconds: Double) throws {
    var driver = try running { $0.learntSeconds = { _, _ in seconds } }
    let moment = Duration.seconds(min(0.8 * seconds, 900))
    driver.advance(to: moment - .milliseconds(1))
    #expect(driver.names == [])
    driver.advance(to: moment)
    #expect(driver.names == ["poll f"])
  }

  @Test("A lost result of a deferred picture has the name of its job")
  func lostOfDeferred() throws {
    var driver = EngineDriver(try EnginePlan.make("p: {generate: image, prompt: p}"))
    driver.start()
    try driver.submitted("p", .job(id: "images/j"))
    driver.advance(by: .seconds(3))
    try driver.polled("p", .answered(ProviderAnswer(items: [.address("p/1")])))
    try driver.fetched("p") {
      $0.kept = [:]
      $0.lost = "gone"
    }
    #expect(driver.outcome("p") == .lost(reason: "gone", job: "images/j"))
  }

  @Test("A job that is said to be gone is asked after again before it is believed")
  func gone() throws {
    var driver = try running()
    driver.advance(by: .seconds(3))
    for (asked, wait) in [(nil, 2), (Duration.seconds(7), 7)] {
      #expect(driver.believesGone == [false])
      try driver.polled("f", .gone(reason: "404", retryAfter: asked))
      driver.advance(by: .seconds(wait) - .milliseconds(1))
      #expect(driver.names == [], "not before \(wait) s")
      driver.advance(by: .milliseconds(1))
    }
    #expect(driver.believesGone == [true])
    // What is known again was never gone.
    try driver.polled("f", .pending(progress: nil, retryAfter: .seconds(1)))
    driver.advance(by: .seconds(1))
    #expect(driver.believesGone == [false])
    driver.interrupt()
    try driver.polled("f", .gone(reason: "404", retryAfter: nil))
    #expect(driver.outcome("f") == .inFlight)
  }

  @Test("What a job may have cost that is lost in the end is not taken for unspent")
  func lostJob() throws {
    var driver = try running()
    driver.advance(by: .seconds(3))
    try driver.polled("f", .lost(reason: "404"))
    #expect(driver.outcome("f") == .lost(reason: "404", job: "j"))
    let report = driver.scheduler.report
    #expect(report.spent == .zero && report.possiblySpent == Ticks(4_000_000_000))
  }

  @Test(
    "A failed job without a figure may have cost all that it may: a budget holds",
    arguments: [nil, Ticks.zero])
  func failedWithoutFigure(_ cost: Ticks?) throws {
    let plan = try EnginePlan.make(Self.film + "\ng: {generate: video, prompt: g}")
    let price = try #require(plan["f"]?.cost?.high)
    var driver = EngineDriver(plan) {
      $0.budget = price + price - Ticks(1)
      $0.concurrency = 1
    }
    driver.start()
    try driver.submitted("f", .job(id: "j"))
    driver.advance(by: .seconds(6))
    try driver.polled("f", .failed(reason: "x", cost: cost))
    #expect(driver.outcome("f") == .failed(reason: "x", remedy: .asked(cost: cost)))
    #expect(driver.scheduler.report.possiblySpent == (cost == nil ? price : .zero))
    #expect(driver.sent == (cost == nil ? ["f"] : ["f", "g"]))
  }

  @Test(
    "A job that is refused without a figure may have cost all that it may",
    arguments: [Refusal.Kind.moderated, .rejected], [nil, Ticks(3)])
  func refusedJob(_ kind: Refusal.Kind, _ cost: Ticks?) throws {
    let price = try #require(try EnginePlan.make(Self.film)["f"]?.cost?.high)
    var driver = try running()
    driver.advance(by: .seconds(6))
    try driver.polled("f", .refused(Refusal(kind: kind, message: "x", cost: cost)))
    guard case .refused(let refusal)? = driver.outcome("f") else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.cost == cost && refusal.mayBeBilled == (cost == nil))
    let report = driver.scheduler.report
    #expect(report.spent == cost ?? .zero)
    #expect(report.possiblySpent == (cost == nil ? price : .zero))
  }

  @Test("A word for its state that nobody knows is said once")
  func unknownWord() throws {
    var driver = try running()
    for word in ["dreaming", "dreaming", "waking"] {
      driver.advance(by: .seconds(6))
      try driver.polled("f", .pending(progress: nil, retryAfter: nil, unknown: word))
    }
    driver.advance(by: .seconds(6))
    try driver.polled("f", .failed(reason: "x", cost: nil))
    let warnings = driver.entry("f")?.warnings ?? []
    #expect(warnings.count == 1 && warnings.first?.contains("dreaming") == true)
  }

  @Test("Its time is counted from when it was sent; then it is left to a later run")
  func deadline() throws {
    let plan = try EnginePlan.make(Self.film + "\ng: {generate: video, prompt: g}")
    var driver = EngineDriver(plan) {
      $0.concurrency = 1
      $0.timeout = .seconds(10)
    }
    driver.start()
    try driver.submitted("f", .job(id: "j"))
    driver.advance(to: .seconds(10))
    try driver.polled("f", .pending(progress: nil, retryAfter: nil))
    #expect(driver.outcome("f") == .inFlight)
    #expect(driver.sent == ["f", "g"])
    try driver.submitted("g", .job(id: "k"))
    driver.advance(by: .seconds(3))
    #expect(driver.names == ["poll g"], "what waited for its place has all of its time")
    #expect(driver.scheduler.report.possiblySpent > .zero, "a job in flight will be billed")
  }

  @Test("Polls in vain are tried again, then the job is left to a later run")
  func vain() throws {
    var driver = try running { $0.timeout = .seconds(86_400) }
    var tries = 0
    driver.advance(by: .seconds(3))
    while !driver.scheduler.isDone, tries < 100 {
      try driver.polled("f", .unreachable(reason: "503", retryAfter: nil))
      driver.advance(by: .seconds(61))
      tries += 1
    }
    #expect(tries == RetryPolicy().vainTries)
    #expect(driver.outcome("f") == .inFlight)
  }

  @Test("Ends of a job")
  func ends() throws {
    let table: [(PollOutcome, String)] = [
      (.failed(reason: "internal", cost: nil), "failed"),
      (.lost(reason: "expired"), "lost"),
      (.refused(Refusal(kind: .moderated, message: "no", cost: Ticks(1))), "refused"),
    ]
    for (outcome, name) in table {
      var driver = try running()
      driver.advance(by: .seconds(3))
      try driver.polled("f", outcome)
      #expect(driver.scheduler.isDone)
      #expect(driver.outcome("f")?.name == name)
      #expect(driver.sent == ["f"])
    }
  }

  @Test("Without waiting, a job is left as soon as it has an id")
  func noWait() throws {
    let driver = try running { $0.waits = false }
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("f") == .inFlight)
  }

  @Test("Without waiting, a job of an earlier run is asked after once", arguments: [true, false])
  func noWaitResumed(_ isDone: Bool) throws {
    var driver = try resumed(.job(id: "j")) { $0.waits = false }
    #expect(driver.names == ["poll f"])
    guard isDone else {
      try driver.polled("f", .pending(progress: nil, retryAfter: nil))
      #expect(driver.outcome("f") == .inFlight)
      return
    }
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")])))
    try driver.fetched("f")
    try driver.placed("f")
    #expect(driver.outcome("f") == .made)
  }

  @Test("A job of an earlier run is collected and not counted again")
  func resume() throws {
    var driver = try resumed(.job(id: "j")) { $0.budget = .zero }
    guard case .poll(_, let request, let job, _, _)? = driver.running.first else {
      Issue.record("no poll")
      return
    }
    #expect(request == 77)
    #expect(job == "j")
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")], cost: Ticks(9))))
    try driver.fetched("f")
    try driver.placed("f")
    #expect(driver.outcome("f") == .made)
    #expect(driver.sent == [])
    #expect(driver.scheduler.report.spent == .zero)
  }

  @Test("An answer of an earlier run is fetched")
  func collect() throws {
    var driver = try resumed(.answered(ProviderAnswer(items: [.address("f/1")])))
    #expect(driver.names == ["fetch f"])
    try driver.fetched("f")
    try driver.placed("f")
    #expect(driver.outcome("f") == .made)
    #expect(driver.sent == [])
  }

  @Test("A job is left to the host that knows it; an answer is fetched wherever it came from")
  func otherHost() throws {
    let left = try resumed(.job(id: "j"), host: "us.api.test") { $0.host = "api.test" }
    #expect(left.begun == 0 && left.scheduler.isDone)
    let reason =
      "its job is known to us.api.test: run with the --base-url that it was asked under to collect it"
    #expect(left.outcome("f") == .inFlightElsewhere(reason: reason))
    #expect(left.entry("f")?.warnings == [], "it is said once")
    let answer = OpenRequest.State.answered(ProviderAnswer(items: [.address("f/1")]))
    let pursued: [(OpenRequest.State, String, String)] = [
      (.job(id: "j"), "api.test", "poll f"), (.job(id: "j"), "", "poll f"),
      (answer, "us.api.test", "fetch f"),
    ]
    for (state, host, step) in pursued {
      let driver = try resumed(state, host: host) { $0.host = "api.test" }
      #expect(driver.names == [step], "\(host)")
    }
  }

  @Test("An unsettled request of an earlier run is not sent again")
  func unsettledBefore() throws {
    let driver = try resumed(.unsettled)
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("f")?.name == "unsettled")
    #expect(driver.begun == 0)
  }

  @Test("Jobs of earlier runs take places: new requests wait for them")
  func resumedPlaces() throws {
    let text = Self.film + "\np: {generate: image, prompt: p}"
    var facts = EngineFacts()
    facts.open(
      try #require(try EnginePlan.make(text)["f"]), id: 1, slots: [1], .job(id: "j"))
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts) {
      $0.concurrency = 1
    }
    driver.start()
    #expect(driver.names == ["poll f"])
    try driver.polled("f", .failed(reason: "x", cost: nil))
    #expect(driver.sent == ["p"])
  }
}
