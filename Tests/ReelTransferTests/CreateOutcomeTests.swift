import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelHTTP
import ReelPlan
import ReelTestSupport
import Testing

/// Every answer to a create, over the wire: the rows of the reference's sections 2.3, 2.4, 3 and 5,
/// and of "What an answer means".
@Suite(.serialized, .timeLimit(.minutes(10))) struct CreateOutcomeTests {
  private static let picture = "generate: image, prompt: P, model: grok-imagine-image-2.0, count: 3"
  private static let film = "generate: video, prompt: P"
  private static let long = String(repeating: "/9j/4AAQ", count: 10_000)
  private static let moderated =
    #"{"code":"imagine:content-moderated","error":"Generated image rejected by content moderation.","usage":{"cost_in_usd_ticks":200000000}}"#

  /// What came of a create, with how many requests arrived.
  private func outcome(
    _ script: [LoopbackServer.Action], of asset: String = picture
  ) async throws -> (outcome: SubmitOutcome, requests: Int, connections: Int, aside: Int) {
    try await Bench.with(script: { _ in script }) { bench in
      let outcome = try await bench.submit(asset)
      // Nothing is left but the folder of what was put aside.
      #expect(bench.leftovers == ["undecodable"])
      #expect(!outcome.reason.contains(Bench.secret))
      return (
        outcome, bench.server.requests.count, bench.server.connectionCount, bench.aside.count
      )
    }
  }

  // MARK: 2.3, 2.4 and 3: what was made

  @Test(arguments: [
    (#"{"data":[{"url":"https://a/1"}]}"#, ["https://a/1"]),
    (
      #"{"created":1,"data":[{"url":"https://a/1","revised_prompt":"q"},{"url":"https://a/2"}]}"#,
      ["https://a/1", "https://a/2"]
    ),
    (
      #"{"data":[{"url":"https://a/1","mime_type":"image/jpeg"},{"url":"","respect_moderation":false},{"url":"https://a/3"}]}"#,
      ["https://a/1", "moderated", "https://a/3"]
    ),
    (#"{"data":[{"b64_json":"/9j/4AE=","mime_type":"image/jpeg"}]}"#, ["5 bytes"]),
    (#"{"data":[{"b64_json":"data:image/png;base64,/9j/4AE="}]}"#, ["5 bytes"]),
    (
      #"{"data":[{"b64_json":"\#(long)"},{"b64_json":"data:image/jpeg;base64,\#(long)"}]}"#,
      ["60000 bytes", "60000 bytes"]
    ),
    (
      #"{"data":[{"url":"data:image/jpeg;base64,\#(long)"},{"url":"https://a/2"}]}"#,
      ["60000 bytes", "https://a/2"]
    ),
    (#"{"data":[{"url":"https://a/1","storage_error":"full"}]}"#, ["https://a/1"]),
    // A text that was cut inside an emoji costs no picture.
    (
      #"{"data":[{"b64_json":"\#(long)","revised_prompt":"q \ud83d"}],"x":1e400}"#, ["60000 bytes"]
    ),
    // What cannot be read keeps its place.
    (
      #"{"data":[{"url":"https://a/1"},{"b64_json":"/9j/4!"},{"url":"https://a/3"}]}"#,
      ["https://a/1", "unreadable", "https://a/3"]
    ),
    (
      #"{"data":[{"b64_json":"\#(long)"},{"b64_json":"\#(long)!"},{"b64_json":"\#(long)"}]}"#,
      ["60000 bytes", "unreadable", "60000 bytes"]
    ),
    (
      #"{"data":[{"url":"data:image/png;base64,\#(long)A"},{"b64_json":"\#(long)"}]}"#,
      ["unreadable", "60000 bytes"]
    ),
    (
      #"{"data":[{"file_output":{"file_id":"file_1","public_url":"https://files-cdn.x.ai/1"}}]}"#,
      ["https://files-cdn.x.ai/1"]
    ),
    (
      #"{"data":[{"url":"https://a/1"},{"url":"https://a/2"},{"url":"https://a/3"},{"url":"https://a/4"}]}"#,
      ["https://a/1", "https://a/2", "https://a/3", "https://a/4"]
    ),
  ])
  func resultsComeInEveryShape(body: String, items: [String]) async throws {
    try await Bench.with(script: { _ in [.readRequest, .send(Bench.answer(200, body))] }) { bench in
      let answer = try #require(try await bench.submit(Self.picture).answer)
      let found = answer.items.map { item in
        switch item {
        case .address(let address): address
        case .moderated: "moderated"
        case .unreadable: "unreadable"
        case .object: "\(bench.object(item)?.count ?? -1) bytes"
        }
      }
      #expect(found == items)
      #expect(bench.leftovers == ["undecodable"])
      // The whole of it is for a person to look at, where a part of it cannot be read.
      let isAside = items.contains("unreadable")
      #expect(bench.aside.count == (isAside ? 1 : 0))
      for case .unreadable(let reason) in answer.items {
        #expect(reason.contains(bench.aside.first ?? "?"))
        let outcome = await bench.bridge.fetch(
          .unreadable(reason: reason), medium: .image, timeLimit: .seconds(60), progress: { _ in })
        #expect(outcome.kind == "lost")
      }
    }
  }

  @Test func whatElseAnAnswerSaysIsKept() async throws {
    let body =
      #"{"model":"served","data":[{"url":"https://a/1","revised_prompt":"q","file_output":{"file_id":"file_1","filename":"f","expires_at":784200000}},{"url":"https://a/2","revised_prompt":"r","file_output":{"file_id":"file_2"}},{"url":"https://a/3"}],"usage":{"cost_in_usd_ticks":400000000}}"#
    let answer = try await outcome([
      .readRequest, .send(Bench.answer(200, body, "X-Request-Id: r-1")),
    ]).outcome.answer
    #expect(answer?.cost == Ticks(400_000_000))
    #expect(answer?.served.model == "served")
    // Each picture has its own.
    #expect(answer?.served(item: 0).revisedPrompt == "q")
    #expect(answer?.served(item: 1).revisedPrompt == "r")
    #expect(answer?.served(item: 2).revisedPrompt == nil)
    #expect(answer?.served.requestID == "r-1")
    // One without an end is not relied on.
    #expect(answer?.stored == [0: StoredFile(id: "file_1", expires: 784_200_000)])
    #expect(answer?.served(item: 0).stored?.id == "file_1")
    #expect(answer?.served(item: 1).stored == nil)
  }

  @Test(arguments: [
    (film, #"{"request_id":"5f0c"}"#, "job 5f0c"), (film, #"{"id":"vid_abc"}"#, "job vid_abc"),
    (picture, #"{"request_id":"5f0c"}"#, "job images/5f0c"),
  ])
  func jobsAreNamed(asset: String, body: String, kind: String) async throws {
    for status in [200, 202] {
      let result = try await outcome([.readRequest, .send(Bench.answer(status, body))], of: asset)
      #expect(result.outcome.kind == kind)
      #expect(result.requests == 1)
    }
  }

  // MARK: 5: errors

  @Test(arguments: [
    (400, #"{"code":"invalid-argument","error":"n must be at most 10"}"#, "rejected"),
    (400, #"{"code":"Client specified an invalid argument","error":"no"}"#, "rejected"),
    (400, #"{"error":{"message":"no","type":"t","code":3,"param":"n"}}"#, "rejected"),
    (400, #"{"error":"no"}"#, "rejected"),
    (
      400,
      #"{"error":"Incorrect API key provided: xa***==. You can obtain an API key from https://console.x.ai."}"#,
      "account"
    ),
    (400, moderated, "moderated"), (401, "", "account"),
    (402, #"{"error":"no credits"}"#, "account"),
    (403, #"{"code":"permission-denied","error":"blocked"}"#, "account"),
    (404, #"{"code":"not-found","error":"no model"}"#, "rejected"), (405, "", "address"),
    (404, "", "address"), (404, "<html>Not Found</html>", "address"),
    (404, #"{"error":"no such file"}"#, "rejected"),
    (408, #"{"error":"timeout"}"#, "unsettled"), (409, "", "rejected"),
    (400, "<html>Bad Request</html>", "rejected"), (418, "no", "rejected"),
    (200, #"{"data":[{"b64_json":"/9j/4!"}]}"#, "unsettled"),
    (413, #"{"error":"Failed to read request body: length limit exceeded"}"#, "rejected"),
    (415, "<html>Unsupported</html>", "rejected"),
    (
      422,
      "Failed to deserialize the JSON body into the target type: missing field `prompt` at line 10 column 1",
      "rejected"
    ),
    (
      429, #"{"code":"resource-exhausted","error":"Too many requests for team x and model y."}"#,
      "slow down"
    ),
    (429, #"{"error":"The model is currently at capacity"}"#, "slow down"),
    (429, #"{"error":"Free usage quota exceeded"}"#, "account"),
    (429, #"{"error":"You have reached your image generation limit for this period"}"#, "account"),
    (500, #"{"code":"internal","error":"oops"}"#, "unsettled"), (500, "", "unsettled"),
    (502, "<html>Bad gateway</html>", "unsettled"),
    (503, #"{"code":"unavailable","error":"overloaded"}"#, "not taken"),
    (503, "<html></html>", "unsettled"), (503, "", "unsettled"),
    (504, "", "unsettled"), (529, #"{"error":"overloaded"}"#, "unsettled"),
    (202, "", "unsettled"), (204, "", "unsettled"), (200, "", "unsettled"),
    (200, "<html></html>", "unsettled"), (200, #"{"data":[]}"#, "unsettled"),
    (200, #"{"data":[],"block_reason":"nudity"}"#, "moderated"), (200, moderated, "moderated"),
    (200, #"{"data":[{"url":"","respect_moderation":false}]}"#, "moderated"),
    (200, #"{"data":[{"url":"https://a/1"}"#, "unsettled"), (200, long, "unsettled"),
    (200, #"{"data":[{"b64_json":"\#(long)!"}]}"#, "unsettled"),
    (200, #"{"data":[{"b64_json":"\#(long)"}]"#, "unsettled"),
    (200, #"{"data":[{"note":"\#(long)"}]}"#, "unsettled"),
    (200, "\(String(repeating: "[", count: 100_000))", "unsettled"),
  ])
  func answersAreClassedByRisk(status: Int, body: String, kind: String) async throws {
    for asset in [Self.picture, Self.film] {
      let result = try await outcome(
        [.readRequest, .send(Bench.answer(status, body)), .readRequest], of: asset)
      #expect(result.outcome.kind == kind, "\(result.outcome)")
      #expect(result.requests == 1)
      // An answer to something paid for that nobody can read is a person's to look at.
      let isKept = kind == "unsettled" && status < 300 && !body.isEmpty
      #expect(result.aside == (isKept ? 1 : 0))
      #expect(result.outcome.reason.contains("undecodable") == isKept)
    }
  }

  @Test(arguments: [
    (["Retry-After: 7"], "slow down 7.0"), (["retry-after-ms: 1500"], "slow down 1.5"),
    (["Retry-After: 7", "retry-after-ms: 250"], "slow down 0.25"),
    (["Retry-After: Sun, 06 Nov 1994 08:50:37 GMT"], "slow down 60.0"),
    (["Retry-After: Sunday, 06-Nov-94 08:49:38 GMT"], "slow down 1.0"),
    (["Retry-After: Sun Nov  6 08:49:30 1994"], "slow down 0.0"),
    (["Retry-After: soon"], "slow down"), (["Retry-After: 1e9"], "slow down"),
    (["Retry-After: 9999999999"], "slow down 86400.0"),
  ])
  func patienceIsRead(headers: [String], kind: String) async throws {
    let answer = LoopbackServer.answer(429, #"{"error":"Too many requests"}"#, headers: headers)
    #expect(try await outcome([.readRequest, .send(answer)]).outcome.kind == kind)
    let busy = LoopbackServer.answer(503, #"{"error":"overloaded"}"#, headers: headers)
    let kind = kind.replacing("slow down", with: "not taken")
    #expect(try await outcome([.readRequest, .send(busy)]).outcome.kind == kind)
  }

  // MARK: How it is sent

  private static let good = #"{"data":[{"url":"https://a/1"}]}"#

  @Test(arguments: [
    (
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: \(good.utf8.count)\r\n\r\n"
        + good, "answered"
    ),
    (
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n<html>",
      "unsettled"
    ),
    (
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: \(good.utf8.count)\r\n\r\n"
        + good, "answered"
    ),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\(good.prefix(4))\r\n\(String(good.utf8.count - 4, radix: 16))\r\n\(good.dropFirst(4))\r\n0\r\n\r\n",
      "answered"
    ),
    ("HTTP/1.1 200 OK\r\n\r\n" + good, "answered"),
    ("HTTP/1.1 200 OK\r\n\r\n" + good.dropLast(), "unsettled"),
    ("HTTP/1.1 200 OK\r\nContent-Le", "unsettled"), ("HTTP/1.1 200 OK\r\n", "unsettled"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":[", "unsettled"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"d", "unsettled"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n{", "unsettled"),
    ("HTTP/1.1 200 OK\r\nX: \(String(repeating: "a", count: 400_000))\r\n\r\n", "unsettled"),
    ("220 ready for mail\r\n\r\n", "unsettled"), ("", "unsettled"),
    ("HTTP/1.1 307 Elsewhere\r\nContent-Length: 0\r\n\r\n", "unsettled"),
    ("HTTP/1.1 307 Elsewhere\r\nLocation: /v1/other\r\nContent-Length: 0\r\n\r\n", "address"),
    ("HTTP/1.1 308 Elsewhere\r\nLocation: /v1/other\r\nContent-Length: 0\r\n\r\n", "address"),
    ("HTTP/1.1 301 Elsewhere\r\nLocation: /v1/other\r\nContent-Length: 0\r\n\r\n", "address"),
    ("HTTP/1.1 303 Elsewhere\r\nLocation: /v1/other\r\nContent-Length: 0\r\n\r\n", "unsettled"),
    ("HTTP/1.1 302 Elsewhere\r\nLocation: /v1/other\r\nContent-Length: 0\r\n\r\n", "unsettled"),
  ])
  func theWireDecidesToo(answer: String, kind: String) async throws {
    let result = try await outcome([.readRequest, .send(Array(answer.utf8))])
    #expect(result.outcome.kind == kind, "\(result.outcome)")
    #expect(result.requests == 1)
    #expect(result.connections == 1)
  }

  @Test func whatCameOfABrokenAnswerIsKept() async throws {
    let begun = #"{"data":[{"b64_json":"\#(Self.long)"},{"b64_json":"\#(Self.long)"#
    let script: [LoopbackServer.Action] = [
      .readRequest,
      .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n\(begun)".utf8)),
    ]
    try await Bench.with(script: { _ in script }) { bench in
      let outcome = try await bench.submit(Self.picture)
      #expect(outcome.kind == "unsettled")
      let name = try #require(bench.aside.first)
      #expect(outcome.reason.contains(name))
      #expect(try bench.directory.read("state/tmp/undecodable/\(name)") == Array(begun.utf8))
      #expect(bench.leftovers == ["undecodable"])
    }
  }

  /// A server may echo what it was sent, and with it the key.
  @Test(arguments: [true, false])
  func whatIsKeptOfAnAnswerHasNoKey(isLong: Bool) async throws {
    let key = Bench.secret
    let filling = isLong ? #""b64_json":"\#(Self.long)","# : ""
    let body = #"{"data":[{\#(filling)"x":"Bearer \#(key)"}], "more": "\#(key)\#(key)"#
    try await Bench.with(script: { _ in [.readRequest, .send(Bench.answer(200, body))] }) { bench in
      #expect(try await bench.submit(Self.picture).kind == "unsettled")
      let name = try #require(bench.aside.first)
      let kept = try bench.directory.read("state/tmp/undecodable/\(name)")
      let blotted = body.replacing(key, with: String(repeating: "*", count: key.utf8.count))
      #expect(kept == Array(blotted.utf8))
    }
  }

  @Test func aRefusalBeforeTheBodyIsReadIsARefusal() async throws {
    let answer = Bench.answer(413, #"{"error":"length limit exceeded"}"#, "Connection: close")
    try await Bench.with(script: { _ in [.readHead, .send(answer), .stall] }) { bench in
      // More than both ends' socket buffers hold.
      let count = 9 << 20
      let path = try bench.directory.write(
        "a.png", Bench.png + [UInt8](repeating: 0, count: count))
      let digest = try #require(FileDigest.of(path))
      let outcome = try await bench.submit(
        "edit: ./a.png, prompt: P", inputs: [.file(path: path, digest: digest)])
      #expect(outcome.kind == "rejected", "\(outcome)")
      #expect(bench.server.connectionCount == 1)
    }
  }

  @Test func whereNobodyAnswersNothingWasTaken() async throws {
    try await Bench.with(script: { _ in [] }) { bench in
      bench.server.stop()
      let outcome = try await bench.submit(Self.picture)
      #expect(outcome.kind == "not taken")
    }
  }

  // MARK: On the wire once

  @Test(arguments: [false, true], [picture, film])
  func aRequestWhoseAnswerNeverComesIsOnTheWireOnce(resets: Bool, asset: String) async throws {
    // The first connection's second request is the one on a reused connection.
    let good = Bench.answer(200, #"{"request_id":"1"}"#)
    let end: [LoopbackServer.Action] = resets ? [.reset] : []
    let reused: [LoopbackServer.Action] = [.readRequest, .send(good), .readRequest] + end
    try await Bench.with(script: { $0 == 0 ? reused : [.readRequest] + end }) { bench in
      let first = try await bench.submit(asset)
      #expect(first.kind.hasPrefix("job"))
      let second = try await bench.submit(asset)
      #expect(second.kind == "unsettled")
      #expect(bench.server.requests.count == 2)
      #expect(bench.server.requests.allSatisfy { $0.connection == 0 })
      let third = try await bench.submit(asset)
      #expect(third.kind == "unsettled")
      #expect(bench.server.requests.count == 3)
    }
  }
}
