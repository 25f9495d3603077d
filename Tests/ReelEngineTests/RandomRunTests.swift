import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelEngine

/// Random graphs with random outcomes: what must hold whatever happens.
@Suite("Random runs", .timeLimit(.minutes(10)))
struct RandomRunTests {
  /// Pictures, edits of them and films of those, with twins among them.
  private func manifest(_ random: inout SeededGenerator) -> String {
    var lines: [String] = []
    var pictures: [String] = []
    for number in 0..<Int.random(in: 5...40, using: &random) {
      let id = "a\(number)"
      let needs =
        number > 0 && Int.random(in: 0..<5, using: &random) == 0
        ? ", needs: [a\(Int.random(in: 0..<number, using: &random))]" : ""
      let skip = Int.random(in: 0..<6, using: &random) == 0 ? ", on_moderated: skip" : ""
      let prompt = "prompt: words \(Int.random(in: 0...12, using: &random))"
      let count = ", count: \(Int.random(in: 1...9, using: &random))"
      switch (Int.random(in: 0..<4, using: &random), pictures.randomElement(using: &random)) {
      case (0, _), (_, nil):
        lines.append("\(id): {generate: image, \(prompt)\(count)\(needs)\(skip)}")
        pictures.append(id)
      case (1, _): lines.append("\(id): {generate: video, \(prompt)\(needs)\(skip)}")
      case (2, let picture?):
        lines.append("\(id): {animate: \(picture), \(prompt)\(needs)\(skip)}")
      case (_, let picture?):
        lines.append("\(id): {edit: \(picture), \(prompt)\(count)\(needs)\(skip)}")
        pictures.append(id)
      }
    }
    return lines.joined(separator: "\n")
  }

  private func submitOutcome(
    _ request: WorkRequest, _ random: inout SeededGenerator
  ) -> SubmitOutcome {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: return .unsettled(reason: "reset")
    case 1: return .refused(Refusal(kind: .moderated, message: "no", cost: nil))
    case 2: return .refused(Refusal(kind: .rejected, message: "no", cost: nil))
    case 3...6:
      return .notTaken(
        reason: "429", retryAfter: Bool.random(using: &random) ? .seconds(3) : nil,
        slowsDown: Bool.random(using: &random))
    case 8: return .askOtherwise(reason: "no such file")
    case 7 where Int.random(in: 0..<20, using: &random) == 0:
      return .refused(Refusal(kind: .account, message: "no credits", cost: nil))
    default: break
    }
    if request.asset.operation.makes == .video { return .job(id: "job") }
    let count = Int.random(
      in: max(0, request.slots.count - 1)...request.slots.count, using: &random)
    let items = request.slots.prefix(count).map { slot -> ProviderAnswer.Item in
      Int.random(in: 0..<10, using: &random) == 0 ? .moderated : .address("\(slot)")
    }
    return .answered(
      ProviderAnswer(items: items, cost: Bool.random(using: &random) ? Ticks(5) : nil))
  }

  private func pollOutcome(_ random: inout SeededGenerator) -> PollOutcome {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: .failed(reason: "internal", cost: nil)
    case 1: .lost(reason: "expired")
    case 2...4: .pending(progress: 1, retryAfter: nil)
    case 5: .unreachable(reason: "503", retryAfter: nil)
    case 6: .gone(reason: "404", retryAfter: nil)
    default: .answered(ProviderAnswer(items: [.address("film")]))
    }
  }

  private func fetchResult(
    _ slots: [Int], _ answer: ProviderAnswer, _ random: inout SeededGenerator
  ) -> FetchResult {
    var result = FetchResult()
    for (slot, item) in zip(slots, answer.items) {
      // Few different bytes, so that inputs turn out the same.
      let digest = SHA256.digest("\(Int.random(in: 0...3, using: &random))")
      let media = MediaRecord(
        digest: digest, mediaType: "image/jpeg", byteCount: 1, width: 1, height: 1)
      switch Int.random(in: 0..<12, using: &random) {
      case _ where item == .moderated: result.kept[slot] = .moderated
      case 0: result.unreachable = "503"
      case 1: result.lost = "404"
      case 2:
        result.unreachable = "404"
        result.gone.insert(slot)
      default: result.kept[slot] = .kept(media, ServedBy())
      }
    }
    return result
  }

  /// Leaves requests of earlier runs open: in flight, answered, undecided, or one of each.
  private func open(
    _ text: String, undecided: inout Set<String>, _ random: inout SeededGenerator
  ) throws -> EngineFacts {
    var facts = EngineFacts()
    var number = Self.firstOfEarlierRuns
    for node in try EnginePlan.make(text).ordered {
      guard let work = node.work, facts.works[work.fingerprint] == nil,
        Int.random(in: 0..<3, using: &random) == 0
      else { continue }
      let middle = Int.random(in: 1...node.asset.count, using: &random)
      for slots in [Array(1...middle), Array((middle + 1)..<(node.asset.count + 1))]
      where !slots.isEmpty {
        let state: OpenRequest.State
        switch Int.random(in: 0..<5, using: &random) {
        case 0: continue
        case 1: state = .unsettled
        case 2: state = .lost(reason: "it expired")
        case 3 where node.asset.operation.makes == .video: state = .job(id: "j\(number)")
        default:
          state = .answered(ProviderAnswer(items: slots.map { .address("\($0)") }))
        }
        facts.open(node, id: number, slots: slots, state)
        number += 1
        switch state {
        case .unsettled, .lost:
          undecided.formUnion(slots.map { "\(work.fingerprint) \($0)" })
        case .job, .answered: break
        }
      }
    }
    return facts
  }

  private static let firstOfEarlierRuns: Int64 = 1000

  /// What is counted on the way.
  private struct Observation {
    /// What nobody may ask for before a person has decided, by fingerprint and variant.
    var undecided: Set<String> = []
    /// Requests of earlier runs that ended.
    var ended: Set<Int64> = []
    /// Requests that were taken, by fingerprint and variant.
    var taken: [String: Int] = [:]
    var report: [String] = []
    var steps = 0
  }

  private func play(_ seed: UInt64) throws -> Observation {
    var random = SeededGenerator(seed: seed)
    var seen = Observation()
    let text = manifest(&random)
    let facts = try open(text, undecided: &seen.undecided, &random)
    let plan = try EnginePlan.make(text, facts: facts)
    let cap = Int.random(in: 1...6, using: &random)
    let budget = Int.random(in: 0..<4, using: &random) == 0 ? Ticks(3_000_000_000) : nil
    let fails = Int.random(in: 0..<5, using: &random) == 0
    var driver = EngineDriver(plan, facts: facts, seed: seed) {
      $0.concurrency = cap
      $0.pace = [.image: 4]
      $0.budget = budget
      $0.failsFast = fails
      $0.timeout = .seconds(100)
    }
    driver.preparesAtOnce = Bool.random(using: &random)
    driver.start()
    while !driver.scheduler.isDone {
      seen.steps += 1
      #expect(driver.requestsRunning <= cap)
      #expect(driver.running.count <= 3 * cap + 4)
      #expect(driver.scheduler.nodes.allSatisfy { !$0.isEnded || $0.parts.isEmpty })
      if let budget {
        let ledger = driver.scheduler.ledger
        #expect(ledger.spent + ledger.reserved + ledger.possiblySpent <= budget)
      }
      guard let step = driver.running.randomElement(using: &random) else {
        guard let next = driver.wakes.min(), seen.steps < 100_000 else {
          Issue.record("seed \(seed): nothing runs, nothing is waited for, and it is not over")
          return seen
        }
        driver.advance(to: next)
        continue
      }
      if Int.random(in: 0..<400, using: &random) == 0 { driver.interrupt() }
      finish(step, of: &driver, seen: &seen, &random)
      driver.advance(by: .milliseconds(100))
    }
    seen.report = driver.scheduler.report.entries.map {
      "\($0.id) \($0.outcome) \($0.cost) \($0.paths) \($0.warnings)"
    }
    #expect(driver.scheduler.report.entries.count == plan.ordered.count)
    #expect(driver.scheduler.ledger.reserved == .zero)
    return seen
  }

  private func finish(
    _ step: Step, of driver: inout EngineDriver, seen: inout Observation,
    _ random: inout SeededGenerator
  ) {
    switch step {
    case .prepare(let part, let request):
      let fails = Int.random(in: 0..<20, using: &random) == 0
      driver.finish(
        step,
        .prepared(
          part, request,
          fails ? .failure(PreparationError("it changed")) : .success(EngineDriver.prepared)))
    case .submit(let part, let request, _):
      let outcome = submitOutcome(request, &random)
      switch outcome {
      case .notTaken, .askOtherwise: break
      default:
        for slot in request.slots {
          seen.taken["\(request.work.fingerprint) \(slot)", default: 0] += 1
        }
      }
      driver.finish(step, .submitted(part, request: 1, outcome))
    case .poll(let part, let request, _, _, _):
      let outcome = pollOutcome(&random)
      switch outcome {
      case .failed, .lost, .refused: note(endOf: request, &seen)
      case .pending, .unreachable, .gone, .account, .answered: break
      }
      driver.finish(step, .polled(part, outcome))
    case .fetch(let part, let wanted):
      let result = fetchResult(wanted.slots, wanted.answer, &random)
      if result.unreachable == nil { note(endOf: wanted.request, &seen) }
      driver.finish(step, .fetched(part, result))
    case .place(let node, _, _, _):
      let fails = Int.random(in: 0..<20, using: &random) == 0
      driver.finish(step, .placed(node: node, failure: fails ? PlacementError("read-only") : nil))
    }
  }

  /// A request of an earlier run is gone on with by one asset alone.
  private func note(endOf request: Int64, _ seen: inout Observation) {
    guard request >= Self.firstOfEarlierRuns else { return }
    #expect(seen.ended.insert(request).inserted, "request \(request) ended twice")
  }

  @Test("Nothing is sent twice, caps and budgets hold, every node ends, and again the same way")
  func invariants() throws {
    let first = UInt64.random(in: 0...(.max / 2))
    print("random runs begin with seed \(first)")
    for seed in first..<(first + 200) {
      let seen = try play(seed)
      for (request, times) in seen.taken where times > 1 {
        Issue.record("seed \(seed): \(request) was taken \(times) times")
      }
      for request in seen.undecided where seen.taken[request] != nil {
        Issue.record("seed \(seed): \(request) was sent, and nobody had said so")
      }
      if seed % 10 == 0 { #expect(try play(seed).report == seen.report, "seed \(seed)") }
    }
  }
}
