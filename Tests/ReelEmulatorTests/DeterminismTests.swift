import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

@Suite(.timeLimit(.minutes(10)))
struct DeterminismTests {
  private func pictures(_ bench: TestBench, _ body: JSONValue) async throws -> [[UInt8]] {
    let reply = try await bench.post("/v1/images/generations", body)
    var all: [[UInt8]] = []
    for row in try #require(reply.json["data"]?.elements) {
      all.append(try await bench.bytes(at: row["url"]))
    }
    return all
  }

  @Test func sameRequestAndSeedSameBytes() async throws {
    let one = try TestBench(EmulatorOptions(seed: 7))
    let two = try TestBench(EmulatorOptions(seed: 7))
    let other = try TestBench(EmulatorOptions(seed: 8))
    let body: JSONValue = ["prompt": "kite", "n": 2]
    let first = try await pictures(one, body)
    #expect(try await pictures(one, body) == first)
    #expect(try await pictures(two, body) == first)
    #expect(try await pictures(other, body) != first)
    #expect(try await pictures(one, ["prompt": "kites", "n": 2]) != first)
    // The shape of the request does not matter, what it says does.
    #expect(try await pictures(one, ["size": "1024x1024", "n": "2", "prompt": "kite"]) == first)
    #expect(Set(first).count == 2)
  }

  @Test func idsFollowFromSeedBodyAndOccurrence() async throws {
    let request: JSONValue = ["prompt": "sea"]
    func ids(_ seed: UInt64) async throws -> [String] {
      let bench = try TestBench(EmulatorOptions(seed: seed))
      var ids: [String] = []
      for body in [request, request, ["prompt": "land"]] {
        let reply = try await bench.post("/v1/videos/generations", body)
        ids.append(try #require(reply.json["request_id"]?.string))
      }
      return ids
    }
    let first = try await ids(1)
    #expect(try await ids(1) == first)
    #expect(Set(first + (try await ids(2))).count == 6)
    for id in first { #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12]) }
  }

  @Test func filmsAreDrawnOnceAndJobsStayApart() async throws {
    let bench = try TestBench()
    let one = try await bench.film("/v1/videos/generations", ["prompt": "sea"])
    let two = try await bench.film("/v1/videos/generations", ["prompt": "sea", "duration": "8"])
    #expect(one["video"]?["url"] != two["video"]?["url"])
    let bytes = try await bench.bytes(at: one["video"]?["url"])
    #expect(try await bench.bytes(at: two["video"]?["url"]) == bytes)
    #expect(bench.studio.films.withLock { $0.count } == 1)
    _ = try await bench.film("/v1/videos/generations", ["prompt": "sea", "duration": 7])
    #expect(bench.studio.films.withLock { $0.count } == 2)
  }

  @Test func addressesExpire() async throws {
    let bench = try TestBench(
      EmulatorOptions(imageLatency: .seconds(5), timeToLive: .seconds(60)))
    async let reply = bench.post("/v1/images/generations", ["prompt": "p"])
    await bench.timer.waitForScheduled(1)
    bench.timer.advance(by: .seconds(5))
    let address = try await reply.json["data"]?.elements?.first?["url"]
    let path = try bench.path(of: address)
    bench.timer.advance(by: .milliseconds(59_999))
    #expect(try await bench.get(path, headers: [:]).status == 200)
    bench.timer.advance(by: .milliseconds(1))
    #expect(try await bench.get(path, headers: [:]).status == 403)
    let edit = try await bench.post(
      "/v1/images/edits", ["prompt": "p", "image": ["url": try #require(address)]])
    #expect(edit.status == 400)
  }

  @Test func theOldestMediaGiveWay() async throws {
    let bench = try TestBench(EmulatorOptions(mediaMemory: 3000))
    var paths: [String] = []
    for prompt in ["a", "b", "c"] {
      let reply = try await bench.post("/v1/images/generations", ["prompt": .string(prompt)])
      paths.append(try bench.path(of: reply.json["data"]?.elements?.first?["url"]))
    }
    var statuses: [Int] = []
    for path in paths { statuses.append(try await bench.get(path, headers: [:]).status) }
    #expect(statuses == [404, 200, 200])
  }
}
