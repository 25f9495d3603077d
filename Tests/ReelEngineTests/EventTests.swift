import ReelBasics
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelEngine

@Suite("What is told of a run while it goes on", .timeLimit(.minutes(10)))
struct EventTests {
  /// An event in few words.
  private func words(_ event: RunEvent) -> String {
    let part = event.part.map { " \($0)" } ?? ""
    let what =
      switch event.kind {
      case .preparing: "preparing"
      case .asked(let slots, let attempt): "asked \(slots) \(attempt)"
      case .jobStarted(let id): "job \(id)"
      case .resumed(let job): "resumed \(job)"
      case .progress(let percent): "\(percent) %"
      case .retrying: "retrying"
      case .held(let model, let reason, let pause): "\(model) held \(pause.brief) \(reason)"
      case .fetching: "fetching"
      case .received(let bytes): "received \(bytes)"
      case .billed(let cost, let isEarlier): "billed \(cost.count)\(isEarlier ? " earlier" : "")"
      case .kept(let slot, _): "kept \(slot)"
      case .warning: "warning"
      case .overBudget: "over budget"
      case .ended(let outcome, _, _): "ended \(outcome.name)"
      case .stopping: "stopping"
      }
    return "\(event.asset?.text ?? "-")\(part): \(what)"
  }

  @Test("A film, from its place to its end")
  func film() throws {
    var driver = EngineDriver(try EnginePlan.make("f: {generate: video, prompt: f}"))
    driver.start()
    try driver.submitted("f", .job(id: "j"))
    driver.advance(by: .seconds(3))
    try driver.polled("f", .pending(progress: 40, retryAfter: nil))
    driver.advance(by: .seconds(6))
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")], cost: Ticks(9))))
    driver.receive(7, of: PartID(node: 0, index: 0))
    try driver.fetched("f")
    // What comes too late is about nothing any more.
    driver.receive(8, of: PartID(node: 0, index: 0))
    try driver.placed("f")
    #expect(
      driver.events.map(words) == [
        "f 0: preparing", "f 0: asked [1] 1", "f 0: job j", "f 0: 40 %", "f 0: billed 9",
        "f 0: fetching", "f 0: received 7", "f 0: kept 1", "f: ended made",
      ])
  }

  @Test("What an earlier run sent is told of, and is not of this one's money")
  func resumed() throws {
    let text = "f: {generate: video, prompt: f}"
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)["f"])
    facts.open(node, id: 77, slots: [1], .job(id: "old"), worst: Ticks(5))
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")], cost: Ticks(9))))
    #expect(
      driver.events.map(words) == [
        "f 0: resumed old", "f 0: billed 9 earlier", "f 0: fetching",
      ])
  }

  @Test("Requests of one asset are told apart")
  func parts() throws {
    // A film's part brings one; ten pictures may need several requests.
    var driver = EngineDriver(
      try EnginePlan.make("p: {edit: 'https://example.com/a.png', count: 3, prompt: p}"))
    driver.start()
    let asked = driver.events.filter { if case .asked = $0.kind { true } else { false } }
    #expect(asked.compactMap(\.part) == Array(asked.indices))
  }

  @Test("Downloads are told of four times a second at most, and short ones never")
  func downloads() async {
    let downloads = DownloadProgress()
    let (first, second) = (PartID(node: 0, index: 0), PartID(node: 1, index: 0))
    for (part, bytes, milliseconds) in [
      (first, 10, 0), (first, 20, 100), (second, 5, 200), (first, 30, 260), (first, 40, 300),
      (second, 6, 449), (first, 50, 510), (second, 7, 460), (first, 3, 800), (first, 4, 1100),
    ] as [(PartID, Int64, Int)] {
      downloads.tell(part, bytes, at: .milliseconds(milliseconds))
    }
    var heard: [String] = []
    for _ in 0..<4 {
      let news = await downloads.next()
      heard.append(news.map { "\($0.0.node): \($0.1)" } ?? "nothing")
    }
    #expect(heard == ["0: 30", "0: 50", "1: 7", "0: 4"])
  }

  @Test("Who waits for news hears of the end")
  func end() async {
    let downloads = DownloadProgress()
    let waiting = Task { await downloads.next() == nil }
    waiting.cancel()
    #expect(await waiting.value)
  }
}
