import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(10)))
struct FaultTests {
  static let reset = "read: \(ECONNRESET)"

  /// Faults of creates: the status that comes (0 for a reset), words of its answer, and whether it
  /// was billed.
  static let creates: [(fault: String, status: Int, words: String, isBilled: Bool)] = [
    ("status 429", 429, #"{"code":"resource-exhausted","error":"The model is"#, false),
    ("status 500 billed=yes", 500, #"{"code":"internal","#, true),
    ("status 503 body=html", 503, "<!DOCTYPE html>", false),
    ("status 502 body=empty", 502, "", false),
    ("status 504 body=text message=late", 504, "late", false),
    ("status 400 body=sentence", 400, "Client specified an invalid argument", false),
    ("status 403 body=nested", 403, #""code":"permission-denied","message""#, false),
    ("status 529 body=number code=x", 529, #"{"error":{"code":529"#, false),
    ("status 413 body=only", 413, #"{"error":"A fault"#, false),
    ("status 418 code=teapot", 418, #""code":"teapot""#, false),
    ("reset", 0, "", false),
    ("reset before", 0, "", false),
    ("reset after", 0, "", true),
    ("malformed", 200, "}{", true),
    ("wrong_type", 200, "{", true),
    ("wrong_type body", 200, "<!DOCTYPE html>", true),
    ("slow 0s", 200, "{", true),
  ]

  @Test(arguments: creates) func create(
    fault: String, status: Int, words: String, isBilled: Bool
  ) async throws {
    for (path, medium) in [("images", Medium.image), ("videos", .video)] {
      let bench = try TestBench()
      do {
        let reply = try await bench.post(
          "/v1/\(path)/generations", ["prompt": "p"], ["X-Emulator-Fault": fault])
        #expect(reply.status == status)
        #expect(reply.headers["x-emulator"] == "1")
        #expect(words.isEmpty ? reply.body.isEmpty : reply.text.contains(words), "\(reply.text)")
      } catch let error as RawClientError {
        #expect(status == 0 && error.reason == Self.reset)
      }
      #expect(bench.emulator.ledger.count == (isBilled ? 1 : 0))
      let stats = bench.emulator.stats
      #expect(
        stats.requests == [
          EmulatorStats.Requests(path: "/v1/\(path)/generations", status: status, count: 1)
        ])
      #expect(stats.faults == [String(fault.prefix { $0 != " " }): 1])
      let isLost = fault != "wrong_type" && fault != "slow 0s"
      #expect(stats.inFlight.all == (medium == .image || isLost ? 0 : 1))
    }
  }

  @Test(arguments: [
    ("retry_after=3", "retry-after", "3"), ("retry_after_ms=250", "retry-after-ms", "250"),
    ("retry_date=20", "retry-after", "Wed, 18 Nov 2026 11:07:00 GMT"),
  ])
  func retryAfter(setting: String, header: String, value: String) async throws {
    let bench = try TestBench()
    let reply = try await bench.post(
      "/v1/images/generations", ["prompt": "p"], ["X-Emulator-Fault": "status 429 \(setting)"])
    #expect(reply.headers[header] == value)
  }

  @Test func truncates() async throws {
    let bench = try TestBench()
    let reply = try await bench.post(
      "/v1/images/generations", ["prompt": "p"], ["X-Emulator-Fault": "truncate 10"])
    #expect(reply.status == 200)
    #expect(reply.body.count == 10)
    #expect(try #require(Int(reply.headers["content-length"] ?? "")) > 10)
    #expect(bench.emulator.ledger.count == 1)
  }

  /// The answer never comes while the emulator runs; its end breaks all off.
  @Test(arguments: [
    ("stall", false), ("stall before", false), ("stall after", true), ("stall body", true),
  ])
  func stalls(fault: String, isBilled: Bool) async throws {
    let bench = try TestBench()
    let request = TestBench.request("/v1/images/generations", ["prompt": "p"])
    var faulty = request
    faulty.headers["x-emulator-fault"] = fault
    let stalled = Task { [faulty] in try await bench.exchange([faulty]) }
    while bench.emulator.stats.requests.isEmpty { await Task.yield() }
    // Others are served all the while.
    #expect(try await bench.send(request).status == 200)
    #expect(bench.emulator.ledger.count == (isBilled ? 2 : 1))
    bench.emulator.stop()
    let reply = try #require(try await stalled.value.first)
    #expect(reply.status == (fault == "stall body" ? 200 : 503))
    if fault == "stall body" {
      #expect(reply.body.count < (Int(reply.headers["content-length"] ?? "") ?? 0))
    }
  }

  @Test func isSlow() async throws {
    let bench = try TestBench()
    let address = try await bench.post("/v1/images/generations", ["prompt": "p"]).json["data"]?
      .elements?.first?["url"]
    let whole = try await bench.bytes(at: address)
    let path = try bench.path(of: address)
    async let reply = bench.ask("GET", path, fault: "slow 2s bytes_per_second=200")
    await bench.timer.waitForScheduled(1)
    #expect(bench.emulator.stats.requests.last?.count == 1)
    bench.timer.advance(by: .seconds(2))
    for _ in 1..<(whole.count + 19) / 20 {
      await bench.timer.waitForScheduled(1)
      bench.timer.advance(by: .milliseconds(100))
    }
    #expect(try await reply.body == whole)
  }

  @Test(arguments: [
    ("moderated", "GET", "/media/x.jpg", "'moderated' cannot happen to this request"),
    ("stauts 500", "POST", "/v1/images/generations", "did you mean 'status'?"),
    ("job_failed", "POST", "/v1/images/generations", "cannot happen"),
    ("wrong_type medium", "POST", "/v1/images/generations", "cannot happen"),
  ])
  func wrongHeaders(fault: String, method: String, path: String, words: String) async throws {
    let bench = try TestBench()
    var request = TestBench.request(path, ["prompt": "p"])
    request.method = method
    request.headers["x-emulator-fault"] = fault
    if method == "GET" { request.body = [] }
    let reply = try await bench.send(request)
    #expect(reply.status == 400)
    #expect(reply.text.contains(words), "\(reply.text)")
    #expect(bench.emulator.ledger.isEmpty)
  }

  /// A refusal is a refusal, and takes no fault from the rules.
  @Test func refusalsMeetNoFault() async throws {
    var options = EmulatorOptions()
    var rule = FaultRule(.reset(.before))
    rule.times = 1
    options.faults = [rule]
    let bench = try TestBench(options)
    #expect(try await bench.post("/v1/images/generations", ["n": 1]).status == 422)
    #expect(bench.emulator.stats.faults.isEmpty)
    await #expect(throws: RawClientError.self) {
      try await bench.post("/v1/images/generations", ["prompt": "p"])
    }
    #expect(try await bench.post("/v1/images/generations", ["prompt": "p"]).status == 200)
  }
}
