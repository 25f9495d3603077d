import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

/// Every shape of an answer that was ever seen can be asked for.
@Suite(.timeLimit(.minutes(10)))
struct ShapeTests {
  /// A shape, a key of the answer, how its value begins (`nil` where there is none).
  static let pictures: [(shape: String, key: [String], start: String?)] = [
    ("newest", ["b64_json"], "/9j/"), ("b64-prefix", ["b64_json"], "data:image/jpeg;base64,/9j/"),
    ("newest", ["mime_type"], "image/jpeg"), ("no-mime-type", ["mime_type"], nil),
    ("newest", ["revised_prompt"], nil), ("revised-prompt", ["revised_prompt"], "kite"),
    ("old", ["revised_prompt"], "kite"), ("old,no-mime-type", ["mime_type"], nil),
  ]

  @Test(arguments: pictures) func picture(shape: String, key: [String], start: String?) async throws
  {
    let reply = try await TestBench().post(
      "/v1/images/generations", ["prompt": "kite", "response_format": "b64_json"],
      ["X-Emulator-Shape": shape])
    #expect(reply.status == 200)
    let value = reply.json["data"]?.elements?.first?[key[0]]?.string
    #expect(start == nil ? value == nil : value?.hasPrefix(start ?? "") == true)
  }

  @Test(arguments: [
    ("newest", ["created", "data", "model", "usage"], 2),
    ("no-usage", ["created", "data", "model"], 2),
    ("no-created", ["data", "model", "usage"], 2),
    ("no-model", ["created", "data", "usage"], 2),
    ("fewer", ["created", "data", "model", "usage"], 1),
    ("block-reason", ["block_reason", "created", "data", "model", "usage"], 2),
  ])
  func pictureFields(shape: String, keys: [String], count: Int) async throws {
    let reply = try await TestBench().post(
      "/v1/images/generations", ["prompt": "kite", "n": 2], ["X-Emulator-Shape": shape])
    #expect(reply.json.fields?.keys.sorted() == keys)
    #expect(reply.json["data"]?.elements?.count == count)
  }

  @Test(arguments: [
    ("newest", "request_id", ""), ("id", "id", ""), ("prefixed-id", "request_id", "vid_"),
    ("id, prefixed-id", "id", "vid_"), ("gateway", "id", ""),
  ])
  func start(shape: String, key: String, prefix: String) async throws {
    let bench = try TestBench()
    let reply = try await bench.post(
      "/v1/videos/generations", ["prompt": "p"], ["X-Emulator-Shape": shape])
    let id = try #require(reply.json[key]?.string)
    #expect(reply.json.fields?.count == 1)
    #expect(id.hasPrefix(prefix))
    #expect(try await bench.get("/v1/videos/\(id)").status != 404)
  }

  /// A shape, and the JSON that a pending poll gives with a progress of 50.
  static let pending: [(shape: String, status: Int, text: String)] = [
    ("newest", 202, #"{"model":"grok-imagine-video","progress":50,"status":"pending"}"#),
    ("pending-200", 200, #"{"model":"grok-imagine-video","progress":50,"status":"pending"}"#),
    ("empty-pending", 202, ""),
    ("no-progress", 202, #"{"model":"grok-imagine-video","status":"pending"}"#),
    ("queued", 202, #""status":"queued""#), ("processing", 202, #""status":"processing""#),
    ("running", 202, #""status":"running""#), ("unknown-status", 202, #"status":"defrag"#),
    ("gateway", 200, #""status":"in_progress""#),
  ]

  /// The same of a poll that gives a film; `URL` stands for its address.
  static let done: [(shape: String, text: String)] = [
    (
      "newest",
      #"{"model":"M","progress":100,"status":"done","usage":U,"video":{"duration":8,"respect_moderation":true,"url":"URL"}}"#
    ),
    ("completed", #""status":"completed""#), ("succeeded", #""status":"succeeded""#),
    ("success", #""status":"success""#),
    ("no-status,no-usage,no-model,no-progress", #"{"video":{"duration":8,"#),
    ("flat", #"{"duration":8,"url":"URL"}"#), ("old", #"{"duration":"8","url":"URL"}"#),
    (
      "response",
      #"{"progress":100,"response":{"model":"M","usage":U,"video":{"duration":8,"respect_moderation":true,"url":"URL"}},"status":"done"}"#
    ),
    ("june", #""response":{"model":"M""#), ("video-url", #""video_url":"URL""#),
    ("videos", #""videos":[{"duration":8,"#), ("content", #""content":{"duration":8,"#),
    ("no-url", #""video":{"duration":8,"respect_moderation":true}"#),
    ("text-duration", #""duration":"8""#),
    ("gateway", #""status":"completed","usage":U,"video_url":"URL"}"#),
  ]

  @Test func polls() async throws {
    let bench = try TestBench(EmulatorOptions(videoLatency: .seconds(10)))
    let created = try await bench.post("/v1/videos/generations", ["prompt": "p"])
    let path = "/v1/videos/\(try #require(created.json["request_id"]?.string))"
    bench.timer.advance(by: .seconds(5))
    for example in Self.pending {
      let reply = try await bench.ask("GET", path, shape: example.shape)
      #expect(reply.status == example.status)
      let isRight = example.text.isEmpty ? reply.body.isEmpty : reply.text.contains(example.text)
      #expect(isRight, "\(example.shape): \(reply.text)")
    }
    bench.timer.advance(by: .seconds(5))
    while try await bench.get(path).status == 202 {}
    let url = try #require(try await bench.get(path).json["video"]?["url"]?.string)
    for example in Self.done {
      let reply = try await bench.ask("GET", path, shape: example.shape)
      #expect(reply.status == 200)
      let text = reply.text.replacing("\\/", with: "/").replacing(url, with: "URL")
        .replacing(#""grok-imagine-video""#, with: #""M""#)
        .replacing(#"{"cost_in_usd_ticks":4000000000}"#, with: "U")
      #expect(text.contains(example.text), "\(example.shape): \(text)")
    }
  }

  @Test(arguments: [
    ("newest", #"{"error":{"code":"internal_error","message":"no"},"status":"failed"}"#),
    ("failure-text", #"{"error":"no","status":"failed"}"#),
    ("failure-code", #"{"code":"internal_error","error":"no","status":"failed"}"#),
    ("cancelled", #""status":"cancelled""#), ("error", #""status":"error""#),
  ])
  func failures(shape: String, text: String) async throws {
    let bench = try TestBench()
    let created = try await bench.post(
      "/v1/videos/generations", ["prompt": "p"], ["X-Emulator-Fault": "job_failed message=no"])
    let path = "/v1/videos/\(try #require(created.json["request_id"]?.string))"
    let reply = try await bench.ask("GET", path, shape: shape)
    #expect(reply.text.contains(text), "\(reply.text)")
  }

  @Test(arguments: [
    ("newest", #"{"code":"not-found","error":"The model x"#),
    ("error-nested", #"{"error":{"code":"not-found","message":"The model x"#),
    ("error-number", #"{"error":{"code":404,"#), ("error-only", #"{"error":"The model x"#),
    ("error-text", "The model x does not"), ("error-html", "<title>404 not-found</title>"),
    ("error-empty", ""), ("error-sentence", #"{"code":"not-found""#), ("gateway", #"{"error":{"#),
  ])
  func errors(shape: String, text: String) async throws {
    let reply = try await TestBench().post(
      "/v1/images/generations", ["prompt": "p", "model": "x"], ["X-Emulator-Shape": shape])
    #expect(reply.status == 404)
    #expect(text.isEmpty ? reply.body.isEmpty : reply.text.contains(text), "\(reply.text)")
  }

  @Test func anOptionShapesAllAnswersAndAHeaderGoesBeforeIt() async throws {
    var options = EmulatorOptions()
    options.shape = try AnswerShape("id,error-text")
    let bench = try TestBench(options)
    #expect(try await bench.post("/v1/videos/generations", ["prompt": "p"]).json["id"] != nil)
    #expect(try await bench.get("/v1/videos/x").text == "There is no request x.")
    let newest = try await bench.post(
      "/v1/videos/generations", ["prompt": "p"], ["X-Emulator-Shape": "newest"])
    #expect(newest.json["request_id"] != nil)
    let wrong = try await bench.ask("GET", "/v1/videos/x", shape: "gatewy")
    #expect(wrong.status == 400)
    #expect(wrong.text.contains("did you mean 'gateway'?"))
  }

  @Test func allNamesAreShapes() throws {
    for name in AnswerShape.names { _ = try AnswerShape(name) }
    #expect(Set(AnswerShape.names).count == AnswerShape.names.count)
  }
}
