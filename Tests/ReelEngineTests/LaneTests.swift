import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@Suite("Places, paces and order")
struct LaneTests {
  private func pictures(_ count: Int) -> String {
    (1...count).map { "p\($0): {generate: image, prompt: picture \($0)}" }
      .joined(separator: "\n")
  }

  private func films(_ count: Int) -> String {
    (1...count).map { "f\($0): {generate: video, prompt: film \($0)}" }.joined(separator: "\n")
  }

  @Test("The cap is reached, never passed, and a free place is taken at once", arguments: 1...4)
  func cap(_ cap: Int) throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(10))) { $0.concurrency = cap }
    driver.start()
    for number in 1...10 {
      #expect(driver.requestsRunning == min(cap, 11 - number))
      try driver.make("p\(number)")
    }
    #expect(driver.scheduler.isDone)
    #expect(driver.scheduler.report.counts == ["made": 10])
  }

  @Test("A medium's cap holds; the places it does not take are the other's")
  func mediumCap() throws {
    var driver = EngineDriver(try EnginePlan.make(films(4) + "\n" + pictures(6))) {
      $0.concurrency = 4
      $0.mediumConcurrency = [.video: 1]
    }
    driver.start()
    #expect(driver.names == ["submit f1", "submit p1", "submit p2", "submit p3"])
    try driver.submitted("f1", .job(id: "j1"))
    #expect(driver.requestsRunning == 3, "a job holds its place")
    try driver.answered("p1")
    #expect(driver.sent == ["f1", "p1", "p2", "p3", "p4"])
  }

  @Test("A medium without a token does not hold up the other")
  func tokens() throws {
    var driver = EngineDriver(try EnginePlan.make(films(3) + "\n" + pictures(2))) {
      $0.pace = [.video: 0.5]
    }
    driver.start()
    #expect(driver.sent == ["f1", "p1", "p2"])
    #expect(driver.wakes == [.seconds(2)])
    driver.advance(to: .milliseconds(1999))
    #expect(driver.sent.count == 3)
    driver.advance(to: .seconds(2))
    #expect(driver.sent == ["f1", "p1", "p2", "f2"])
    driver.advance(to: .seconds(4))
    #expect(driver.sent.last == "f3")
  }

  @Test("A long pause that is asked for holds the model, and no other model")
  func pause() throws {
    let other = "x: {generate: image, prompt: x, model: grok-imagine-image-2.0}"
    var driver = EngineDriver(try EnginePlan.make(pictures(6) + "\n" + other)) {
      $0.concurrency = 2
      $0.pace = [.image: 1]
    }
    driver.start()
    #expect(driver.sent == ["p1"])
    try driver.submitted(
      "p1", .notTaken(reason: "429", retryAfter: .seconds(7), slowsDown: true))
    driver.advance(to: .milliseconds(6999))
    #expect(driver.sent == ["p1", "x"])
    driver.advance(to: .seconds(7))
    #expect(driver.sent.count == 3)
  }

  /// A provider that takes so many starts a second, with a small burst, and nothing beyond.
  private struct Gate {
    let rate: @Sendable (Duration) -> Double
    var tokens = Double.infinity
    var last: Duration = .zero

    mutating func takes(at now: Duration) -> Bool {
      let rate = rate(now)
      tokens = min(max(1, rate / 4), tokens + (now - last) / .seconds(1) * rate)
      last = now
      guard tokens >= 1 else { return false }
      tokens -= 1
      return true
    }
  }

  /// What came of a run against a `Gate`.
  private struct Passage {
    let report: RunReport
    /// How many answers were 429.
    let refused: Int
    /// When the last request was taken.
    let taken: [Duration]
  }

  /// Runs so many pictures, of which each is answered so long after it was asked for.
  private func pass(
    _ count: Int, width: Int, after latency: Duration = .zero,
    _ rate: @escaping @Sendable (Duration) -> Double
  ) throws -> Passage {
    var driver = EngineDriver(try EnginePlan.make(pictures(count))) { $0.concurrency = width }
    var gate = Gate(rate: rate)
    var refused = 0
    var taken: [Duration] = []
    var due: [(moment: Duration, asset: String)] = []
    var answering: Set<String> = []
    driver.start()
    while !driver.scheduler.isDone {
      while let step = driver.running.first(where: { !answering.contains(driver.name($0)) }) {
        let words = driver.name(step).split(separator: " ").map(String.init)
        switch words[0] {
        case "submit" where gate.takes(at: driver.now):
          taken.append(driver.now)
          guard latency > .zero else {
            try driver.answered(words[1])
            continue
          }
          due.append((driver.now + latency, words[1]))
          answering.insert(driver.name(step))
        case "submit":
          refused += 1
          try driver.submitted(
            words[1], .notTaken(reason: "429", retryAfter: .seconds(1), slowsDown: true))
        case "fetch": try driver.fetched(words[1])
        default: try driver.placed(words[1])
        }
      }
      let next = [driver.wakes.min(), due.first?.moment].compactMap { $0 }.min()
      guard let next else { break }
      driver.advance(to: next)
      while let first = due.first, first.moment <= driver.now {
        due.removeFirst()
        answering.remove("submit \(first.asset)")
        try driver.answered(first.asset)
      }
    }
    return Passage(report: driver.scheduler.report, refused: refused, taken: taken)
  }

  @Test(
    "A pace that nobody knew is found: 500 pictures, none fails, in 1.15 of the least time",
    arguments: [4.0, 6, 20, 50], [0, 2.5])
  func unknownPace(_ rate: Double, _ latency: Double) throws {
    // So many as are under way at this pace, and some more.
    let width = max(64, Int(1.5 * rate * latency))
    let passage = try pass(500, width: width, after: .seconds(latency)) { _ in rate }
    #expect(passage.report.counts == ["made": 500])
    let ratio = passage.report.duration / .seconds(500 / rate + latency)
    print(
      "\(rate) a second, answered in \(latency) s: \(ratio) of the least time, "
        + "\(passage.refused) refused")
    #expect(ratio <= 1.15)
  }

  @Test("A provider that becomes slow after some quiet minutes is followed; none fails")
  func secondEpisode() throws {
    // The answers' time keeps it at 8 a second: below the pace, so that nothing is refused.
    let change: Duration = .seconds(360)
    let passage = try pass(8 * 360 + 300, width: 8, after: .seconds(1)) { now in
      now < .seconds(2) ? 4 : now < change ? 20 : 3
    }
    #expect(passage.report.counts == ["made": 8 * 360 + 300])
    let slow = passage.taken.filter { $0 >= change }
    let ratio = (passage.report.duration - change) / .seconds(Double(slow.count) / 3)
    print("the second time: \(ratio) of the least time, \(passage.refused) refused")
    #expect(ratio <= 1.15)
  }

  @Test("The longest chain starts first, wherever it stands in the file", arguments: [0, 3, 6])
  func longestFirst(_ place: Int) throws {
    var assets = (1...6).map { "p\($0): {generate: image, prompt: picture \($0)}" }
    assets.insert(
      """
      still: {generate: image, prompt: a still}
      clip: {animate: still, prompt: move}
      long: {extend: clip, prompt: more}
      """, at: place)
    var driver = EngineDriver(try EnginePlan.make(assets.joined(separator: "\n"))) {
      $0.concurrency = 2
    }
    driver.start()
    #expect(driver.sent == ["still", "p1"])
    try driver.make("still")
    #expect(driver.sent == ["still", "p1", "p2"])
    try driver.answered("p1")
    #expect(driver.sent.last == "clip")
  }

  @Test("Downloads go before new requests")
  func downloadsFirst() throws {
    var driver = EngineDriver(try EnginePlan.make(pictures(4))) { $0.concurrency = 1 }
    driver.start()
    try driver.answered("p1")
    #expect(driver.names == ["fetch p1", "submit p2"])
    try driver.answered("p2")
    #expect(driver.names == ["fetch p1"], "a download waits, so nothing new is asked for")
    try driver.fetched("p1")
    #expect(driver.names == ["place p1", "fetch p2", "submit p3"])
  }

  @Test("Polls have a width and a pace of their own")
  func polls() throws {
    let plan = try EnginePlan.make(films(4))
    var facts = EngineFacts()
    for number in 1...4 {
      facts.open(try #require(plan["f\(number)"]), id: Int64(number), slots: [1], .job(id: "j"))
    }
    let resumed = try EnginePlan.make(films(4), facts: facts)
    var wide = EngineDriver(resumed, facts: facts) { $0.concurrency = 3 }
    wide.start()
    #expect(wide.names == ["poll f1", "poll f2", "poll f3"])
    var slow = EngineDriver(resumed, facts: facts) { $0.pollPace = 1 }
    slow.start()
    #expect(slow.names == ["poll f1"])
    slow.advance(to: .seconds(3))
    #expect(slow.names == ["poll f1", "poll f2", "poll f3", "poll f4"])
  }
}
