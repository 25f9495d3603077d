import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelEngine

/// What was paid for and lost is looked for once more before it is paid for again.
@Suite("What is lost, before it is asked for again")
struct LostResultTests {
  private struct Outcome {
    var found = 0
    var spent = Ticks.zero
    var unreached: [Int64: String] = [:]
    var failure: String?
    var calls: [String] = []
    var time = Duration.zero
  }

  private static func answer(_ count: Int) -> ProviderAnswer {
    ProviderAnswer(items: (1...count).map { .address("a/\($0)") }, cost: Ticks(7))
  }

  private static func lost(
    id: Int64 = 7, answer: ProviderAnswer? = nil, job: String? = nil, known: Set<Int> = [],
    state: OpenRequest.State = .lost(reason: "gone")
  ) throws -> LostRequest? {
    let node = try EnginePlan.make("a: {generate: image, prompt: a, count: 3}")["a"]
    let work = try #require(node?.work)
    let request = OpenRequest(
      id: id, slots: [1, 2, 3], state: state, worstCost: nil, begun: 0, jobID: job, answer: answer)
    return LostRequest(
      request, work: work, known: known, medium: .image, timeLimit: .seconds(60))
  }

  /// Looks for them; addresses have their bytes but for those that `away` says otherwise of.
  private static func look(
    for requests: [LostRequest?], log: EngineLog = EngineLog(), isInterrupted: Bool = false,
    polled: PollOutcome = .lost(reason: "expired"),
    away: @escaping @Sendable (String) -> FetchOutcome? = { _ in nil }
  ) async -> Outcome {
    let clock = JumpingClock()
    let provider = EngineProvider(
      log: log, polled: { _ in polled },
      fetched: { address in
        if let outcome = away(address) { return outcome }
        let media = MediaRecord(
          digest: SHA256.digest(address), mediaType: "image/jpeg", byteCount: 1, width: 1, height: 1
        )
        return .kept(media)
      })
    let search = LostResultSearch(
      provider: provider, records: EngineRecords(log: log), outputs: EngineOutputs(log: log),
      clock: clock)
    let findings = await search.look(
      for: requests.compactMap { $0 }, width: 1, isInterrupted: { isInterrupted })
    return Outcome(
      found: findings.found, spent: findings.spent, unreached: findings.unreached,
      failure: findings.failure, calls: log.calls,
      time: clock.now)
  }

  private static let gone = FetchOutcome.gone(reason: "404", retryAfter: nil)

  @Test("Only what is missing is looked for, and only where somebody knows where")
  func whatIsLookedFor() throws {
    #expect(try Self.lost(answer: Self.answer(3))?.slots == [1, 2, 3])
    #expect(try Self.lost(answer: Self.answer(3), known: [2])?.slots == [1, 3])
    // The answer never named the third.
    #expect(try Self.lost(answer: Self.answer(2), known: [1])?.slots == [2])
    #expect(try Self.lost(answer: Self.answer(2), known: [1, 2]) == nil)
    #expect(try Self.lost(job: "j", known: [1])?.slots == [2, 3])
    #expect(try Self.lost(job: "j", known: [1, 2, 3]) == nil)
    #expect(try Self.lost() == nil)
    #expect(try Self.lost(answer: Self.answer(3), state: .unsettled) == nil)
    let lost = try Self.lost(answer: Self.answer(3), known: [2])
    #expect(lost?.answer?.items == [.address("a/1"), .address("a/3")])
    // Of more than were asked for, those that are there.
    let more = ProviderAnswer(items: [.moderated] + Self.answer(3).items)
    #expect(try Self.lost(answer: more, known: [2])?.answer?.items == lost?.answer?.items)
  }

  @Test("What is there ends its request")
  func found() async throws {
    let outcome = await Self.look(for: [try Self.lost(answer: Self.answer(3))])
    #expect(outcome.found == 1)
    #expect(outcome.calls == ["fetch a/1", "fetch a/2", "fetch a/3", "keep 7 whole"])
  }

  @Test("What is there is kept, and the rest stays lost")
  func partlyFound() async throws {
    let outcome = await Self.look(
      for: [try Self.lost(answer: Self.answer(3))], away: { $0 == "a/2" ? Self.gone : nil })
    #expect(outcome.found == 1)
    #expect(outcome.calls == ["fetch a/1", "fetch a/2", "fetch a/3", "keep 7", "lost 7"])
  }

  @Test("What is not there stays lost, after one look")
  func notFound() async throws {
    let two = [
      try Self.lost(answer: Self.answer(2)), try Self.lost(id: 8, answer: Self.answer(1)),
    ]
    let outcome = await Self.look(for: two, away: { _ in Self.gone })
    #expect(outcome.found == 0)
    #expect(outcome.unreached == [:])
    #expect(outcome.time == .zero)
    #expect(outcome.calls == ["fetch a/1", "fetch a/2", "lost 7", "fetch a/1", "lost 8"])
  }

  @Test("What is out of reach is tried a few times, and what came is not fetched again")
  func outOfReach() async throws {
    let away = FetchOutcome.unreachable(reason: "503", retryAfter: nil)
    let tries = Locked(0)
    let outcome = await Self.look(
      for: [try Self.lost(answer: Self.answer(2))],
      away: { address in
        guard address == "a/2" else { return nil }
        let number = tries.withLock { count in
          count += 1
          return count
        }
        return number < 3 ? away : nil
      })
    #expect(outcome.found == 1)
    #expect(
      outcome.calls == [
        "fetch a/1", "fetch a/2", "keep 7", "fetch a/2", "fetch a/2", "keep 7 whole",
      ])
    #expect(outcome.time == .seconds(6))
  }

  @Test("What stays out of reach stays lost, however long the server wants to be left alone")
  func neverInReach() async throws {
    let away = FetchOutcome.unreachable(reason: "503", retryAfter: .seconds(7200))
    let outcome = await Self.look(
      for: [try Self.lost(answer: Self.answer(1))], away: { _ in away })
    #expect(outcome.found == 0)
    #expect(outcome.unreached == [7: "503"], "it may be there")
    #expect(outcome.calls == ["fetch a/1", "fetch a/1", "fetch a/1"])
    #expect(outcome.time == .seconds(120))
  }

  @Test(
    "What a job came to is on record as that",
    arguments: [
      (PollOutcome.answered(answer(1)), 1, ["poll j", "answered 7"]),
      (.pending(progress: 3, retryAfter: nil), 1, ["poll j", "job 7"]),
      (.gone(reason: "404", retryAfter: nil), 0, ["poll j", "lost 7"]),
      (.lost(reason: "expired"), 0, ["poll j", "lost 7"]),
      (.failed(reason: "no", cost: nil), 0, ["poll j", "failed 7"]),
      (.unreachable(reason: "503", retryAfter: nil), 0, ["poll j", "poll j", "poll j"]),
      (.account(reason: "the key"), 0, ["poll j"]),
    ])
  func jobs(_ polled: PollOutcome, _ found: Int, _ calls: [String]) async throws {
    let outcome = await Self.look(for: [try Self.lost(job: "j")], polled: polled)
    #expect(outcome.found == found)
    #expect(outcome.calls == calls)
    if case .answered = polled { #expect(outcome.spent == Ticks(7)) }
    let isUnreached = calls.count == 3 || calls == ["poll j"]
    #expect(outcome.unreached.keys.sorted() == (isUnreached ? [7] : []))
  }

  @Test("Where an address is gone its job may name another one")
  func newAddresses() async throws {
    let request = try Self.lost(answer: Self.answer(1), job: "j")
    let other = ProviderAnswer(items: [.address("b/1")])
    let fresh = await Self.look(for: [request], polled: .answered(other), away: { _ in Self.gone })
    #expect(fresh.found == 1)
    #expect(fresh.calls == ["fetch a/1", "lost 7", "poll j", "answered 7"])
    let same = await Self.look(
      for: [request], polled: .answered(Self.answer(1)), away: { _ in Self.gone })
    #expect(same.found == 0)
    #expect(same.calls == ["fetch a/1", "lost 7", "poll j", "answered 7", "lost 7"])
    let there = await Self.look(for: [request])
    #expect(there.calls == ["fetch a/1", "keep 7 whole"])
  }

  @Test(
    "What a lost request cost is counted once",
    arguments: [
      PollOutcome.answered(ProviderAnswer(items: [.address("b/1")], cost: Ticks(7))),
      .failed(reason: "no", cost: Ticks(7)),
      .refused(Refusal(kind: .moderated, message: "no", cost: Ticks(7))),
    ])
  func cost(_ polled: PollOutcome) async throws {
    let told = ProviderAnswer(items: [.address("a/1")], cost: Ticks(7))
    let untold = ProviderAnswer(items: [.address("a/1")])
    for (answer, spent) in [(told, Ticks.zero), (untold, Ticks(7))] {
      let request = try Self.lost(answer: answer, job: "j")
      let outcome = await Self.look(for: [request], polled: polled, away: { _ in Self.gone })
      #expect(outcome.spent == spent)
    }
  }

  @Test("Where records cannot be written, or after an interrupt, no more is looked for")
  func stops() async throws {
    let two = [
      try Self.lost(answer: Self.answer(1)), try Self.lost(id: 8, answer: Self.answer(1)),
    ]
    let interrupted = await Self.look(for: two, isInterrupted: true)
    #expect(interrupted.calls == [])
    let broken = await Self.look(for: two, log: EngineLog(failing: [1]))
    #expect(broken.failure?.contains("could not be recorded") == true)
    #expect(!broken.calls.contains("keep 8 whole"))
  }
}
