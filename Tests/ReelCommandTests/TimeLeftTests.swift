import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelCommand

/// How long a run is expected to go on: a picture 5 s, a film 60 s.
@Suite struct TimeLeftTests {
  private func timeLeft(_ assets: String, concurrency: Int = 8) throws -> TimeLeft {
    var options = RunOptions()
    options.concurrency = concurrency
    options.learntSeconds = { operation, _ in operation.makes == .image ? 5 : 60 }
    let plan = try EnginePlan.make(assets)
    return TimeLeft(plan, Forecast(of: plan, options: options))
  }

  private func pictures(_ count: Int) -> String {
    (0..<count).map { "p\($0): {generate: image, prompt: picture \($0)}" }.joined(separator: "\n")
  }

  /// A request that takes `seconds` from a moment on.
  private func request(_ id: AssetID, from start: Double, seconds: Double) -> [RunEvent] {
    [
      ProgressBench.event(start, id, .asked(slots: [1], attempt: 1)),
      ProgressBench.event(start + seconds, id, .fetching),
      ProgressBench.ended(start + seconds, id, .made),
    ]
  }

  private func seconds(_ left: TimeLeft, at now: Double) -> Double? {
    left.estimate(at: .seconds(now)).map { ($0 / .seconds(1) * 10).rounded() / 10 }
  }

  @Test func `at first it is the forecast, and at the end nothing`() throws {
    var left = try timeLeft(pictures(40), concurrency: 4)
    #expect(seconds(left, at: 0) == 50)
    for number in 0..<40 {
      let events = request(AssetID("p\(number)"), from: Double(number / 4 * 5), seconds: 5)
      for event in events { left.take(event) }
    }
    #expect(seconds(left, at: 50) == nil)
  }

  @Test(arguments: [(5, 25), (10, 47.7), (2.5, 13.6)])
  func `it follows how long requests really take`(took: Double, expected: Double) throws {
    var left = try timeLeft(pictures(40), concurrency: 4)
    for number in 0..<20 {
      let events = request(AssetID("p\(number)"), from: Double(number / 4) * took, seconds: took)
      for event in events { left.take(event) }
    }
    #expect(seconds(left, at: 5 * took) == expected)
  }

  @Test func `what is under way has a part of its time behind it`() throws {
    var left = try timeLeft("f: {generate: video, prompt: f}")
    left.take(ProgressBench.event(0, "f", .asked(slots: [1], attempt: 1)))
    #expect(seconds(left, at: 0) == 60)
    #expect(seconds(left, at: 20) == 40)
    // Overdue is not over.
    #expect(seconds(left, at: 60) == 15)
    #expect(seconds(left, at: 600) == 150)
  }

  @Test func `a chain takes its time, however many go beside it`() throws {
    var left = try timeLeft(
      """
      a: {generate: image, prompt: a}
      b: {animate: a, prompt: b}
      c: {edit: b, prompt: c}
      \(pictures(30))
      """)
    #expect(seconds(left, at: 0) == 125)
    for number in 0..<30 {
      for event in request(AssetID("p\(number)"), from: 0, seconds: 5) { left.take(event) }
    }
    #expect(seconds(left, at: 5) == 125)
    for event in request("a", from: 0, seconds: 5) { left.take(event) }
    #expect(seconds(left, at: 5) == 120)
  }

  @Test func `what turns out not to be asked for is no more waited for`() throws {
    var left = try timeLeft(pictures(2), concurrency: 1)
    #expect(seconds(left, at: 0) == 10)
    left.take(ProgressBench.ended(0, "p0", .restored))
    #expect(seconds(left, at: 0) == 5)
    left.take(ProgressBench.event(0, "p1", .asked(slots: [1], attempt: 1)))
    left.take(ProgressBench.event(1, "p1", .retrying(reason: "429", after: .seconds(9))))
    #expect(seconds(left, at: 4) == 5)
  }

  @Test func `a run that asks for nothing has no time`() throws {
    #expect(
      try timeLeft("f: {generate: video, prompt: f}", concurrency: 1).estimate(at: .zero) != nil)
    var left = try timeLeft(pictures(1))
    left.take(ProgressBench.ended(0, "p0", .fresh))
    #expect(left.estimate(at: .zero) == nil)
  }
}
