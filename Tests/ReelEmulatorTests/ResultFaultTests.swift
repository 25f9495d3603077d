import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelEmulator

/// Faults of what is made: pictures that are kept back, and downloads.
@Suite(.timeLimit(.minutes(10)))
struct ResultFaultTests {
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

  /// Polls and downloads have the prompt of what they are about.
  @Test func rulesSeeThePromptsOfResults() async throws {
    var options = EmulatorOptions()
    for (operation, status) in [("poll", 502), ("download", 504)] {
      var rule = FaultRule(try Fault("status \(status)"))
      rule.operations = [operation]
      rule.prompt = "kite"
      rule.times = 1
      options.faults.append(rule)
    }
    let bench = try TestBench(options)
    for (prompt, isHit) in [("sea", false), ("a kite", true)] {
      let created = try await bench.post(
        "/v1/videos/generations", ["prompt": .string(prompt)])
      let path = "/v1/videos/\(try #require(created.json["request_id"]?.string))"
      let first = try await bench.get(path).status
      #expect((first == 502) == isHit)
      while try await bench.get(path).status == 202 {}
      let url = try await bench.get(path).json["video"]?["url"]
      let file = try bench.path(of: url)
      #expect(try await bench.get(file, headers: [:]).status == (isHit ? 504 : 200))
      #expect(try await bench.get(file, headers: [:]).status == 200)
    }
    #expect(bench.emulator.stats.faults == ["status": 2])
  }
}
