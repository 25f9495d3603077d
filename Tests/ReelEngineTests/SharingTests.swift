import ReelBasics
import ReelEngine
import ReelPlan
import ReelTestSupport
import Testing

@Suite("What is there already, and what several ask for")
struct SharingTests {
  @Test("Two with one fingerprint are made once")
  func twins() throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        a: {generate: image, prompt: same}
        b: {generate: image, prompt: same}
        """))
    driver.start()
    #expect(driver.sent == ["a"])
    try driver.make("a")
    #expect(driver.names == ["place b"])
    try driver.placed("b")
    #expect(driver.sent == ["a"])
    #expect(driver.entry("b")?.paths == ["b.jpg"])
    #expect(driver.outcome("b")?.isDone == true)
  }

  /// Both edits ask for the same as soon as it shows that x and y have the same bytes.
  private static let late = """
    x: {generate: image, prompt: x}
    y: {generate: image, prompt: y}
    ex: {edit: x, prompt: edit}
    ey: {edit: y, prompt: edit}
    """

  @Test("Also where that shows only in the run", arguments: [true, false])
  func lateTwins(_ isOverBefore: Bool) throws {
    var driver = EngineDriver(try EnginePlan.make(Self.late))
    driver.start()
    try driver.make("x", content: "one")
    if isOverBefore { try driver.make("ex") }
    try driver.make("y", content: "one")
    if !isOverBefore { try driver.make("ex") }
    try driver.placed("ey")
    #expect(driver.sent == ["x", "y", "ex"])
    #expect(driver.scheduler.isDone)
    #expect(driver.outcome("ey")?.isDone == true)
  }

  @Test("Trouble of the one is trouble of the other: nothing is sent twice", arguments: 0...4)
  func troubleOfTwins(_ index: Int) throws {
    let outcomes: [SubmitOutcome] = [
      .unsettled(reason: "reset"),
      .refused(Refusal(kind: .rejected, message: "no", cost: nil)),
      .refused(Refusal(kind: .moderated, message: "no", cost: nil)),
      .notTaken(reason: "429", retryAfter: nil, slowsDown: true),
      .answered(ProviderAnswer(items: [.moderated])),
    ]
    for isOverBefore in [true, false] {
      var driver = EngineDriver(try EnginePlan.make(Self.late)) { $0.attempts = 1 }
      driver.start()
      try driver.make("x", content: "one")
      func fail() throws {
        try driver.submitted("ex", outcomes[index])
        if index == 4 { try driver.fetched("ex") }
      }
      if isOverBefore { try fail() }
      try driver.make("y", content: "one")
      if !isOverBefore { try fail() }
      #expect(driver.sent == ["x", "ex", "y"] || driver.sent == ["x", "y", "ex"])
      #expect(driver.scheduler.isDone)
      #expect(driver.outcome("ey") == driver.outcome("ex"))
      #expect(driver.outcome("ey")?.isDone == false)
    }
  }

  @Test("A placement that fails is no trouble of its twin")
  func placementOfTwins() throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        a: {generate: image, prompt: same}
        b: {generate: image, prompt: same}
        """))
    driver.start()
    try driver.answered("a")
    try driver.fetched("a")
    try driver.placed("a", failure: "read-only")
    try driver.placed("b")
    #expect(driver.sent == ["a"])
    #expect(driver.outcome("b")?.isDone == true)
  }

  @Test("One that waits for something else is not made after its twin was")
  func twinBehindANeed() throws {
    let text = """
      first: {generate: image, prompt: first}
      a: {generate: image, prompt: same, needs: [first]}
      b: {generate: image, prompt: same}
      """
    var driver = EngineDriver(try EnginePlan.make(text))
    driver.start()
    #expect(driver.sent.sorted() == ["b", "first"], "b does not wait for what a needs")
    try driver.make("b")
    try driver.make("first")
    try driver.placed("a")
    #expect(driver.sent.count == 2)
    #expect(driver.scheduler.isDone)
  }

  @Test("Twins that somebody insists on are made again, once")
  func forcedTwins() throws {
    let text = """
      a: {generate: image, prompt: same}
      b: {generate: image, prompt: same}
      """
    var facts = EngineFacts()
    let before = try EnginePlan.make(text)
    facts.keep(try #require(before["a"]), slots: [1])
    facts.place(try #require(before["a"]))
    let plan = try EnginePlan.make(text, facts: facts, forced: ["a", "b"])
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    #expect(driver.sent == ["a"])
    try driver.make("a", content: "new")
    try driver.placed("b")
    #expect(driver.sent == ["a"])
    #expect(driver.scheduler.isDone)
  }

  @Test("What was insisted on and fails has not become what it was")
  func forcedFailure() throws {
    let text = "a: {generate: image, prompt: a}\nb: {edit: a, prompt: b}"
    var facts = EngineFacts()
    let before = try #require(try EnginePlan.make(text)["a"])
    facts.keep(before, slots: [1])
    facts.place(before)
    let plan = try EnginePlan.make(text, facts: facts, forced: ["a"])
    var driver = EngineDriver(plan, facts: facts)
    driver.start()
    try driver.submitted("a", .unsettled(reason: "reset"))
    #expect(driver.outcome("a") == .unsettled(reason: "reset"))
    #expect(driver.names == [], "the old output stays as it is")
    #expect(driver.outcome("b") == .blocked(by: "a"))
  }

  @Test("The one that wants more asks for the rest")
  func moreVariants() throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        a: {generate: image, prompt: same, count: 1}
        b: {generate: image, prompt: same, count: 3}
        c: {generate: image, prompt: same, count: 2}
        """))
    driver.start()
    try driver.make("a")
    guard case .submit(_, let request, _)? = driver.running.first else {
      Issue.record("nothing sent")
      return
    }
    #expect(request.slots == [2, 3])
    try driver.make("b")
    try driver.placed("c")
    #expect(driver.scheduler.isDone)
    #expect(driver.entry("b")?.paths.count == 3)
    #expect(driver.entry("c")?.paths.count == 2)
    #expect(driver.sent == ["a", "b"])
  }

  @Test("The same bytes again: what lies behind is fresh")
  func cutOff() throws {
    let text = "a: {generate: image, prompt: a}\nb: {edit: a, prompt: b}"
    var facts = EngineFacts()
    facts.keep(try #require(try EnginePlan.make(text)["a"]), slots: [1])
    facts.place(try #require(try EnginePlan.make(text)["a"]))
    let b = try #require(try EnginePlan.make(text, facts: facts)["b"])
    facts.keep(b, slots: [1])
    facts.place(b)
    #expect(try EnginePlan.make(text, facts: facts).sends() == false)
    let plan = try EnginePlan.make(text, facts: facts, forced: ["a"])
    for isSame in [true, false] {
      var driver = EngineDriver(plan, facts: facts)
      driver.start()
      try driver.make("a", content: isSame ? nil : "new")
      #expect(driver.sent == (isSame ? ["a"] : ["a", "b"]))
      guard isSame else { continue }
      #expect(driver.outcome("b") == .fresh)
      #expect(driver.entry("b")?.paths == ["b.jpg"])
      #expect(driver.scheduler.isDone)
    }
  }

  @Test("A run with nothing to do performs no step")
  func nothing() throws {
    let text = (1...50).map { "p\($0): {generate: image, prompt: picture \($0)}" }
      .joined(separator: "\n")
    var facts = EngineFacts()
    for node in try EnginePlan.make(text).ordered {
      facts.keep(node, slots: [1])
      facts.place(node)
    }
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    #expect(driver.scheduler.isDone)
    #expect(driver.begun == 0)
    #expect(driver.wakes == [])
    #expect(driver.scheduler.report.counts == ["fresh": 50])
    #expect(driver.entry("p1")?.paths == ["p1.jpg"])
  }

  @Test("Outputs that are missing are written again; another hand's are left alone")
  func restoreAndModified() throws {
    let text = """
      gone: {generate: image, prompt: gone}
      changed: {generate: image, prompt: changed}
      next: {edit: changed, prompt: next}
      """
    var facts = EngineFacts()
    for node in try EnginePlan.make(text).ordered { facts.keep(node, slots: [1]) }
    facts.outputs["changed.jpg"] = .foreign
    var driver = EngineDriver(try EnginePlan.make(text, facts: facts), facts: facts)
    driver.start()
    #expect(driver.names.contains("place gone"))
    #expect(!driver.names.contains("place changed"))
    #expect(driver.outcome("changed") == .modified(paths: ["changed.jpg"]))
    #expect(driver.sent == ["next"], "what builds on it takes the original")
    try driver.placed("gone")
    #expect(driver.outcome("gone") == .restored)
  }

  @Test("What needs a pick waits; what names its variant does not")
  func waiting() throws {
    var driver = EngineDriver(
      try EnginePlan.make(
        """
        a: {generate: image, prompt: a, count: 2, pick: ask}
        b: {edit: a, prompt: b}
        c: {edit: a#2, prompt: c}
        """))
    driver.start()
    try driver.make("a")
    #expect(driver.outcome("b") == .waiting(for: "a"))
    #expect(driver.sent == ["a", "c"])
    try driver.make("c")
    #expect(driver.scheduler.isDone)
  }
}
