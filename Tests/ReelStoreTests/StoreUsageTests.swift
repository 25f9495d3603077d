import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

@Suite(.timeLimit(.minutes(10)))
struct StoreUsageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// On a fresh clone the outputs alone enter the store, and what was paid for never was here.
  @Test func whatCannotBeMadeAgainIsNotFreeToGo() async throws {
    let state = try folder.state()
    let database = try RecordDatabase.open(state) { 7 }
    let objects = ObjectStore(state)
    let original = SHA256.digest("original")
    let media = Sample.media("derived")
    try await database.recordDerived(media, from: original, by: "size")
    try objects.keep(Array("derived".utf8))
    var usage = try StoreUsage(database, objects, needed: [])
    #expect(usage.objects.map(\.kind) == [.history])
    #expect(usage.removable(before: nil).isEmpty)
    try objects.keep(Array("original".utf8))
    usage = try StoreUsage(database, objects, needed: [])
    #expect(usage.removable(before: nil).map(\.digest) == [media.digest])
  }
}
