import ReelBasics
import ReelPlan

@testable import ReelStore

/// Records in which requests stand everywhere that they can stand.
enum SampleRecords {
  static let kept = work("kept"), shared = work("shared"), job = work("job")
  static let answered = work("answered"), begun = work("begun"), lost = work("lost")
  static let refused = work("refused"), failed = work("failed"), resent = work("resent")
  static let adopted = work("adopted")

  /// All works for which something was sent that may have been billed, or refused.
  static let works = [kept, shared, job, answered, begun, lost, refused, resent, adopted]

  private static func work(_ name: String) -> Fingerprint { Fingerprint(SHA256.digest(name)) }

  private static func media(_ name: String) -> SlotRecord {
    .kept(
      Sample.media(name),
      ServedBy(
        model: "served", revisedPrompt: "a \u{1F3AC} \"cup\"\n", requestID: "r",
        stored: StoredFile(id: "file-1", expires: 2_000_000_000)))
  }

  /// Fills new records.
  static func write(to database: RecordDatabase) async throws {
    let first = try await database.begin(Sample.intent(kept))
    try await database.settle(first, as: .answered(Sample.answer))
    try await database.keep(kept, form: Sample.form, slots: [1: media("1")], request: first)
    try await database.keep(
      kept, form: Sample.form, slots: [2: .moderated], request: first, collects: true)
    try await database.keep(shared, form: "form", slots: [1: media("3")], request: nil)
    let again = try await database.begin(Sample.intent(kept, slots: [3], worstCost: nil))
    try await database.settle(again, as: .notTaken(reason: "429"))
    let running = try await database.begin(Sample.intent(job, slots: [1]))
    try await database.settle(running, as: .job(id: "j-1"))
    let done = try await database.begin(Sample.intent(answered, slots: [1]))
    try await database.settle(done, as: .job(id: "j-2"))
    try await database.settle(done, as: .answered(Sample.answer.only(itemsAt: [0])))
    let gone = try await database.begin(Sample.intent(lost, slots: [1]))
    try await database.settle(gone, as: .job(id: "j-3"))
    try await database.settle(gone, as: .lost(reason: "expired"))
    for fingerprint in [refused, failed] {
      let request = try await database.begin(Sample.intent(fingerprint, slots: [1]))
      let refusal = Refusal(kind: .moderated, message: "no", cost: Ticks(3))
      try await database.settle(
        request,
        as: fingerprint == refused ? .refused(refusal) : .failed(reason: "no", cost: Ticks(4)))
    }
    let silent = try await database.begin(Sample.intent(resent, slots: [1]))
    try await database.settle(silent, as: .unsettled(reason: "reset"))
    _ = try await database.begin(Sample.intent(resent, slots: [1]), replacing: [silent])
    let account = try await database.begin(Sample.intent(failed, slots: [1]))
    try await database.settle(account, as: .refused(Refusal(kind: .account, message: "key")))
    _ = try await database.begin(Sample.intent(begun, slots: [1]))
    _ = try await database.begin(Sample.intent(adopted, slots: [1]))
    try await database.adopt(media("4"), as: 1, of: adopted, form: Sample.form)
    try await database.recordPick(
      PickRecord(fingerprint: kept, variant: 1, digest: SHA256.digest("1")), of: "cup",
      manifest: "spring.yaml")
  }

  /// Works that would be asked for without anybody having decided so.
  static func unpaid(_ database: RecordDatabase) throws -> [Fingerprint] {
    let facts = DiskFacts(
      database: database, objects: ObjectStore(StateDirectory("/none")),
      outputs: OutputFolder(root: "/none"), manifest: "m")
    return works.filter { fingerprint in
      guard let work = facts.work(fingerprint) else { return true }
      return work.slots.isEmpty && work.open.isEmpty && work.refusal == nil
    }
  }
}
