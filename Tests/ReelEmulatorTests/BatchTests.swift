import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

/// The Batch API.
@Suite(.timeLimit(.minutes(10)))
struct BatchTests {
  private func create(_ bench: TestBench, _ body: JSONValue = ["name": "b"]) async throws -> String
  {
    let reply = try await bench.post("/v1/batches", body)
    try #require(reply.status == 200, "\(reply.text)")
    return "/v1/batches/" + (try #require(reply.json["batch_id"]?.string))
  }

  private func settled(_ bench: TestBench, _ path: String) async throws -> JSONValue {
    for _ in 0..<5000 {
      let batch = try await bench.get(path).json
      if batch["state"]?["num_pending"] == 0 { return batch }
    }
    throw RawClientError(reason: "the batch never ended")
  }

  private static func item(_ id: String, _ kind: String, _ body: JSONValue) -> JSONValue {
    ["batch_request_id": .string(id), "batch_request": [kind: body]]
  }

  private static let film: JSONValue = ["url": VideoTests.filmURI]
  private static let items: [JSONValue] = [
    item("a", "image_generation", ["prompt": "kite", "n": 2]),
    item("b", "image_edit", ["prompt": "dusk", "image": ["url": VideoTests.uri]]),
    item("c", "video_generation", ["prompt": "sea", "duration": 4]),
    item("d", "video_generation", ["prompt": "rain", "video": film]),
    item("e", "video_extension", ["prompt": "on", "video": film, "duration": 3]),
    item("f", "image_generation", ["prompt": "no", "n": 11]),
    item("a", "image_generation", ["prompt": "twice"]),
  ]

  @Test func isWorkedOffAtHalfThePrice() async throws {
    let bench = try TestBench()
    let path = try await create(bench)
    #expect(try await bench.get(path).json["state"]?["num_requests"] == 0)
    let added = try await bench.post(
      "\(path)/requests", ["batch_requests": .array(Self.items)])
    #expect(added.status == 200, "\(added.text)")
    let batch = try await settled(bench, path)
    #expect(
      batch["state"] == [
        "num_requests": 6, "num_pending": 0, "num_success": 5, "num_error": 1, "num_cancelled": 0,
      ])
    let results = try #require(try await bench.get("\(path)/results").json["results"]?.elements)
    #expect(
      results.compactMap { $0["batch_request_id"]?.string } == ["a", "b", "c", "d", "e", "f"])
    let responses = results.map { $0["batch_result"]?["response"] }
    #expect(responses[0]?["image_generation"]?["data"]?.elements?.count == 2)
    let url = responses[2]?["video_generation"]?["video"]?["url"]
    #expect(try await bench.bytes(at: url).isEmpty == false)
    #expect(responses[4]?["video_extension"]?["video"]?["duration"] == 9)
    #expect(results[5]["batch_result"]?["error"]?["code"] == "invalid-argument")
    #expect(results[5]["error_message"]?.string?.contains("from 1 to 10") == true)
    // Half of 2 × $0.02, $0.022, 4 × $0.05, 6 × $0.07 and 9 × the dearest rate.
    let costs = bench.emulator.ledger.map(\.cost.count)
    #expect(costs.prefix(4) == [200_000_000, 110_000_000, 1_000_000_000, 2_100_000_000])
    #expect(
      responses[0]?["image_generation"]?["usage"]?["cost_in_usd_ticks"] == .int(costs[0]))
    #expect(
      batch["cost_breakdown"]?["total_cost_usd_ticks"] == .int(costs.reduce(0, +)))
    #expect(batch["cost_breakdown"]?["endpoint_costs"]?.elements?.count == 4)
    #expect(bench.emulator.stats.inFlight.all == 0)
  }

  @Test func cancelEndsWhatIsPending() async throws {
    let bench = try TestBench(EmulatorOptions(imageLatency: .seconds(3)))
    let path = try await create(bench)
    _ = try await bench.post(
      "\(path)/requests", ["batch_requests": .array(Array(Self.items.prefix(2)))])
    #expect(try await bench.get("\(path)").json["state"]?["num_pending"] == 2)
    let requests = try await bench.get("\(path)/requests").json["batch_request_metadata"]
    #expect(requests?.elements?.map { $0["state"] } == ["pending", "pending"])
    let cancelled = try await bench.ask("POST", "\(path):cancel")
    #expect(cancelled.json["state"]?["num_cancelled"] == 2)
    #expect(cancelled.json["cancel_time"]?.string != nil)
    bench.timer.advance(by: .seconds(3))
    #expect(try await bench.get("\(path)/results").json["results"] == [])
    #expect(bench.emulator.ledger.isEmpty)
    let late = try await bench.post("\(path)/requests", ["batch_requests": []])
    #expect(late.status == 400)
  }

  private func jsonl(_ bench: TestBench, _ lines: [String]) async throws -> JSONValue {
    let text = lines.joined(separator: "\n") + "\n"
    let file = try await bench.send(
      FormBody().file("file", Array(text.utf8)).request("/v1/files"))
    return ["name": "lines", "input_file_id": file.json["id"] ?? .null]
  }

  @Test func readsALineFile() async throws {
    let bench = try TestBench()
    let body = try await jsonl(
      bench,
      [
        #"{"custom_id":"1","method":"POST","url":"/v1/images/generations","body":{"prompt":"a"}}"#,
        #"{"custom_id":"2","method":"POST","url":"/v1/videos","body":{"prompt":"b"}}"#,
      ])
    let path = try await create(bench, body)
    let batch = try await settled(bench, path)
    #expect(batch["state"]?["num_success"] == 2)
    #expect(batch["input_file_id"] == body["input_file_id"])
    let sealed = try await bench.post("\(path)/requests", ["batch_requests": []])
    #expect(sealed.status == 400)
    #expect(bench.emulator.ledger.map(\.prompt) == ["a", "b"])
  }

  @Test(arguments: [
    "{", #"{"custom_id":"2","method":"GET","url":"/v1/videos","body":{}}"#,
    #"{"custom_id":"2","method":"POST","url":"/v1/chat/completions","body":{}}"#,
  ])
  func oneWrongLineCancelsAll(line: String) async throws {
    let bench = try TestBench()
    let right =
      #"{"custom_id":"1","method":"POST","url":"/v1/images/edits","body":{"prompt":"a"}}"#
    let path = try await create(bench, try await jsonl(bench, [right, line]))
    let batch = try await bench.get(path).json
    #expect(batch["state"]?["num_cancelled"] == 1)
    #expect(batch["cancel_by_xai_message"]?.string?.contains("Line 2") == true)
    #expect(bench.emulator.ledger.isEmpty)
  }

  @Test func listsBatchesAndPages() async throws {
    let bench = try TestBench()
    for name in ["a", "b", "c"] { _ = try await create(bench, ["name": .string(name)]) }
    let first = try await bench.get("/v1/batches?limit=2").json
    #expect(first["batches"]?.elements?.map { $0["name"] } == ["c", "b"])
    let next = try #require(first["pagination_token"]?.string)
    let second = try await bench.get("/v1/batches?limit=2&pagination_token=\(next)").json
    #expect(second["batches"]?.elements?.map { $0["name"] } == ["a"])
    #expect(second["pagination_token"] == .null)
  }

  @Test(
    arguments: [
      ("", [:], 422, "missing field `name`"),
      ("", ["name": "b", "input_file_id": "file_x"], 400, "does not exist"),
      ("/x/requests", ["batch_requests": []], 404, "The batch x"),
      ("/x:cancel", [:], 404, "The batch x"),
      (
        "/x/requests", ["batch_requests": [["batch_request_id": "1"]]], 422,
        "missing field `batch_request`"
      ),
      (
        "/x/requests", ["batch_requests": [item("1", "responses", [:])]], 400,
        "`responses` is not supported for batch processing"
      ),
    ] as [(String, JSONValue, Int, String)])
  func refuses(path: String, body: JSONValue, status: Int, words: String) async throws {
    let reply = try await TestBench().post("/v1/batches\(path)", body)
    #expect(reply.status == status)
    #expect(reply.text.contains(words), "\(reply.text)")
  }
}
