import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelEmulator

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(1)))
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

  /// Faults of polls: the status, words of the answer, and whether the next poll sees the film.
  static let polls: [(fault: String, status: Int, words: String, isBack: Bool)] = [
    ("status 429", 429, "resource-exhausted", true),
    ("status 404", 404, "not-found", true),
    ("empty_pending", 202, "", true),
    ("job_failed", 200, #""code":"internal_error""#, false),
    ("job_failed service_unavailable", 200, #""code":"service_unavailable""#, false),
    ("job_expired", 200, #"{"status":"expired"}"#, false),
    ("moderated", 400, #"{"code":"imagine:content-moderated","error":"Generated video"#, false),
    ("moderated flag", 200, #""respect_moderation":false,"url":"""#, false),
    ("moderated failed", 200, #""code":"invalid_argument","message":"Generated video"#, false),
    ("malformed", 200, "}{", true),
    ("wrong_type body", 200, "<html>", true),
    ("reset", 0, "", true),
    ("reset after", 0, "", true),
  ]

  @Test(arguments: polls) func poll(
    fault: String, status: Int, words: String, isBack: Bool
  ) async throws {
    let bench = try TestBench()
    let created = try await bench.post("/v1/videos/generations", ["prompt": "p"])
    let path = "/v1/videos/\(try #require(created.json["request_id"]?.string))"
    while try await bench.ask("GET", path, fault: "slow 0s").status == 202 {}
    do {
      let reply = try await bench.ask("GET", path, fault: fault)
      #expect(reply.status == status)
      #expect(words.isEmpty ? reply.body.isEmpty : reply.text.contains(words), "\(reply.text)")
    } catch let error as RawClientError {
      #expect(status == 0 && error.reason == Self.reset)
    }
    let next = try await bench.get(path)
    #expect((next.json["video"]?["url"]?.string?.hasPrefix("http") == true) == isBack)
    #expect(bench.emulator.ledger.count == 1)
    #expect(bench.emulator.stats.inFlight.video == 0)
  }

  /// Faults of creates that the polls show: status, words, whether it was billed.
  static let jobs: [(fault: String, status: Int, words: String, isBilled: Bool)] = [
    ("job_failed", 200, "internal_error", false),
    ("job_failed permission_denied message=no billed=yes", 200, "permission_denied", true),
    ("job_expired", 200, "expired", true),
    ("moderated", 400, #""usage":{"cost_in_usd_ticks":4000000000}"#, true),
    ("moderated flag usage=no", 200, #""respect_moderation":false"#, true),
    ("moderated failed", 200, "invalid_argument", true),
  ]

  @Test(arguments: jobs) func job(
    fault: String, status: Int, words: String, isBilled: Bool
  ) async throws {
    let bench = try TestBench(EmulatorOptions(videoLatency: .seconds(9)))
    let created = try await bench.post(
      "/v1/videos/generations", ["prompt": "p"], ["X-Emulator-Fault": fault])
    let path = "/v1/videos/\(try #require(created.json["request_id"]?.string))"
    #expect(try await bench.get(path).status == 202)
    bench.timer.advance(by: .seconds(9))
    let reply = try await bench.get(path)
    #expect(reply.status == status)
    #expect(reply.text.contains(words), "\(reply.text)")
    #expect(
      reply.text.contains("usage") != fault.contains("usage=no") || !reply.text.contains("done"))
    #expect(bench.emulator.ledger.count == (isBilled ? 1 : 0))
    #expect(bench.studio.films.withLock { $0.isEmpty })
    #expect(bench.emulator.stats.inFlight.video == 0)
  }

  @Test func emptyPendingOfAJob() async throws {
    let bench = try TestBench(EmulatorOptions(videoLatency: .seconds(9)))
    let created = try await bench.post(
      "/v1/videos/generations", ["prompt": "p"], ["X-Emulator-Fault": "empty_pending"])
    let path = "/v1/videos/\(try #require(created.json["request_id"]?.string))"
    let pending = try await bench.get(path)
    #expect(pending.status == 202)
    #expect(pending.body.isEmpty)
    #expect(pending.headers["retry-after-ms"] == "5000")
    bench.timer.advance(by: .seconds(9))
    while try await bench.get(path).status == 202 {}
    #expect(try await bench.get(path).json["status"] == "done")
  }

  /// Moderated pictures: status, words, how many of three slots have an address.
  static let pictures: [(fault: String, status: Int, words: String, addresses: Int)] = [
    ("moderated", 400, #""usage":{"cost_in_usd_ticks":600000000}"#, 0),
    ("moderated usage=no", 400, "Generated image rejected by content moderation.", 0),
    ("moderated error code=invalid-argument", 400, #""code":"invalid-argument""#, 0),
    ("moderated failed", 400, "imagine:content-moderated", 0),
    ("moderated flag", 200, #"{"respect_moderation":false,"url":""}"#, 2),
    ("moderated flag slots=3 usage=no", 200, #""respect_moderation":false"#, 0),
  ]

  @Test(arguments: pictures) func moderatedPictures(
    fault: String, status: Int, words: String, addresses: Int
  ) async throws {
    let bench = try TestBench()
    let reply = try await bench.post(
      "/v1/images/generations", ["prompt": "p", "n": 3], ["X-Emulator-Fault": fault])
    #expect(reply.status == status)
    #expect(reply.text.contains(words), "\(reply.text)")
    #expect(reply.text.contains("usage") != fault.contains("usage=no"))
    let rows = reply.json["data"]?.elements ?? []
    #expect(rows.count { $0["url"]?.string?.isEmpty == false } == addresses)
    #expect(bench.emulator.ledger.map(\.cost) == [Ticks(600_000_000)])
  }

  /// Faults of downloads: status, content type, the first byte, whether the bytes are the right ones.
  static let downloads: [(fault: String, status: Int, type: String, first: UInt8)] = [
    ("status 503", 503, "application/json", UInt8(ascii: "{")),
    ("url_expired", 403, "application/json", UInt8(ascii: "{")),
    ("url_expired 404", 404, "application/json", UInt8(ascii: "{")),
    ("malformed", 200, "image/jpeg", 0xFF),
    ("wrong_type header", 200, "video/mp4", 0xFF),
    ("wrong_type body", 200, "image/jpeg", UInt8(ascii: "<")),
    ("wrong_type medium", 200, "video/mp4", 0),
    ("truncate 1", 200, "image/jpeg", 0xFF),
  ]

  @Test(arguments: downloads) func download(
    fault: String, status: Int, type: String, first: UInt8
  ) async throws {
    let bench = try TestBench()
    let address = try await bench.post("/v1/images/generations", ["prompt": "p"]).json["data"]?
      .elements?.first?["url"]
    let right = try await bench.bytes(at: address)
    let reply = try await bench.ask("GET", try bench.path(of: address), fault: fault)
    #expect(reply.status == status)
    #expect(reply.headers["content-type"] == type)
    #expect(reply.body.first == first)
    #expect((reply.body == right) == (fault == "wrong_type header"))
    let next = try await bench.get(try bench.path(of: address), headers: [:])
    #expect(next.status == (fault.hasPrefix("url_expired") ? status : 200))
  }

  @Test func addressesExpireAfterFetches() async throws {
    let bench = try TestBench()
    let reply = try await bench.post(
      "/v1/images/generations", ["prompt": "p"],
      ["X-Emulator-Fault": "url_expired 404 fetches=2"])
    let path = try bench.path(of: reply.json["data"]?.elements?.first?["url"])
    var statuses: [Int] = []
    for _ in 0..<3 { statuses.append(try await bench.get(path, headers: [:]).status) }
    #expect(statuses == [200, 200, 404])
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
