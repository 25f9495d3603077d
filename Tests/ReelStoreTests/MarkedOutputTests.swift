import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Originals that are only to be had from outputs which carry a mark: here the words ", marked".
@Suite(.timeLimit(.minutes(10)))
struct MarkedOutputTests {
  let folder: TemporaryFolder
  let database: RecordDatabase
  let objects: ObjectStore
  let outputs: OutputFolder
  private let work = Sample.fingerprint
  private static let mark = "mark1(made,0a,1)"

  init() throws {
    folder = try TemporaryFolder()
    let state = try folder.state()
    database = try RecordDatabase.open(state) { 1 }
    objects = ObjectStore(state)
    outputs = OutputFolder(root: folder.path + "/out", name: "out")
  }

  @Sendable private static func unmark(_ path: String, _ copy: String) -> Bool {
    guard let bytes = FileStatus.head(of: path, count: 1000) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasSuffix(", marked"), let file = try? OpenFile.open(copy, flags: O_WRONLY | O_CREAT)
    else { return false }
    return (try? file.write(Array(text.dropLast(8).utf8))) != nil
  }

  @Sendable private static func digestUnmarked(_ path: String) -> Digest? {
    let text = FileStatus.head(of: path, count: 100).map { String(decoding: $0, as: UTF8.self) }
    return text.flatMap {
      $0.hasSuffix(", marked") ? SHA256.digest("\($0.dropLast(8))") : nil
    }
  }

  /// Whether a plan counts on an output for bytes that the store does not have.
  private func canBringBack(_ text: String) -> Bool {
    DiskFacts(
      database: database, objects: objects, outputs: outputs, manifest: "m",
      digestUnmarked: Self.digestUnmarked
    ).canBringBack(SHA256.digest(text))
  }

  private func lock(_ text: String, recipe: String, original: String) -> LockFile {
    var entry = LockFile.Entry()
    entry.fingerprint = work
    entry.outputs = [
      LockFile.Output(
        path: "cup.png", variant: 1, media: Sample.media(text), original: Sample.media(original),
        recipe: recipe, model: "m", requestID: "r-1", revisedPrompt: nil)
    ]
    return LockFile(entries: ["cup": entry])
  }

  private func facts(_ lock: LockFile?) -> LockedFacts {
    LockedFacts(
      DiskFacts(database: database, objects: objects, outputs: outputs, manifest: "m"), lock: lock)
  }

  private func takeOver(_ lock: LockFile) async throws {
    try await LockTakeover(
      database: database, objects: objects, outputs: outputs, manifest: "m", unmark: Self.unmark
    ).run(lock)
  }

  @Test func `a clone's originals come out of its marked outputs`() async throws {
    let lock = lock("cup, marked", recipe: Self.mark, original: "cup")
    let original = SHA256.digest("cup")
    #expect(!facts(lock).hasObject(original))
    try folder.write("cup, marked", to: "out/cup.png")
    // The plan knows before a run has them.
    #expect(facts(lock).hasObject(original) && !objects.has(original))
    for _ in 1...2 { try await takeOver(lock) }
    #expect(objects.has(original) && !objects.has(SHA256.digest("cup, marked")))
    #expect(
      try database.work(work)?.slots[1]
        == .kept(
          Sample.media("cup"), ServedBy(model: "m", requestID: "r-1")))
    guard case .recorded(let record) = facts(nil).output(at: "cup.png") else {
      Issue.record("the output is not known")
      return
    }
    #expect(record.recipe == Self.mark)
  }

  @Test func `of what was finished and marked, the finished is kept`() async throws {
    let lock = lock("small, marked", recipe: "size1(1x1,cover);" + Self.mark, original: "cup")
    try folder.write("small, marked", to: "out/cup.png")
    let original = SHA256.digest("cup")
    #expect(facts(lock).hasDerived(from: original, by: "size1(1x1,cover)"))
    #expect(facts(lock).hasDerived(from: original, by: "size1(1x1,cover);" + Self.mark))
    #expect(!facts(lock).hasDerived(from: original, by: "size1(2x2,cover)"))
    for _ in 1...2 { try await takeOver(lock) }
    #expect(
      try database.derived(from: original, by: "size1(1x1,cover)")?.digest
        == SHA256.digest("small"))
    #expect(
      objects.has(SHA256.digest("small"))
        && facts(nil).hasDerived(
          from: original, by: "size1(1x1,cover)")
    )
  }

  @Test func `a marked output is known again when its record was lost`() async throws {
    try folder.write("cup, marked", to: "out/cup.png")
    func state() -> OutputState {
      DiskFacts(
        database: database, objects: objects, outputs: outputs, manifest: "m",
        digestUnmarked: Self.digestUnmarked
      ).output(at: "cup.png")
    }
    #expect(state() == .foreign)
    try objects.keep(Array("cup".utf8))
    #expect(state() == .unrecorded)
    // Where it is known what was written, the same original marked otherwise is another hand's work;
    // another original is not.
    for (original, expected) in [("cup", OutputState.foreign), ("pot", .unrecorded)] {
      let record = OutputRecord(
        path: "cup.png", asset: "cup", fingerprint: work, slot: 1,
        original: SHA256.digest(original), recipe: Self.mark, digest: SHA256.digest("before"))
      let stamp = FileStamp(size: 1, modified: 1, inode: 1, device: 1)
      try await database.recordOutputs([(record, stamp)], in: "out", manifest: "m")
      #expect(state() == expected)
    }
  }

  @Test func `what has no mark is kept as it is`() async throws {
    let lock = lock("cup", recipe: Self.mark, original: "cup before")
    try folder.write("cup", to: "out/cup.png")
    try await takeOver(lock)
    #expect(objects.has(SHA256.digest("cup")) && !objects.has(SHA256.digest("cup before")))
  }

  @Test func `a lost original comes back out of an output that was marked`() async throws {
    let source = try folder.write("cup, marked", to: "source")
    let stamp = try outputs.place(source, at: "cup.png")
    let rescue = OutputRescue(
      database: database, objects: objects, outputs: outputs, unmark: Self.unmark)
    let original = SHA256.digest("cup")
    for (recipe, isBack) in [("size1(1x1,cover);" + Self.mark, false), (Self.mark, true)] {
      let record = OutputRecord(
        path: "cup.png", asset: "cup", fingerprint: work, slot: 1, original: original,
        recipe: recipe, digest: SHA256.digest("cup, marked"))
      try await database.recordOutputs([(record, stamp)], in: "out", manifest: "m")
      #expect(canBringBack("cup") == isBack && canBringBack("cup, marked"))
      #expect(try rescue.bringBack(original) == isBack)
      #expect(objects.has(original) == isBack)
    }
    // So does what was derived from it, and marked.
    let small = try outputs.place(folder.write("small, marked", to: "source"), at: "small.png")
    let record = OutputRecord(
      path: "small.png", asset: "cup", fingerprint: work, slot: 1, original: original,
      recipe: "size1(1x1,cover);" + Self.mark, digest: SHA256.digest("small, marked"))
    try await database.recordOutputs([(record, small)], in: "out", manifest: "m")
    #expect(try !rescue.bringBack(SHA256.digest("small")) && !canBringBack("small"))
    try await database.recordDerived(
      Sample.media("small"), from: original, by: "size1(1x1,cover)")
    #expect(canBringBack("small"))
    #expect(try rescue.bringBack(SHA256.digest("small")) && objects.has(SHA256.digest("small")))
    // Another hand's are not those.
    try objects.remove(original)
    try folder.write("pot, marked", to: "out/cup.png")
    #expect(try !rescue.bringBack(original) && !objects.has(original))
    #expect(!canBringBack("cup"))
  }
}
