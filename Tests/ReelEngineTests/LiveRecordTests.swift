import ReelBasics
import ReelEngine
import ReelPlan
import ReelTestSupport
import Testing

/// Facts that are asked during a run see what the run itself has put on record.
@Suite("Records that change under a run")
struct LiveRecordTests {
  private struct Trouble: Error, CustomStringConvertible {
    let description: String
  }

  /// Facts in a box, so that a test can change them under the scheduler.
  private final class LiveFacts: PlanFacts {
    private let facts: Locked<EngineFacts>
    private let trouble = Locked<String?>(nil)

    init(_ facts: EngineFacts = EngineFacts()) { self.facts = Locked(facts) }

    func change(_ body: (inout EngineFacts) -> Void) { facts.withLock { body(&$0) } }
    func fail(_ words: String) { trouble.withLock { $0 = words } }

    var failure: (any Error)? {
      trouble.withLock { $0.map { Trouble(description: $0) } }
    }
    func work(_ fingerprint: Fingerprint) -> WorkRecord? {
      facts.withLock { $0.work(fingerprint) }
    }
    func form(of fingerprint: Fingerprint) -> String? { nil }
    func lastFingerprint(of asset: String) -> Fingerprint? { nil }
    func output(at path: String) -> OutputState { facts.withLock { $0.output(at: path) } }
    func hasObject(_ digest: Digest) -> Bool { facts.withLock { $0.hasObject(digest) } }
    func digest(ofFile path: String) -> Digest? { facts.withLock { $0.digest(ofFile: path) } }
  }

  private static let twins = """
    a: {generate: image, prompt: same}
    c: {generate: image, prompt: other}
    b: {generate: image, prompt: same, needs: [c]}
    """

  @Test("A request of this run that is on the wire does not make its twin unsettled")
  func twinOnTheWire() throws {
    let plan = try EnginePlan.make(Self.twins)
    let facts = LiveFacts()
    var driver = EngineDriver(plan, live: facts)
    driver.start()
    #expect(driver.sent == ["c", "a"])
    // What the database says of a while its request is under way.
    let node = try #require(plan["a"])
    facts.change { $0.open(node, id: 1, slots: [1], .unsettled) }
    try driver.make("c")
    #expect(driver.outcome("b") == nil, "it waits for a")
    try driver.make("a")
    try driver.placed("b")
    #expect(driver.sent == ["c", "a"])
    #expect(driver.outcome("b")?.isDone == true)
  }

  @Test("Records that cannot be read are not taken for records that are not there")
  func failure() throws {
    let plan = try EnginePlan.make(
      "still: {generate: image, prompt: s}\nedit: {edit: still, prompt: e}")
    let facts = LiveFacts()
    var driver = EngineDriver(plan, live: facts)
    driver.start()
    facts.fail("disk I/O error")
    try driver.make("still")
    #expect(driver.sent == ["still"])
    guard case .failed(let reason, _)? = driver.outcome("edit") else {
      Issue.record("\(String(describing: driver.outcome("edit")))")
      return
    }
    #expect(reason.contains("disk I/O error"))
    guard case .records? = driver.scheduler.report.stop else {
      Issue.record("the run goes on")
      return
    }
  }

  @Test("What is sent again stands for the old request once, however often it is tried")
  func resent() throws {
    let text = "p: {generate: image, prompt: p}"
    var facts = EngineFacts()
    facts.open(try #require(try EnginePlan.make(text)["p"]), id: 7, slots: [1], .unsettled)
    let plan = try EnginePlan.make(text, facts: facts, resends: true)
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    #expect(driver.replaced == [[7]])
    try driver.submitted("p", .notTaken(reason: "429", retryAfter: nil, slowsDown: true))
    driver.advance(by: .seconds(5))
    #expect(driver.replaced == [[7], []])
    try driver.make("p")
    #expect(driver.outcome("p") == .made)
  }
}
