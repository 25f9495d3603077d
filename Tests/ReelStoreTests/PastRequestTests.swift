import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

/// All requests, as a page about them reads them.
@Suite(.timeLimit(.minutes(10)))
struct PastRequestTests {
  @Test func everyRequestIsThereWithItsEndAndItsCost() async throws {
    let folder = try TemporaryFolder()
    let database = try RecordDatabase.open(try folder.state()) { 1_700_000_000 }
    try await SampleRecords.write(to: database)
    let requests = try database.requests()
    #expect(
      requests.map(\.state) == [
        .collected, .notTaken, .job, .answered, .lost, .refused, .failed, .resent, .begun, .refused,
        .begun, .collected,
      ])
    #expect(requests[0].fingerprint == SampleRecords.kept && requests[0].cost == Sample.answer.cost)
    #expect(requests[4].reason == "expired" && requests[5].cost == Ticks(3))
    #expect(requests.allSatisfy { $0.begun == 1_700_000_000 })
    #expect(requests.filter { $0.settled == nil }.map(\.state) == [.begun, .begun])
    // What nobody gave a figure for is what all runs together may have spent on top.
    let sum = requests.compactMap(\.unconfirmedCost).reduce(.zero, +)
    #expect(sum == (try database.spending().possiblySpent))
    #expect(requests.compactMap(\.cost).reduce(.zero, +) == (try database.spending().spent))
  }

  @Test func whatIsToBeForgottenReadsAsItWill() async throws {
    let folder = try TemporaryFolder()
    let state = try folder.state()
    let database = try RecordDatabase.open(state) { 1_700_000_000 }
    try await SampleRecords.write(to: database)
    let before = try RecordDatabase.openReadOnly(state, forgetsOpen: true)
    let works = try SampleRecords.works.map { try before.work($0) }
    let held = try before.holding { () throws(StoreError) in try before.work(SampleRecords.job) }
    let states = try before.requests().map(\.state)
    let possiblySpent = try before.spending().possiblySpent
    #expect(try before.openJobs().isEmpty)
    #expect(try await database.forgetOpenRequests() == 5)
    #expect(try SampleRecords.works.map { try database.work($0) } == works)
    #expect(try database.work(SampleRecords.job) == held)
    #expect(try database.requests().map(\.state) == states)
    #expect(try database.spending().possiblySpent == possiblySpent)
  }
}
