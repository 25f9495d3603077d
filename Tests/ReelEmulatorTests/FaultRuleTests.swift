import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelEmulator

struct FaultRuleTests {
  @Test(arguments: [
    ("", "unknown fault"), ("fire", "unknown fault 'fire'; there are status, reset, stall,"),
    ("statsu 500", "did you mean 'status'?"),
    ("status", "a number from 400 to 599"), ("status 200", "from 400 to 599"),
    ("status 500 body=htm", "'body' is one of current, sentence"),
    ("status 500 wait=3", "'status' has no setting 'wait'"),
    ("status 500 retry_aftr=3", "did you mean 'retry_after'?"),
    ("status 500 retry_after=\u{301}", "'retry_after' is a whole number"),
    ("status 500 501", "'501' is one word too many"), ("status 500 billed=maybe", "true or false"),
    ("reset later", "'reset' is one of before, after"), ("malformed x", "takes no value"),
    ("slow", "takes a time"), ("slow soon", "takes a time"), ("truncate -1", "from 0 to"),
    ("stall body after=3", "no setting 'after'"), ("moderated flag slots=0", "from 1 to 10"),
  ])
  func wrongWords(line: String, words: String) {
    let error = #expect(throws: FaultWordsError.self) { try Fault(line) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func namesAreComplete() throws {
    for name in Fault.names {
      let line = name == "status" ? "status 500" : name == "slow" ? "slow 1s" : name
      let fault = try Fault(line)
      #expect(fault.name == name)
      #expect(FaultRule.operationWords.contains { FaultRule(fault).canHappen(to: $0) })
    }
  }

  private func subject(
    _ target: FaultTarget = .create(.generateImage), _ prompt: String = "a red kite",
    key: String = "k"
  ) -> FaultSubject {
    FaultSubject(target: target, prompt: prompt, key: key)
  }

  @Test(arguments: [
    ("red", true), ("red*kite", true), ("*kite*", true), ("kite*red", false), ("blue", false),
    ("", true), ("a*a", false), ("Red", false),
  ])
  func prompts(pattern: String, isMatch: Bool) {
    var rule = FaultRule(.malformed)
    rule.prompt = pattern
    #expect(rule.matches(subject()) == isMatch)
  }

  static let operations: [([String], FaultTarget, Bool)] = [
    (["generate-image"], .create(.generateImage), true),
    (["generate-image"], .create(.editImage), false),
    (["image"], .create(.editImage), true), (["image"], .create(.editVideo), false),
    (["create"], .create(.editVideo), true), (["create"], .poll, false),
    (["poll", "download"], .download, true), ([], .batch, true),
  ]

  @Test(arguments: operations) func operation(
    words: [String], target: FaultTarget, isMatch: Bool
  ) {
    var rule = FaultRule(.malformed)
    rule.operations = Set(words)
    #expect(rule.matches(subject(target)) == isMatch)
  }

  /// Where no operation is named, faults go where they are meant to.
  @Test(arguments: [
    ("job_failed", FaultTarget.create(.generateVideo), true), ("job_failed", .poll, false),
    ("job_failed", .create(.generateImage), false), ("moderated", .create(.generateImage), true),
    ("moderated", .poll, false), ("empty_pending", .poll, true),
    ("empty_pending", .create(.generateVideo), false), ("url_expired", .download, true),
    ("url_expired", .create(.generateImage), false), ("reset", .file, true),
  ])
  func usualTargets(fault: String, target: FaultTarget, isMatch: Bool) throws {
    #expect(FaultRule(try Fault(fault)).matches(subject(target)) == isMatch)
  }

  private func happenings(_ rule: FaultRule, seed: UInt64 = 1, keys: [String]) throws -> [Bool] {
    let plan = FaultPlan(rules: [rule], seed: seed)
    return try keys.map { try plan.fault(for: subject(key: $0), header: nil) != nil }
  }

  @Test func nthAndTimes() throws {
    let keys = Array(repeating: "k", count: 4)
    var rule = FaultRule(.malformed)
    rule.times = 2
    #expect(try happenings(rule, keys: keys) == [true, true, false, false])
    rule.nth = 3
    #expect(try happenings(rule, keys: keys) == [false, false, true, false])
  }

  /// The rate decides by seed and request, not by order.
  @Test func rates() throws {
    var rule = FaultRule(.malformed)
    rule.rate = 0.2
    let keys = (0..<2000).map { "request \($0)" }
    let one = try happenings(rule, keys: keys)
    #expect((340...460).contains(one.count { $0 }))
    #expect(try happenings(rule, keys: keys.reversed()) == one.reversed())
    #expect(try happenings(rule, seed: 2, keys: keys) != one)
    let repeated = try happenings(rule, keys: Array(repeating: "k", count: 2000))
    #expect((340...460).contains(repeated.count { $0 }))
    for (rate, count) in [(0.0, 0), (1.0, 2000)] {
      rule.rate = rate
      #expect(try happenings(rule, keys: keys).count { $0 } == count)
    }
  }

  @Test func theFirstRuleThatHappensCounts() throws {
    var first = FaultRule(.malformed)
    first.nth = 2
    let plan = FaultPlan(rules: [first, FaultRule(.jobExpired)], seed: 0)
    let target = FaultTarget.create(.generateVideo)
    let names = try (0..<3).map { _ in try plan.fault(for: subject(target), header: nil)?.name }
    #expect(names == ["job_expired", "malformed", "job_expired"])
  }

  @Test(arguments: [
    (Int64(0), "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (1_795_000_000, "Wed, 18 Nov 2026 11:06:40 GMT"),
  ])
  func dates(seconds: Int64, text: String) {
    #expect(HTTPDateText.text(seconds) == text)
  }
}
