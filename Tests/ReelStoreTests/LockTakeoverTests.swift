import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

/// What a lock file says of money, held against what is on record here.
@Suite(.timeLimit(.minutes(10)))
struct LockTakeoverTests {
  let folder: TemporaryFolder
  let database: RecordDatabase
  private let work = Sample.fingerprint
  private let refusal = Refusal(kind: .moderated, message: "no", cost: Ticks(3))

  init() throws {
    folder = try TemporaryFolder()
    database = try RecordDatabase.open(try folder.state()) { 7 }
  }

  /// What is on record here before the lock file is read.
  enum Known: CaseIterable {
    case nothing, otherVariant, notTaken, failed
    case theVariant, unsettled, job, resent, bothOnWay
  }

  private func write(_ known: Known) async throws {
    func begin(_ slots: [Int] = [2]) async throws -> Int64 {
      try await database.begin(Sample.intent(slots: slots))
    }
    func keep(_ slot: Int) async throws {
      try await database.keep(
        work, form: Sample.form, slots: [slot: .kept(Sample.media("\(slot)"), ServedBy())],
        request: nil)
    }
    switch known {
    case .nothing: break
    case .otherVariant: try await keep(1)
    case .notTaken: try await database.settle(try await begin(), as: .notTaken(reason: "429"))
    case .failed: try await database.settle(try await begin(), as: .failed(reason: "", cost: nil))
    case .theVariant: try await keep(2)
    case .unsettled: try await database.settle(try await begin(), as: .unsettled(reason: "reset"))
    case .job: try await database.settle(try await begin(), as: .job(id: "j-1"))
    case .resent:
      let old = try await begin()
      let new = try await database.begin(Sample.intent(slots: [2]), replacing: [old])
      try await database.settle(new, as: .notTaken(reason: "429"))
    case .bothOnWay: _ = try await begin([1, 2])
    }
  }

  private func facts(_ lock: LockFile) throws -> LockedFacts {
    LockedFacts(
      DiskFacts(
        database: database, objects: ObjectStore(try folder.state()),
        outputs: OutputFolder(root: folder.path), manifest: "m"), lock: lock)
  }

  /// What a plan sees, before a run takes it over and after; the same twice.
  private func look(at lock: LockFile) async throws -> WorkRecord {
    let before = try facts(lock).work(work) ?? WorkRecord()
    for _ in 1...2 {
      try await database.takeOver(lock, standing: [:], of: "m", in: folder.path)
      let after = try #require(try database.work(work))
      #expect(before.open.map(\.slots) == after.open.map(\.slots))
      #expect(before.open.map(\.state) == after.open.map(\.state))
      #expect(before.refusal == after.refusal)
      #expect(Set(before.slots.keys) == Set(after.slots.keys))
    }
    return before
  }

  @Test func outputsAreSaidToBeOfTheWorkThatAsksForThem() async throws {
    let media = Sample.media("1")
    let output = OutputRecord(
      path: "cup.png", asset: "cup", fingerprint: Fingerprint(SHA256.digest("any hand's")), slot: 1,
      original: media.digest, recipe: "", digest: media.digest)
    let stamp = FileStamp(size: 1, modified: 1, inode: 1, device: 1)
    for fingerprint in [work, output.fingerprint] {
      try await database.keep(
        fingerprint, form: "", slots: [1: .kept(media, ServedBy(model: "m"))], request: nil)
    }
    try await database.recordOutputs([(output, stamp)], in: "out", manifest: "m")
    let maker = LockMaker(database: database, root: "out", manifest: "m")
    func entry(_ work: Fingerprint?) throws -> LockFile.Entry {
      try maker.entry(for: "cup", count: 1, work: work, paths: ["cup.png"], before: nil)
    }
    #expect(try entry(work).fingerprint == work)
    #expect(try entry(work).outputs.map(\.path) == ["cup.png"])
    // Of work that has other bytes, or none, it is not.
    #expect(try entry(Fingerprint(SHA256.digest("new"))).fingerprint == output.fingerprint)
    #expect(try entry(nil).fingerprint == output.fingerprint)
  }

  /// Another machine made variant 1.
  private var entry: LockFile.Entry {
    var entry = LockFile.Entry()
    entry.fingerprint = work
    entry.outputs = [
      LockFile.Output(
        path: "cup-1.png", variant: 1, media: Sample.media("1"), original: Sample.media("1"),
        recipe: "", model: nil, requestID: nil, revisedPrompt: nil)
    ]
    return entry
  }

  @Test(arguments: Known.allCases, [nil, "expired"])
  func aRequestOfAnotherMachineStaysUndecidedHere(_ known: Known, _ lost: String?) async throws {
    try await write(known)
    var entry = entry
    entry.open = [
      LockFile.StuckRequest(
        fingerprint: work, variants: [2], lostBecause: lost, worstCost: Ticks(700))
    ]
    // Twins have the same to say.
    let record = try await look(at: LockFile(entries: ["cup": entry, "mug": entry]))
    let theirs: OpenRequest.State = lost.map { .lost(reason: $0) } ?? .unsettled
    switch known {
    case .nothing, .otherVariant, .notTaken, .failed:
      #expect(record.open.map(\.state) == [theirs])
      #expect(record.open.first?.worstCost == Ticks(700))
    case .unsettled, .bothOnWay: #expect(record.open.map(\.state) == [.unsettled])
    case .job: #expect(record.open.map(\.state) == [.job(id: "j-1")])
    case .theVariant, .resent: #expect(record.open.isEmpty)
    }
  }

  @Test(arguments: Known.allCases)
  func aRefusalOfAnotherMachineHoldsHere(_ known: Known) async throws {
    try await write(known)
    var entry = entry
    entry.refusal = LockFile.RefusedWork(fingerprint: work, refusal: refusal)
    let record = try await look(at: LockFile(entries: ["cup": entry]))
    switch known {
    case .nothing, .otherVariant, .notTaken, .failed, .resent: #expect(record.refusal == refusal)
    // Here more is known: it came after all, or may.
    case .theVariant, .unsettled, .job, .bothOnWay: #expect(record.refusal == nil)
    }
  }

  @Test func aRefusalThatWasTakenOverEndsWithTheResult() async throws {
    var entry = LockFile.Entry()
    entry.refusal = LockFile.RefusedWork(fingerprint: work, refusal: refusal)
    let lock = LockFile(entries: ["cup": entry])
    #expect(try await look(at: lock).refusal == refusal)
    let forced = try await database.begin(Sample.intent(slots: [1]))
    let cup = SlotRecord.kept(Sample.media("cup"), ServedBy())
    try await database.keep(
      work, form: Sample.form, slots: [1: cup], request: forced, collects: true)
    #expect(try database.work(work)?.refusal == nil)
    // Nor does the lock file that tells of it bring it back.
    #expect(try await look(at: lock).refusal == nil)
  }

  @Test func aLinkStaysOne() async throws {
    let text = try LockFileWriter.text(of: LockFile(entries: ["cup": entry]))
    try folder.write("version: 1\nassets: {}\n", to: "shared/real.lock.yaml")
    try folder.link("spring.lock.yaml", to: "shared/real.lock.yaml")
    let store = LockStore(path: folder.path + "/spring.lock.yaml")
    let written = try store.write(["cup"]) { (_) throws(StoreError) in entry }
    #expect(try folder.read("shared/real.lock.yaml") == text)
    #expect(try folder.everything().contains("shared/real.lock.yaml"))
    // As it looked when it was written it looks to the next run.
    #expect(try store.stamp() == written)
    #expect(store.name == "spring.lock.yaml")
    try folder.write("half", to: "shared/.real.lock.yaml.reel-0123456789abcdef.part")
    try store.removeParts()
    #expect(
      try folder.everything().filter { !$0.hasPrefix("state") }
        == ["shared", "shared/real.lock.yaml", "spring.lock.yaml"])
  }
}
