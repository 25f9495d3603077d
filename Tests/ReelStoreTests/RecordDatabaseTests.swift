import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

@Suite(.timeLimit(.minutes(10)))
struct RecordDatabaseTests {
  let folder: TemporaryFolder
  let state: StateDirectory
  let database: RecordDatabase

  init() throws {
    folder = try TemporaryFolder()
    state = try folder.state()
    database = try RecordDatabase.open(state) { 1_700_000_000 }
  }

  private func journal() throws -> [JSONValue] {
    try folder.read("state/journal.ndjson").split(separator: "\n").map {
      try JSONValue(parsing: $0.utf8)
    }
  }

  @Test func whatIsHeldStaysAsItIsUntilItIsReleased() async throws {
    try database.hold()
    #expect(try database.work(Sample.fingerprint) == nil)
    _ = try await database.begin(Sample.intent())
    // Its own transaction, inside the held one, does not end that.
    #expect(try database.work(Sample.fingerprint) == nil)
    #expect(try database.work(Sample.fingerprint) == nil)
    try database.hold()
    #expect(try database.work(Sample.fingerprint) == nil)
    try database.release()
    #expect(try database.work(Sample.fingerprint) != nil)
    try database.release()
  }

  @Test func whatIsHeldSaysTheSameOfWhatFewHave() async throws {
    try await SampleRecords.write(to: database)
    func answers() throws -> [WorkRecord?] { try SampleRecords.works.map(database.work) }
    func pick() throws -> PickRecord? { try database.pick(of: "cup", manifest: "spring.yaml") }
    let (free, picked) = (try answers(), try pick())
    #expect(picked != nil)
    try database.hold()
    #expect(try answers() == free)
    #expect(try pick() == picked)
    #expect(try database.pick(of: "cup", manifest: "summer.yaml") == nil)
    try database.release()
    #expect(try answers() == free)
  }

  @Test func whatBroughtAResultIsKnown() async throws {
    try await SampleRecords.write(to: database)
    #expect(try database.origins(of: SampleRecords.kept) == ResultOrigins(slots: [1: 1, 2: 1]))
    #expect(try database.origins(of: SampleRecords.refused) == ResultOrigins(refusal: 6))
    for fingerprint in [SampleRecords.shared, SampleRecords.adopted, Sample.fingerprint] {
      #expect(try database.origins(of: fingerprint) == ResultOrigins())
    }
  }

  @Test func whatCannotBeHeldIsNotHeld() async throws {
    let writer = try SQLiteConnection(path: state.databasePath, access: .write)
    try writer.run("ALTER TABLE refusal RENAME TO hidden")
    #expect(throws: StoreError.self) { try database.hold() }
    try writer.run("ALTER TABLE hidden RENAME TO refusal")
    // Nothing is left open that would show the moment of then.
    _ = try await database.begin(Sample.intent())
    #expect(try database.work(Sample.fingerprint) != nil)
    try database.hold()
    #expect(database.rarities != nil)
    try database.release()
    #expect(database.rarities == nil)
  }

  @Test func anIntentIsOnRecordAsSoonAsItIsBegun() async throws {
    let id = try await database.begin(Sample.intent())
    let other = try RecordDatabase.openReadOnly(state)
    #expect(
      try other.work(Sample.fingerprint)
        == WorkRecord(
          open: [
            OpenRequest(
              id: id, slots: [1, 2], state: .unsettled, worstCost: Ticks(700),
              begun: 1_700_000_000, host: "api.x.ai")
          ]))
    let line = try #require(try journal().last)
    #expect(line["v"] == 1)
    #expect(line["kind"] == "intent")
    #expect(line["request"] == .int(id))
    #expect(line["fingerprint"]?.string == Sample.fingerprint.description)
    #expect(line["slots"] == [1, 2])
    #expect(line["body"]?.string == SHA256.digest("body").hex)
    #expect(line["worst_cost"] == 700)
    #expect(line["at"] == 1_700_000_000)
  }

  @Test(arguments: [
    (RequestSettlement.job(id: "j-1"), OpenRequest.State?.some(.job(id: "j-1"))),
    (.answered(Sample.answer), .answered(Sample.answer)),
    (.answered(ProviderAnswer(items: [])), .answered(ProviderAnswer(items: []))),
    (
      .answered(ProviderAnswer(items: [.moderated], shortfall: "busy")),
      .answered(ProviderAnswer(items: [.moderated], shortfall: "busy"))
    ),
    (.unsettled(reason: "reset"), .unsettled),
    (.lost(reason: "expired"), .lost(reason: "expired")),
    (.notTaken(reason: "429"), nil),
    (.refused(Refusal(kind: .rejected, message: "no", cost: Ticks(3))), nil),
    (.failed(reason: "failed", cost: Ticks(4)), nil),
    (.collected, nil),
    (.resent, nil),
  ])
  func settles(_ settlement: RequestSettlement, _ expected: OpenRequest.State?) async throws {
    let id = try await database.begin(Sample.intent())
    try await database.settle(id, as: settlement)
    let work = try #require(try database.work(Sample.fingerprint))
    #expect(work.open.map(\.state) == [expected].compactMap(\.self))
    #expect(try database.openJobs().map(\.request) == work.open)
    let lines = try journal()
    #expect(lines.count == 2)
    #expect(lines.last?["request"] == .int(id))
    if expected == nil {
      let error = await #expect(throws: StoreError.self) {
        try await database.settle(id, as: .job(id: "late"))
      }
      #expect(error?.code == .conflict)
    }
  }

  @Test func journalKinds() async throws {
    let id = try await database.begin(Sample.intent())
    try await database.settle(id, as: .job(id: "j-1"))
    try await database.settle(id, as: .answered(Sample.answer))
    try await database.keep(
      Sample.fingerprint, form: Sample.form,
      slots: [1: .kept(Sample.media("a"), Sample.answer.served), 2: .moderated], request: id,
      collects: true)
    let lines = try journal()
    #expect(
      lines.compactMap { $0["kind"]?.string } == ["intent", "job", "answer", "kept"])
    #expect(lines[1]["job"] == "j-1")
    #expect(lines[2]["answer"]?["items"]?.elements?.count == 4)
    #expect(
      lines[3]["slots"]?["1"]?["media"]?["digest"]?.string == SHA256.digest("a").hex)
    #expect(lines[3]["slots"]?["2"] == ["moderated": true])
    // One line: results and the end of their request are never torn apart.
    #expect(lines[3]["collects"] == true)
  }

  @Test func whatIsKnownIsNeverUnlearnt() {
    // From a request that may have been billed there is no way to one that was not taken.
    for state in RequestState.allCases where state != .begun {
      #expect(!state.mayBecome(.notTaken))
      #expect(!state.mayBecome(.begun))
    }
    for state in RequestState.allCases where !state.isOpen {
      #expect(RequestState.allCases.allSatisfy { !state.mayBecome($0) })
    }
    #expect(!RequestState.job.mayBecome(.unsettled))
    #expect(!RequestState.answered.mayBecome(.job))
    #expect(RequestState.unsettled.mayBecome(.answered))
    #expect(RequestState.unsettled.mayBecome(.resent))
    #expect(!RequestState.job.mayBecome(.resent))
  }

  @Test func settlingAnUnknownRequestIsAConflict() async {
    let error = await #expect(throws: StoreError.self) {
      try await database.settle(7, as: .collected)
    }
    #expect(error?.code == .conflict)
  }

  @Test func refusalsOfTheRequestAreRemembered() async throws {
    let refusal = Refusal(kind: .moderated, message: "no", cost: Ticks(3))
    let id = try await database.begin(Sample.intent())
    try await database.settle(id, as: .refused(refusal))
    #expect(try database.work(Sample.fingerprint)?.refusal == refusal)
    let other = Fingerprint(SHA256.digest("other"))
    let again = try await database.begin(Sample.intent(other))
    try await database.settle(again, as: .refused(Refusal(kind: .account, message: "no credit")))
    let elsewhere = try await database.begin(Sample.intent(other))
    try await database.settle(elsewhere, as: .refused(Refusal(kind: .address, message: "404")))
    #expect(try database.work(other) == WorkRecord())
    #expect(try database.form(of: other) == Sample.form)
    #expect(try database.spending().spent == Ticks(3))
  }

  @Test func whatHasNoFigureMayHaveCostWhatItMay() async throws {
    func send(_ name: String, _ steps: RequestSettlement...) async throws -> Ticks {
      let before = try database.spending().possiblySpent
      let work = Fingerprint(SHA256.digest(name))
      let id = try await database.begin(Sample.intent(work, worstCost: Ticks(100)))
      for step in steps { try await database.settle(id, as: step) }
      let after = try database.spending().possiblySpent
      #expect(
        try database.requests().last?.unconfirmedCost ?? .zero == after - before, "\(name)")
      return after - before
    }
    #expect(try await send("failed", .failed(reason: "no", cost: nil)) == Ticks(100))
    #expect(try await send("billed", .failed(reason: "no", cost: Ticks(3))) == .zero)
    let kinds: [(Refusal.Kind, Ticks)] = [
      (.moderated, Ticks(100)), (.rejected, .zero), (.account, .zero), (.address, .zero),
    ]
    let job = RequestSettlement.job(id: "j")
    for (kind, amount) in kinds {
      let refusal = Refusal(kind: kind, message: "no")
      #expect(try await send("\(kind)", .refused(refusal)) == amount)
      #expect(try await send("job \(kind)", job, .refused(refusal)) == Ticks(100))
      let billed = Refusal(kind: kind, message: "no", cost: Ticks(3))
      #expect(try await send("billed \(kind)", job, .refused(billed)) == .zero)
    }
  }

  @Test func whatHasComeEndsItsRefusalAndNoOther() async throws {
    let refusal = Refusal(kind: .rejected, message: "no")
    let first = try await database.begin(Sample.intent(slots: [1, 2]))
    try await database.settle(first, as: .refused(refusal))
    // Another part of the same work was not refused, and a variant without media is none.
    let other = try await database.begin(Sample.intent(part: 1, slots: [3]))
    let cup = SlotRecord.kept(Sample.media("a"), ServedBy())
    try await database.keep(
      Sample.fingerprint, form: Sample.form, slots: [2: .moderated, 3: cup], request: other,
      collects: true)
    #expect(try database.work(Sample.fingerprint)?.refusal == refusal)
    let forced = try await database.begin(Sample.intent(slots: [1, 2]))
    try await database.keep(
      Sample.fingerprint, form: Sample.form, slots: [1: cup], request: forced)
    #expect(try database.work(Sample.fingerprint)?.refusal == nil)
  }

  @Test func aRequestInThePlaceOfOthersIsOneChange() async throws {
    let unsettled = try await database.begin(Sample.intent())
    let lost = try await database.begin(Sample.intent())
    try await database.settle(lost, as: .lost(reason: "expired"))
    let ended = try await database.begin(Sample.intent())
    try await database.settle(ended, as: .failed(reason: "failed", cost: nil))
    let old = [unsettled, lost, ended]
    let commits = database.commits
    let next = try await database.begin(Sample.intent(), replacing: old)
    #expect(database.commits == commits + 1)
    #expect(try database.work(Sample.fingerprint)?.open.map(\.id) == [next])
    let line = try #require(try journal().last)
    #expect(line["kind"] == "intent")
    #expect(line["replaces"] == [.int(unsettled), .int(lost)])
    let again = try await database.begin(Sample.intent(), replacing: old)
    #expect(try database.work(Sample.fingerprint)?.open.map(\.id) == [next, again])
  }

  /// A request for several variants is made when each of them was taken, one by one.
  @Test func aRequestEndsWhenAllItWasForIsAdopted() async throws {
    let media = SlotRecord.kept(Sample.media("own"), ServedBy())
    func adopt(_ variant: Int) async throws -> [Int64] {
      try await database.adopt(media, as: variant, of: Sample.fingerprint, form: Sample.form)
      return try database.work(Sample.fingerprint)?.open.map(\.id) ?? []
    }
    let before = try await database.begin(Sample.intent(slots: [1]))
    try await database.keep(
      Sample.fingerprint, form: Sample.form, slots: [1: media], request: before, collects: true)
    let several = try await database.begin(Sample.intent(slots: [1, 2, 3]))
    try await database.settle(several, as: .unsettled(reason: "reset"))
    let single = try await database.begin(Sample.intent(slots: [3]))
    #expect(try await adopt(4) == [several, single])
    #expect(try await adopt(2) == [several, single])
    #expect(try await adopt(3) == [several])
    // What was there before it began is not what it was for.
    #expect(try await adopt(1) == [])
    let part = try await database.begin(Sample.intent(slots: [5, 6, 7]))
    try await database.keep(
      Sample.fingerprint, form: Sample.form, slots: [5: media, 6: .moderated], request: part)
    try await database.settle(part, as: .lost(reason: "expired"))
    #expect(try await adopt(5) == [part])
    #expect(try await adopt(7) == [])
  }

  /// A job is that of one work, and what was lost of another ends where nobody waits for it.
  @Test func aLostJobOfAnotherWorkEndsWhereItIsAdopted() async throws {
    let other = Fingerprint(SHA256.digest("other"))
    let lost = try await database.begin(Sample.intent(other))
    try await database.settle(lost, as: .job(id: "j-1"))
    let intent = Sample.intent()
    let lines = try journal().count
    #expect(try await database.adopt(job: "j-1", as: intent) == .ofOtherWork(other))
    try await database.settle(lost, as: .lost(reason: "expired"))
    let spared = try await database.adopt(job: "j-1", as: intent, sparing: [other])
    #expect(spared == .ofOtherWork(other))
    #expect(try database.work(other)?.open.map(\.id) == [lost])
    // No more than its loss.
    #expect(try journal().count == lines + 1)
    #expect(try await database.adopt(job: "j-1", as: intent) == .taken)
    #expect(try database.work(other)?.open == [])
    #expect(try database.work(Sample.fingerprint)?.open.map(\.state) == [.job(id: "j-1")])
    #expect(try await database.adopt(job: "j-1", as: intent) == .open)
    let back = try await database.adopt(job: "j-1", as: Sample.intent(other))
    #expect(back == .ofOtherWork(Sample.fingerprint))
  }

  @Test(arguments: [nil, RequestSettlement.job(id: "j-1")])
  func nothingIsBegunInThePlaceOfWhatCanStillBeHad(_ settlement: RequestSettlement?) async throws {
    let unsettled = try await database.begin(Sample.intent())
    var old = [unsettled, 700]
    if let settlement {
      old[1] = try await database.begin(Sample.intent(part: 1))
      try await database.settle(old[1], as: settlement)
    }
    let before = try database.openJobs()
    let lines = try journal().count
    let error = await #expect(throws: StoreError.self) {
      _ = try await database.begin(Sample.intent(), replacing: old)
    }
    #expect(error?.code == .conflict)
    #expect(try database.openJobs() == before)
    #expect(try journal().count == lines)
  }

  @Test func aRequestIsOpenUntilItsLastVariantHasCome() async throws {
    let id = try await database.begin(Sample.intent(slots: [1, 2]))
    try await database.settle(id, as: .answered(Sample.answer))
    let cup = SlotRecord.kept(Sample.media("a"), ServedBy())
    try await database.keep(Sample.fingerprint, form: Sample.form, slots: [1: cup], request: id)
    // What came without it, or by another one, it has not brought.
    try await database.keep(Sample.fingerprint, form: Sample.form, slots: [2: cup], request: nil)
    let open = try #require(try database.work(Sample.fingerprint)).open
    #expect(open.map(\.id) == [id] && open.map(\.brought) == [[1]])
    #expect(try database.openJobs().map(\.request) == open)
    try await database.keep(
      Sample.fingerprint, form: Sample.form, slots: [2: cup], request: id, collects: true)
    let work = try #require(try database.work(Sample.fingerprint))
    #expect(work.open.isEmpty)
    #expect(work.slots == [1: cup, 2: cup])
  }

  @Test func keepsResultsAndReplacesThem() async throws {
    let id = try await database.begin(Sample.intent())
    let served = ServedBy(model: "m", revisedPrompt: nil, requestID: "r")
    let first: [Int: SlotRecord] = [
      1: .kept(Sample.media("a"), served), 2: .moderated,
      3: .kept(Sample.media("film", milliseconds: 6000), ServedBy()),
    ]
    try await database.keep(Sample.fingerprint, form: Sample.form, slots: first, request: id)
    #expect(try database.work(Sample.fingerprint)?.slots == first)
    #expect(try database.work(Sample.fingerprint)?.open.count == 1)
    let second: [Int: SlotRecord] = [1: .moderated, 2: .kept(Sample.media("b"), served)]
    try await database.keep(
      Sample.fingerprint, form: Sample.form, slots: second, request: id, collects: true)
    let expected = first.merging(second) { $1 }
    #expect(
      try database.work(Sample.fingerprint) == WorkRecord(slots: expected))
    try await database.keep(
      Fingerprint(SHA256.digest("adopted")), form: "{}", slots: [:], request: nil)
    #expect(try database.work(Fingerprint(SHA256.digest("none"))) == nil)
  }

  @Test func openJobsSayWhatTheyWere() async throws {
    let other = Fingerprint(SHA256.digest("other"))
    let first = try await database.begin(Sample.intent(part: 1))
    let second = try await database.begin(Sample.intent(other, slots: [4], worstCost: nil))
    try await database.settle(second, as: .job(id: "j-2"))
    let jobs = try database.openJobs()
    #expect(jobs.map(\.request.id) == [first, second])
    #expect(jobs.first?.part == 1)
    #expect(jobs.last?.fingerprint == other)
    #expect(jobs.last?.request.slots == [4])
    #expect(jobs.last?.request.worstCost == nil)
    #expect(jobs.last?.request.host == "api.x.ai")
    #expect(try await database.forgetOpenRequests() == 2)
    #expect(try database.openJobs().isEmpty)
    #expect(try database.work(other) == WorkRecord())
    #expect(try database.form(of: other) == Sample.form)
    #expect(try await database.begin(Sample.intent()) == second + 1)
  }

  @Test func countsMoney() async throws {
    let settlements: [RequestSettlement] = [
      .answered(Sample.answer), .failed(reason: "", cost: Ticks(5)), .notTaken(reason: ""),
      .unsettled(reason: ""), .lost(reason: ""), .resent,
      .refused(Refusal(kind: .rejected, message: "")),
    ]
    for settlement in settlements {
      try await database.settle(try await database.begin(Sample.intent()), as: settlement)
    }
    let spending = try database.spending()
    #expect(spending.spent == Ticks(205))
    #expect(spending.possiblySpent == Ticks(2100))
  }

  @Test func derivedFilesOutputsAndDurations() async throws {
    let original = SHA256.digest("original")
    let made = Sample.media("derived")
    try await database.recordDerived(made, from: original, by: "mask:1")
    #expect(try database.derived(from: original, by: "mask:1") == made)
    #expect(try database.derived(from: original, by: "mask:2") == nil)

    let stamp = FileStamp(size: 3, modified: -5, inode: .max, device: 1 << 63)
    let output = Sample.output("a/cup.png", digest: SHA256.digest("new"))
    try await database.recordOutputs([(output, stamp)], in: "out", manifest: "spring.yaml")
    let found = try #require(try database.output(at: "a/cup.png", in: "out"))
    #expect(found.record == output)
    #expect(found.stamp == stamp)
    #expect(try database.output(at: "a/cup.png", in: "elsewhere") == nil)
    #expect(try database.outputs(of: "spring.yaml", in: "out") == [output])
    #expect(try database.lastFingerprint(of: "cup", manifest: "spring.yaml") == Sample.fingerprint)
    #expect(try database.lastFingerprint(of: "cup", manifest: "autumn.yaml") == nil)
    let next = Fingerprint(SHA256.digest("next"))
    try await database.recordOutputs(
      [(Sample.output("b.png", digest: SHA256.digest("b"), fingerprint: next), stamp)],
      in: "out", manifest: "spring.yaml")
    #expect(try database.lastFingerprint(of: "cup", manifest: "spring.yaml") == next)
    try await database.forgetOutputs(["a/cup.png"], in: "out")
    #expect(try database.outputs(of: "spring.yaml", in: "out").map(\.path) == ["b.png"])

    #expect(try database.expectedSeconds(operation: "video", model: "m") == nil)
    let commits = database.commits
    try await database.learn(
      [("video", "m", 20, 3), ("image", "m", 3, 1), ("edit", "m", .nan, 1), ("edit", "m", -1, 1)])
    #expect(database.commits == commits + 1)
    #expect(try database.expectedSeconds(operation: "video", model: "m") == 20)
    #expect(try database.expectedSeconds(operation: "image", model: "m") == 3)
    #expect(try database.expectedSeconds(operation: "edit", model: "m") == nil)
    try await database.learn([("video", "m", 60, 1)])
    #expect(try database.expectedSeconds(operation: "video", model: "m") == 30)
    // What is long ago weighs less: the last twenty count.
    try await database.learn([("video", "m", 5, 40)])
    #expect(try database.expectedSeconds(operation: "video", model: "m") == 5)
  }

  @Test func textOfAuthorsIsNeverRead() async throws {
    let nasty = "'; DROP TABLE work; -- \"\\ \u{1F3AC}"
    try await database.keep(
      Sample.fingerprint, form: nasty, slots: [1: .kept(Sample.media("a"), ServedBy(model: nasty))],
      request: nil)
    let work = try #require(try database.work(Sample.fingerprint))
    #expect(try database.form(of: Sample.fingerprint) == nasty)
    #expect(work.slots[1] == .kept(Sample.media("a"), ServedBy(model: nasty)))
    try await database.keep(
      Fingerprint(SHA256.digest("empty")), form: "", slots: [:], request: nil)
    let empty = Fingerprint(SHA256.digest("empty"))
    #expect(try database.work(empty) == WorkRecord())
    #expect(try database.form(of: empty) == nil)
    #expect(try database.fingerprintsWithoutForm() == [empty])
    #expect(try database.work(Fingerprint(SHA256.digest("nobody"))) == nil)
  }
}
