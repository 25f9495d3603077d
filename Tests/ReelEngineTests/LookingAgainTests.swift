import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

/// What was paid for and lost is looked for once more before it is paid for again.
@Suite("What is lost, under --resend", .timeLimit(.minutes(10)))
struct LookingAgainTests {
  private static let three = "a: {generate: image, prompt: a, count: 3}"
  private static let film = "f: {generate: video, prompt: f}"

  private static func answer(_ count: Int) -> ProviderAnswer {
    ProviderAnswer(items: (1...count).map { .address("a/\($0)") })
  }

  private static func driver(
    _ text: String, _ asset: String, slots: [Int], kept: [Int] = [], job: String? = nil,
    answer: ProviderAnswer? = nil, forced: [String] = []
  ) throws -> EngineDriver {
    var facts = EngineFacts()
    let node = try #require(try EnginePlan.make(text)[asset])
    facts.open(node, id: 7, slots: slots, .lost(reason: "gone"), job: job, answer: answer)
    if !kept.isEmpty { facts.keep(node, slots: kept) }
    var driver = EngineDriver(
      try EnginePlan.make(text, facts: facts, forced: forced, resends: true), facts: facts)
    driver.start()
    return driver
  }

  @Test("Results that are there after all are not asked for again")
  func found() throws {
    var driver = try Self.driver(Self.three, "a", slots: [1, 2, 3], answer: Self.answer(3))
    #expect(driver.names == ["fetch a"])
    #expect(driver.believesGone == [true], "one look is enough")
    try driver.fetched("a")
    try driver.placed("a")
    #expect(driver.outcome("a") == .made)
    #expect(driver.sent == [])
  }

  @Test("What is not there is asked for again, and no more than that")
  func someAreGone() throws {
    var driver = try Self.driver(
      Self.three, "a", slots: [1, 2, 3], kept: [1], answer: Self.answer(3))
    #expect(driver.names == ["fetch a"])
    try driver.fetched("a") { result in
      #expect(result.kept.keys.sorted() == [2, 3], "what is there is not looked for")
      result.kept[3] = nil
      result.lost = "its address answers 404"
    }
    #expect(driver.names == ["submit a"])
    guard case .submit(_, let request, _)? = driver.running.first else { return }
    #expect(request.slots == [3])
    #expect(driver.replaced == [[7]])
    try driver.make("a")
    #expect(driver.outcome("a") == .made)
    #expect(driver.entry("a")?.warnings == [])
  }

  @Test("What the answer never named is asked for at once")
  func fewerThanAskedFor() throws {
    var driver = try Self.driver(Self.three, "a", slots: [1, 2, 3], answer: Self.answer(2))
    #expect(driver.names.sorted() == ["fetch a", "submit a"])
    try driver.fetched("a")
    try driver.answered("a")
    try driver.fetched("a")
    try driver.placed("a")
    #expect(driver.outcome("a") == .made)
  }

  @Test("Where its address cannot be reached for long, it is asked for again")
  func unreachable() throws {
    var driver = try Self.driver(Self.three, "a", slots: [1, 2, 3], answer: Self.answer(3))
    var looks = 0
    while driver.sent.isEmpty, looks < 100 {
      looks += 1
      try driver.fetched("a") { result in
        result.kept = [:]
        result.miss("503", nil)
      }
      driver.advance(by: .seconds(70))
    }
    #expect(looks == RetryPolicy().vainTries)
    try driver.make("a")
    #expect(driver.outcome("a") == .made)
  }

  @Test("A job is asked after once more, and a film collected or asked for again")
  func job() throws {
    var driver = try Self.driver(Self.film, "f", slots: [1], job: "j")
    #expect(driver.names == ["poll f"])
    #expect(driver.believesGone == [true])
    try driver.polled("f", .answered(ProviderAnswer(items: [.address("f/1")])))
    try driver.fetched("f")
    try driver.placed("f")
    #expect(driver.outcome("f") == .made)
    #expect(driver.sent == [])

    driver = try Self.driver(Self.film, "f", slots: [1], job: "j")
    try driver.polled("f", .lost(reason: "the job has expired"))
    #expect(driver.sent == ["f"])
    #expect(driver.replaced == [[7]])
  }

  @Test("Who insists on another result gets another")
  func forced() throws {
    let driver = try Self.driver(
      Self.three, "a", slots: [1, 2, 3], answer: Self.answer(3), forced: ["a"])
    #expect(driver.names == ["submit a"])
    #expect(driver.replaced == [[7]])
  }

  @Test("An interrupt leaves it lost, and not in flight")
  func interrupted() throws {
    var driver = try Self.driver(Self.three, "a", slots: [1, 2, 3], answer: Self.answer(3))
    driver.interrupt()
    try driver.fetched("a") { result in
      result.kept = [:]
      result.miss("503", nil)
    }
    #expect(driver.outcome("a") == .stopped(.interrupted))
  }
}
