import ReelBasics
import ReelPlan
import ReelStore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(10)))
struct DiskFactsTests {
  let folder: TemporaryFolder
  let database: RecordDatabase
  let objects: ObjectStore
  let outputs: OutputFolder

  init() throws {
    folder = try TemporaryFolder()
    let state = try folder.state()
    database = try RecordDatabase.open(state) { 1 }
    objects = ObjectStore(state)
    outputs = OutputFolder(root: folder.path + "/out", name: "out")
  }

  private func facts() -> DiskFacts {
    DiskFacts(database: database, objects: objects, outputs: outputs, manifest: "spring.yaml")
  }

  /// What another hand may do to an output that was written.
  enum Change: CaseIterable {
    case none, removed, rewrittenTheSame, sameSize, otherSize, folder, link
  }

  @Test(arguments: Change.allCases)
  func tellsAnOutputs(_ change: Change) async throws {
    let source = try folder.write("new", to: "source")
    let stamp = try outputs.place(source, at: "a/cup.png")
    let record = Sample.output("a/cup.png", digest: SHA256.digest("new"))
    try await database.recordOutputs([(record, stamp)], in: "out", manifest: "spring.yaml")
    if change != .none { try folder.remove("out/a/cup.png") }
    let expected: OutputState
    switch change {
    case .none: expected = .recorded(record)
    case .removed: expected = .missing
    case .rewrittenTheSame:
      try folder.write("new", to: "out/a/cup.png")
      expected = .recorded(record)
    case .sameSize:
      try folder.write("old", to: "out/a/cup.png")
      expected = .foreign
    case .otherSize:
      try folder.write("newer", to: "out/a/cup.png")
      expected = .foreign
    case .folder:
      try folder.write("", to: "out/a/cup.png/x")
      expected = .foreign
    case .link:
      try folder.link("out/a/cup.png", to: "../../source")
      expected = .foreign
    }
    let facts = facts()
    #expect(facts.output(at: "a/cup.png") == expected)
    #expect(facts.output(at: "a/cup.png") == expected)
    try facts.check()
  }

  @Test func whatIsNotOnRecordIsForeign() throws {
    try folder.write("mine", to: "out/mine.png")
    #expect(facts().output(at: "mine.png") == .foreign)
    #expect(facts().output(at: "none.png") == .missing)
    #expect(facts().output(at: "none/none.png") == .missing)
  }

  @Test func bytesOfTheStoreAreNobodysLoss() async throws {
    let digest = try objects.keep(Array("cup".utf8))
    let source = objects.path(of: digest)
    // Killed between output and record; and a record of what stood there before.
    try outputs.place(source, at: "cup.png")
    #expect(facts().output(at: "cup.png") == .unrecorded)
    let old = try outputs.place(folder.write("old", to: "source"), at: "old.png")
    try await database.recordOutputs(
      [(Sample.output("old.png", digest: SHA256.digest("old")), old)], in: "out",
      manifest: "spring.yaml")
    try outputs.place(source, at: "old.png")
    #expect(facts().output(at: "old.png") == .unrecorded)
    try folder.write("pot", to: "out/cup.png")
    #expect(facts().output(at: "cup.png") == .foreign)
  }

  @Test func markedBytesOfTheStoreAreNobodysLoss() async throws {
    let original = try objects.keep(Array("cup".utf8))
    // The store has none of them. Killed between output and record.
    try folder.write("cup, marked", to: "out/cup.png")
    #expect(facts().output(at: "cup.png") == .foreign)
    try await database.recordDerived(
      Sample.media("cup, marked"), from: original, by: "mark1(made,0a,1)")
    #expect(facts().output(at: "cup.png") == .unrecorded)
    try folder.write("cup, marked by another", to: "out/cup.png")
    #expect(facts().output(at: "cup.png") == .foreign)
    try folder.write("cup, marked", to: "out/cup.png")
    try objects.remove(original)
    #expect(facts().output(at: "cup.png") == .foreign)
  }

  @Test func hashesAnInputOnce() throws {
    let path = try folder.write("one", to: "input")
    let facts = facts()
    #expect(facts.digest(ofFile: path) == SHA256.digest("one"))
    try folder.write("two", to: "input")
    #expect(facts.digest(ofFile: path) == SHA256.digest("one"))
    #expect(self.facts().digest(ofFile: path) == SHA256.digest("two"))
    #expect(facts.digest(ofFile: folder.path) == nil)
    // Nobody writes into this pipe: who waits for it waits for ever.
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(facts.digest(ofFile: folder.path + "/pipe") == nil)
    #expect(facts.digest(ofFile: folder.path + "/none") == nil)
    try facts.check()
  }

  @Test func twoSpellingsOfANameAreTwoFiles() throws {
    let paths = try ["\u{E9}", "e\u{301}"].map { try folder.write($0, to: $0) }
    // Some file systems have one file of both.
    guard try folder.read("\u{E9}").hasBytes(of: "\u{E9}") else { return }
    let facts = facts()
    #expect(facts.digest(ofFile: paths[0]) == SHA256.digest("\u{E9}"))
    #expect(facts.digest(ofFile: paths[1]) == SHA256.digest("e\u{301}"))
    let files = WatchedFiles()
    for path in paths { _ = try files.read(path, limit: 100) }
    #expect(files.notes.count == 2)
  }

  @Test func hashesWhatIsLargerThanAPiece() throws {
    let text = String(repeating: "0123456789abcdef", count: 160_000)
    let path = try folder.write(text, to: "large")
    #expect(facts().digest(ofFile: path) == SHA256.digest(text))
    let small = DiskFacts(
      database: database, objects: objects, outputs: outputs, manifest: "spring.yaml",
      largestInput: 1000)
    #expect(small.digest(ofFile: path) == nil)
  }

  @Test func tellsWhatIsOnRecord() async throws {
    let digest = try objects.keep(Array("cup".utf8))
    let slots: [Int: SlotRecord] = [1: .kept(Sample.media("cup"), ServedBy())]
    try await database.keep(Sample.fingerprint, form: Sample.form, slots: slots, request: nil)
    #expect(facts().work(Sample.fingerprint) == WorkRecord(slots: slots))
    #expect(facts().form(of: Sample.fingerprint) == Sample.form)
    #expect(facts().hasObject(digest))
    #expect(!facts().hasObject(SHA256.digest("none")))
    #expect(facts().lastFingerprint(of: "cup") == nil)
  }

  @Test func troubleIsNotTakenForNothing() async throws {
    let facts = facts()
    try facts.check()
    await database.close()
    #expect(facts.failure == nil)
    #expect(facts.work(Sample.fingerprint) == nil)
    #expect((facts.failure as? StoreError)?.code == .conflict)
    let error = #expect(throws: StoreError.self) { try facts.check() }
    #expect(error?.code == .conflict)
  }
}
