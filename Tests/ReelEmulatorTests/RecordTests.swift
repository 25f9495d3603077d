import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite(.timeLimit(.minutes(10)))
struct RecordTests {
  @Test func ledgerHoldsWhatTheCatalogueSays() async throws {
    let bench = try TestBench()
    let picture = TestBench.request(
      "/v1/images/generations",
      ["prompt": "kite", "n": 3, "model": "grok-imagine-image-2.0", "resolution": "2k"])
    #expect(try await bench.send(picture).status == 200)
    let created = try await bench.post(
      "/v1/videos/generations",
      ["prompt": "sea", "image": VideoTests.uri, "duration": 7, "resolution": "720p"])
    _ = try await bench.post("/v1/images/generations", ["prompt": "no", "n": 11])
    let prices = [
      Catalogue.xai.cost(
        model: "grok-imagine-image-2.0", operation: .generateImage,
        parameters: [.resolution: .text("2k")], results: 3, inputImages: 0),
      Catalogue.xai.cost(
        model: "grok-imagine-video", operation: .animateImage,
        parameters: [.resolution: .text("720p"), .duration: .integer(7)], results: 1,
        inputImages: 1),
    ].compactMap { $0?.high }
    let entries = bench.emulator.ledger
    #expect(entries.map(\.cost) == prices)
    #expect(entries.map(\.sequence) == [1, 2])
    #expect(entries.map(\.operation) == ["generate-image", "animate-image"])
    #expect(entries.map(\.prompt) == ["kite", "sea"])
    #expect(entries[0].body == SHA256.digest(picture.body))
    #expect(.string(entries[1].requestID) == created.json["request_id"])
    let ledger = try await bench.get("/_emulator/ledger", headers: [:]).json
    #expect(ledger["total_cost_in_usd_ticks"] == .int((prices[0] + prices[1]).count))
    let row = try #require(ledger["entries"]?.elements?.first)
    #expect(
      row.fields?.keys.sorted() == [
        "body_sha256", "cost_in_usd_ticks", "model", "operation", "prompt", "request_id",
        "sequence", "time",
      ])
    #expect(row["time"] == "2026-11-18T11:06:40.123Z")
  }

  @Test func ledgerFileGetsALineAtOnceAndKeepsWhatItHas() async throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("ledger-\(UUID().uuidString).ndjson").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for round in 1...2 {
      let bench = try TestBench(EmulatorOptions(ledgerPath: path))
      for prompt in ["a", "b\n"] {
        _ = try await bench.post("/v1/images/generations", ["prompt": .string(prompt)])
      }
      let data = try #require(FileManager.default.contents(atPath: path))
      let lines = data.split(separator: UInt8(ascii: "\n"))
      #expect(lines.count == 2 * round)
      let values = try lines.suffix(2).map { try JSONValue(parsing: $0) }
      #expect(values == bench.emulator.ledger.map(\.json))
      #expect(data.last == UInt8(ascii: "\n"))
    }
  }

  @Test func ledgerFileThatCannotBeOpened() {
    #expect(throws: EmulatorError.self) {
      try TestBench(EmulatorOptions(ledgerPath: "/nowhere/at/all.ndjson"))
    }
  }

  @Test func statsCountByPathAndStatus() async throws {
    let bench = try TestBench()
    _ = try await bench.film("/v1/videos/generations", ["prompt": "p"])
    for _ in 0..<2 { _ = try await bench.post("/v1/images/edits", ["prompt": "p"]) }
    _ = try await bench.get("/v1/image-generation-models/x")
    _ = try await bench.get("/secret/path")
    let reply = try await bench.get("/_emulator/stats", headers: [:])
    let rows = try #require(reply.json["requests"]?.elements)
    func count(_ path: String, _ status: Int64) -> Int64? {
      rows.first { $0["path"]?.string == path && $0["status"]?.integer == status }?["count"]?
        .integer
    }
    #expect(count("/v1/videos/generations", 200) == 1)
    #expect(count("/v1/videos/{id}", 200) == 1)
    #expect(count("/v1/images/edits", 422) == 2)
    #expect(count("/v1/image-generation-models/{id}", 404) == 1)
    #expect(count("(unknown)", 404) == 1)
    #expect(reply.json["in_flight"] == ["all": 0, "image": 0, "video": 0])
    #expect(reply.json["peak_in_flight"] == ["all": 1, "image": 1, "video": 1])
  }

  @Test func peakInFlightOfPicturesAndFilms() async throws {
    let bench = try TestBench(
      EmulatorOptions(imageLatency: .seconds(2), videoLatency: .seconds(20)))
    var ids: [String] = []
    for number in 0..<3 {
      let created = try await bench.post("/v1/videos/generations", ["prompt": .string("\(number)")])
      ids.append(try #require(created.json["request_id"]?.string))
    }
    let requests = (0..<12).map {
      TestBench.request("/v1/images/generations", ["prompt": .string("\($0)")])
    }
    async let replies = bench.exchange(requests)
    await bench.timer.waitForScheduled(12)
    #expect(bench.emulator.stats.inFlight == .init(image: 12, video: 3, all: 15))
    // Nothing is billed before its answer.
    #expect(bench.emulator.ledger.count == 3)
    bench.timer.advance(by: .milliseconds(1999))
    #expect(bench.emulator.stats.inFlight.image == 12)
    bench.timer.advance(by: .milliseconds(1))
    #expect(try await replies.allSatisfy { $0.status == 200 })
    #expect(bench.emulator.stats.inFlight == .init(image: 0, video: 3, all: 3))
    bench.timer.advance(by: .seconds(20))
    // A job ends with the poll that reports it, once.
    for id in ids {
      for _ in 0..<2 { while try await bench.get("/v1/videos/\(id)").status == 202 {} }
    }
    #expect(bench.emulator.stats.inFlight == .init())
    #expect(bench.emulator.stats.peakInFlight == .init(image: 12, video: 3, all: 15))
    #expect(bench.emulator.ledger.count == 15)
  }
}
