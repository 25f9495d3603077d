import ReelBasics
import ReelEngine
import ReelTestSupport
import Testing

@Suite("Pauses that the provider asks for of a model")
struct HoldTests {
  private func pictures(_ count: Int) -> String {
    (1...count).map { "p\($0): {generate: image, prompt: picture \($0)}" }
      .joined(separator: "\n")
  }

  private func tooFast(_ seconds: Int) -> SubmitOutcome {
    .notTaken(reason: "429", retryAfter: .seconds(seconds), slowsDown: true)
  }

  private func outlasted(_ time: String) -> AssetOutcome {
    .failed(
      reason: "429 (its time would be over before the next try, in \(time); nothing was billed)")
  }

  /// The pauses that were told of.
  private func holds(_ driver: EngineDriver) -> [String] {
    driver.events.compactMap { event in
      guard case .held(let model, let reason, let pause) = event.kind else { return nil }
      return "\(model) \(pause.brief) \(reason)"
    }
  }

  @Test("A pause is obeyed to its end, and told of once", arguments: [7, 700])
  func whole(_ seconds: Int) throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(6))) { $0.concurrency = 3 }
    driver.start()
    try driver.submitted("p1", tooFast(seconds))
    try driver.submitted("p2", tooFast(seconds + 1))
    try driver.submitted("p3", tooFast(1))
    #expect(holds(driver) == ["grok-imagine-image \(Duration.seconds(seconds).brief) 429"])
    driver.advance(to: .seconds(seconds + 1) - .milliseconds(1))
    #expect(driver.sent == ["p1", "p2", "p3"])
    driver.advance(to: .seconds(seconds + 30))
    #expect(driver.sent.count > 3)
    try driver.submitted(try #require(driver.sent.last), tooFast(5))
    #expect(holds(driver).count == 2)
  }

  @Test("A short pause is that of the one request")
  func short() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) { $0.concurrency = 1 }
    driver.start()
    try driver.submitted("p1", tooFast(2))
    #expect(holds(driver) == [])
    driver.advance(to: .seconds(1))
    #expect(driver.sent == ["p1", "p2"])
  }

  @Test("A pause that is longer than the time of what waits for the model ends all of it at once")
  func tooLong() throws {
    let text = """
      \(pictures(4))
      patient: {generate: image, prompt: patient, timeout: 7200s}
      x: {generate: image, prompt: x, model: grok-imagine-image-2.0}
      late: {edit: x, prompt: late, model: grok-imagine-image}
      """
    var driver = EngineDriver(try EnginePlan.make(text)) { $0.concurrency = 2 }
    driver.start()
    #expect(driver.sent == ["x", "p1"])
    try driver.submitted("p1", tooFast(3600))
    for number in 1...4 { #expect(driver.outcome("p\(number)") == outlasted("1 h 00 min")) }
    #expect(driver.outcome("patient") == nil)
    #expect(holds(driver) == ["grok-imagine-image 1h00m 429"])
    // What comes to it later is told how long it still is.
    driver.advance(to: .seconds(600))
    try driver.make("x")
    #expect(driver.outcome("late") == outlasted("50 min"))
    driver.advance(to: .milliseconds(3_599_999))
    #expect(driver.sent == ["x", "p1"])
    driver.advance(to: .seconds(3600))
    #expect(driver.sent == ["x", "p1", "patient"])
    try driver.make("patient")
    #expect(driver.scheduler.isDone && driver.scheduler.report.possiblySpent == .zero)
  }

  @Test("What was not sent yet waits for a pause of minutes, whatever its time")
  func unsent() throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        p1: {generate: image, prompt: p1, timeout: 5s}
        p2: {generate: image, prompt: p2, timeout: 5s}
        twin: {generate: image, prompt: p2, timeout: 30s}
        """)
    ) { $0.concurrency = 1 }
    driver.start()
    try driver.submitted("p1", tooFast(60))
    #expect(driver.outcome("p1") == outlasted("1 min"))
    #expect(driver.outcome("p2") == nil && driver.outcome("twin") == nil)
    driver.advance(to: .seconds(60))
    #expect(driver.sent == ["p1", "p2"])
    try driver.make("p2")
    try driver.placed("twin")
    #expect(driver.scheduler.report.counts["failed"] == 1)
    #expect(driver.outcome("twin")?.isDone == true)
  }

  @Test("What is built meanwhile is sent when the pause is over")
  func built() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) { $0.concurrency = 2 }
    driver.preparesAtOnce = false
    driver.start()
    try driver.prepared("p1")
    try driver.submitted("p1", tooFast(60))
    try driver.prepared("p2")
    #expect(driver.sent == ["p1"])
    driver.preparesAtOnce = true
    driver.advance(to: .milliseconds(59_999))
    #expect(driver.sent == ["p1"])
    driver.advance(to: .seconds(60))
    #expect(driver.sent.count > 1)
    for name in ["p1", "p2", "p3"] {
      driver.advance(to: driver.now + .seconds(30)); try driver.make(name)
    }
    #expect(driver.scheduler.report.counts == ["made": 3])
    #expect(driver.scheduler.report.possiblySpent == .zero)
  }

  @Test("No other model waits")
  func others() throws {
    let text = "\(pictures(3))\nx: {generate: image, prompt: x, model: grok-imagine-image-2.0}"
    var driver = EngineDriver(try EnginePlan.make(text)) { $0.concurrency = 1 }
    driver.start()
    try driver.submitted("p1", tooFast(3600))
    #expect(driver.sent == ["p1", "x"])
    try driver.make("x")
    #expect(driver.scheduler.isDone)
    #expect(driver.scheduler.report.counts == ["failed": 3, "made": 1])
  }

  @Test("What has waited already has only the rest of its time for a pause")
  func rest() throws {
    let text = """
      p1: {generate: image, prompt: p1, timeout: 20s}
      p2: {generate: image, prompt: p2, timeout: 60s}
      """
    var driver = EngineDriver(try EnginePlan.make(text)) { $0.concurrency = 1 }
    driver.start()
    try driver.submitted(
      "p1", .notTaken(reason: "503", retryAfter: .seconds(10), slowsDown: false))
    driver.advance(to: .seconds(9))
    try driver.submitted("p2", tooFast(15))
    #expect(driver.outcome("p1") == nil)
    driver.advance(to: .seconds(10))
    #expect(driver.outcome("p1") == outlasted("14 s"))
    driver.advance(to: .seconds(24))
    #expect(driver.sent == ["p1", "p2", "p2"])
  }

  @Test("Where the first failure ends the run, a pause that is too long is that of one")
  func failFast() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(3))) {
      $0.concurrency = 1
      $0.failsFast = true
    }
    driver.start()
    try driver.submitted("p1", tooFast(3600))
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("p1") == outlasted("1 h 00 min"))
    #expect(driver.outcome("p2") == .stopped(.failFast))
    #expect(driver.outcome("p3") == .stopped(.failFast))
    #expect(driver.sent == ["p1"])
  }
}
