import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

/// Faults of polls, and of creates as polls show them.
@Suite(.timeLimit(.minutes(10)))
struct JobFaultTests {
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
      #expect(status == 0 && error.reason == FaultTests.reset)
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
}
