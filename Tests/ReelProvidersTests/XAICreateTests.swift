import ReelBasics
import ReelCatalogue
import ReelHTTP
import ReelProviders
import Testing

@Suite struct XAICreateTests {
  private static let unclear = #"{"code":"internal","error":"oops"}"#
  private static let moderated =
    #"{"code":"imagine:content-moderated","error":"Generated image rejected by content moderation.","usage":{"cost_in_usd_ticks":200000000}}"#

  @Test func addressesComeInTheirSlots() throws {
    let results = try #require(
      XAI.created(
        200,
        """
        {"created":1,"model":"grok-imagine-image-2.0-x","data":[
          {"url":"https://imgen.x.ai/1.jpg","mime_type":"image/jpeg","revised_prompt":""},
          {"url":"","respect_moderation":false},
          {"url":"https://imgen.x.ai/3.jpg","revised_prompt":"a red kite","respect_moderation":true},
          {"b64_json":null,"url":null}],
         "usage":{"cost_in_usd_ticks":400000000}}
        """, ["X-Request-Id": "r-1"]
      ).results)
    #expect(
      results.items == [
        .init(.address("https://imgen.x.ai/1.jpg")), .init(.moderated),
        .init(.address("https://imgen.x.ai/3.jpg"), revisedPrompt: "a red kite"),
        .init(.moderated),
      ])
    #expect(results.shortfall == nil)
    #expect(results.model == "grok-imagine-image-2.0-x")
    #expect(results.requestID == "r-1")
    #expect(results.cost == Ticks(400_000_000))
  }

  @Test(arguments: [
    #"{"b64_json":"/9j/4AE="}"#, #"{"b64_json":"data:image/jpeg;base64,/9j/4AE="}"#,
    #"{"b64_json":" /9j/\r\n4AE "}"#, #"{"b64_json":"_9j_4AE="}"#, #"{"b64_json":"_9j_4AE"}"#,
    #"{"url":"data:image/jpeg;base64,/9j/4AE="}"#,
    #"{"b64_json":"/9j/4AE=","url":"file:///etc/passwd"}"#, #""data:;base64,/9j/4AE=""#,
  ])
  func bytesComeInBase64(entry: String) throws {
    let results = try XAI.created(200, #"{"data":["# + entry + "]}").results
    #expect(results?.items == [.init(.bytes([0xff, 0xd8, 0xff, 0xe0, 0x01]))])
    #expect(results?.cost == nil)
    #expect(results?.model == nil)
  }

  /// A picture that cannot be read keeps its place, and the others come.
  @Test(arguments: [
    #"{"b64_json":"/9j/4!"}"#, #"{"b64_json":"not base64!"}"#,
    #"{"url":"data:image/png;base64,/9j/4!"}"#,
    #"{"url":"https://a/\#(String(repeating: "a", count: 17_000))"}"#,
    #"{"url":"https://a/\u0001"}"#,
  ])
  func whatCannotBeReadCostsNoOther(entry: String) throws {
    let body = #"{"data":[{"url":"https://a/1"},\#(entry),{"url":"https://a/3"}]}"#
    let items = try #require(try XAI.created(200, body).results?.items)
    try #require(items.count == 3)
    #expect(items[0] == .init(.address("https://a/1")))
    guard case .unreadable(let reason) = items[1].content else {
      Issue.record("\(items[1])")
      return
    }
    #expect(reason.contains("cannot be"))
    #expect(items[2] == .init(.address("https://a/3")))
    let polled = try XAI.polled(200, #"{"status":"done",\#(body.dropFirst())"#)
    #expect(polled.results?.items == items)
    #expect(try XAI.created(200, #"{"data":[\#(entry)]}"#).kind == "unsettled")
  }

  /// Moderation did not take what failed.
  @Test(arguments: [
    (#"{"error":{"code":"internal","message":"upstream failed"}}"#, "upstream failed"),
    (#"{"error":"upstream\nfailed"}"#, "upstream failed"), (#"{"code":"internal"}"#, "internal"),
  ])
  func whatFailedIsToldApartFromWhatModerationTook(entry: String, words: String) throws {
    let rest = #"{"block_reason":"nudity"},"https://a/3""#
    let body = #"{"data":[{"url":"https://a/1"},\#(entry),\#(rest)]}"#
    let results = try #require(try XAI.created(200, body).results)
    #expect(
      results.items.map(\.content) == [
        .address("https://a/1"), .moderated, .address("https://a/3"),
      ])
    #expect(results.shortfall == words)
    let polled = try XAI.polled(200, #"{"status":"done",\#(body.dropFirst())"#)
    #expect(polled.results?.items == results.items)
    #expect(polled.results?.shortfall == words)
    let alone = try XAI.created(200, #"{"data":[\#(entry)]}"#)
    #expect(alone == .unsettled(reason: "HTTP 200: \(words)"))
    guard case .lost(let reason) = try XAI.polled(200, #"{"status":"done","data":[\#(entry)]}"#)
    else {
      Issue.record("the job is not lost")
      return
    }
    #expect(reason.hasSuffix(words))
  }

  @Test(arguments: [
    #"{"error":{"code":"imagine:content-moderated","message":"no"}}"#,
    #"{"error":"Generated image rejected by content moderation."}"#,
    #"{"block_reason":"nudity","url":"https://a/2"}"#,
  ])
  func moderationOfAnEntryIsSaidInManyWays(entry: String) throws {
    let body = #"{"data":[{"url":"https://a/1"},\#(entry)]}"#
    let items = try XAI.created(200, body).results?.items
    #expect(items == [.init(.address("https://a/1")), .init(.moderated)])
    #expect(try XAI.created(200, #"{"data":[\#(entry)]}"#).kind == "moderated")
  }

  /// Beside others it is what moderation took, as the list is documented; alone, nobody knows.
  @Test(arguments: [
    #"{"url":null}"#, "{}", "null", #"{"url":"","b64_json":""}"#,
    #"{"respect_moderation":true,"url":""}"#, #"{"block_reason":""}"#,
  ])
  func anEntryThatSaysNothingHasItsPlace(entry: String) throws {
    let body = #"{"data":[{"url":"https://a/1"},\#(entry)]}"#
    let results = try #require(try XAI.created(200, body).results)
    #expect(results.items == [.init(.address("https://a/1")), .init(.moderated)])
    #expect(results.shortfall == nil)
    #expect(try XAI.created(200, #"{"data":[\#(entry)]}"#).kind == "unsettled")
  }

  @Test func fewerItemsAreKeptAndMoreToo() throws {
    func entries(_ count: Int) -> String {
      #"{"data":["# + (0..<count).map { #"{"url":"https://a/\#($0)"}"# }.joined(separator: ",")
        + "]}"
    }
    #expect(try XAI.created(200, entries(2)).results?.items.count == 2)
    #expect(try XAI.created(200, entries(9)).results?.items.count == 9)
    #expect(try XAI.created(200, entries(101)).results?.items.count == 100)
  }

  @Test func aGoodPictureBehindOneThatModerationTookIsThere() throws {
    var one = XAI.picture
    one.count = 1
    let body = #"{"data":[{"url":"","respect_moderation":false},{"url":"https://a/ok.png"}]}"#
    let items = try XAI.created(200, body, for: one).results?.items
    #expect(items == [.init(.moderated), .init(.address("https://a/ok.png"))])
  }

  @Test(arguments: [
    (#"{"request_id":"5f0c"}"#, "5f0c"), (#"{"id":"vid_1"}"#, "vid_1"),
    (#"{"request_id":123}"#, "123"), (#"{"request_id":"a","id":"b"}"#, "a"),
    (#"{"id":"a","data":null,"error":null}"#, "a"), (#"{"request_id":null,"id":"b"}"#, "b"),
    (#"{"request_id":"","id":7}"#, "7"), (#"{"request_id":{},"id":"b"}"#, "b"),
    (#"{"request_id":"a\nb","id":"b"}"#, "b"),
    (#"{"request_id":"..","id":"b"}"#, "b"),
    (#"{"request_id":"a","message":"Content moderation is pending."}"#, "a"),
  ])
  func filmsAreJobs(body: String, id: String) throws {
    #expect(try XAI.created(200, body, for: XAI.film) == .job(id: id))
    #expect(try XAI.created(202, body, for: XAI.film) == .job(id: id))
    #expect(try XAI.created(200, body, for: XAI.picture) == .job(id: "images/" + id))
  }

  @Test func filmMayComeAtOnce() throws {
    let answer = try XAI.created(200, #"{"video":{"url":"https://a/v.mp4"}}"#, for: XAI.film)
    #expect(answer.results?.items == [.init(.address("https://a/v.mp4"))])
  }

  @Test(arguments: [
    // What is certainly not billed.
    (
      429, #"{"code":"resource-exhausted","error":"Too many requests for team x and model y."}"#,
      "slow down"
    ),
    (429, #"{"error":"The model is currently at capacity"}"#, "slow down"),
    (429, "", "slow down"), (429, "<html>Too many</html>", "slow down"),
    (429, #"{"error":"Your team's rate limit is 2/2. Buy credits for more."}"#, "slow down"),
    (503, #"{"code":"unavailable","error":"overloaded"}"#, "not taken"),
    (503, #"{"error":{"message":"overloaded","type":"server_error","code":503}}"#, "not taken"),
    // The account.
    (429, #"{"error":"You have reached your image generation limit for this period"}"#, "account"),
    (429, #"{"error":"Free usage quota exceeded"}"#, "account"),
    (
      429,
      #"{"code":"Some resource has been exhausted","error":"Your team has used all available credits"}"#,
      "account"
    ),
    (429, #"{"error":{"message":"x","code":"insufficient_quota"}}"#, "account"),
    (401, "", "account"), (401, #"{"error":"no"}"#, "account"),
    (402, "Payment Required", "account"),
    (403, #"{"code":"permission-denied","error":"blocked"}"#, "account"),
    (
      400,
      #"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***==. You can obtain an API key from https://console.x.ai."}"#,
      "account"
    ),
    (400, #"{"code":"unauthenticated","error":"x"}"#, "account"),
    (400, #"{"code":"The caller does not have permission to execute","error":"x"}"#, "account"),
    // Moderation.
    (400, moderated, "moderated"),
    (
      400,
      #"{"code":"Client specified an invalid argument","error":"Generated image rejected by content moderation."}"#,
      "moderated"
    ),
    (400, #"{"error":{"message":"x","type":"y","code":"content_policy_violation"}}"#, "moderated"),
    (400, #"{"error":{"message":"x","code":"moderation_blocked"}}"#, "moderated"),
    (
      403, #"{"code":"permission-denied","error":"Content violates usage guidelines."}"#,
      "moderated"
    ),
    (200, #"{"data":[{"url":"","respect_moderation":false}]}"#, "moderated"),
    (200, #"{"data":[{"respect_moderation":false,"url":"https://a/1"}]}"#, "moderated"),
    (200, #"{"data":[],"block_reason":"nudity"}"#, "moderated"),
    (200, moderated, "moderated"),
    (200, #"{"id":"img_1","data":[{"url":"","respect_moderation":false}]}"#, "moderated"),
    (200, #"{"request_id":"r-1","data":[{"respect_moderation":false}]}"#, "moderated"),
    (200, #"{"request_id":"r-1","data":[],"block_reason":"nudity"}"#, "moderated"),
    (
      200, #"{"id":"r-1","error":{"code":"imagine:content-moderated","message":"no"}}"#,
      "moderated"
    ),
    // Other refusals.
    (400, #"{"code":"invalid-argument","error":"n must be at most 10"}"#, "rejected"),
    (400, #"{"error":"bad"}"#, "rejected"), (400, "", "rejected"), (400, "null", "rejected"),
    (404, #"{"code":"not-found","error":"no such model"}"#, "rejected"),
    (404, #"{"error":"File file_1 was not found"}"#, "rejected"),
    (404, #"{"code":"not-found","error":"The requested resource was not found"}"#, "rejected"),
    (405, #"{"error":"not here"}"#, "rejected"), (409, #"{"error":"no"}"#, "rejected"),
    (409, "", "rejected"), (409, "conflict", "rejected"), (400, "bad", "rejected"),
    (400, "<html>Bad Request</html>", "rejected"), (418, "no", "rejected"), (451, "", "rejected"),
    // Not this API.
    (404, "", "address"), (404, "<html>Not Found</html>", "address"), (405, "", "address"),
    (404, #"{"code":"not-found","error":"The image URL was not found"}"#, "rejected"),
    (404, #"{"code":"x","error":"The path /images is not served."}"#, "address"),
    (404, "404 page not found", "address"), (404, #"{"detail":"Not Found"}"#, "address"),
    (413, "", "rejected"), (422, "missing field", "rejected"),
    (200, #"{"data":[{"b64_json":"/9j/4!"}]}"#, "unsettled"),
    (200, #"{"data":[{"url":"https://a/1"},{"b64_json":"/9j/4!"}]}"#, "results"),
    (200, #"{"data":[{"b64_json":"/9j/4!"},{"respect_moderation":false}]}"#, "unsettled"),
    (200, #"{"data":[{"url":"data:image/png;base64,/9j/4!"}]}"#, "unsettled"),
    (
      200, #"{"data":[{"url":"https://a/\#(String(repeating: "a", count: 17_000))"}]}"#, "unsettled"
    ), (413, #"{"error":"length limit exceeded"}"#, "rejected"),
    (415, "<html></html>", "rejected"),
    (422, "Failed to deserialize the JSON body into the target type", "rejected"),
    // What may have been billed.
    (408, #"{"error":"timeout"}"#, "unsettled"), (500, unclear, "unsettled"),
    (502, "<html>Bad gateway</html>", "unsettled"), (503, "<html></html>", "unsettled"),
    (503, "", "unsettled"), (503, "{}", "unsettled"), (503, "Service Unavailable", "unsettled"),
    (504, "", "unsettled"), (529, unclear, "unsettled"), (307, "", "unsettled"),
    (200, "", "unsettled"), (200, "{", "unsettled"), (200, "[]", "unsettled"),
    (200, "{}", "unsettled"), (200, #"{"data":[]}"#, "unsettled"), (204, "", "unsettled"),
    (200, #"{"id":"img_1","data":[{}]}"#, "unsettled"),
    (200, #"{"data":null}"#, "unsettled"), (200, #"{"data":[{}]}"#, "unsettled"),
    (200, #"{"data":[{"url":5,"b64_json":true}]}"#, "unsettled"),
    (200, #"{"data":"x"}"#, "unsettled"),
    (200, #"{"data":[{"b64_json":"not base64!"}]}"#, "unsettled"),
    (200, #"{"data":[{"url":"https://a/1"}"#, "unsettled"),
    (200, #"{"request_id":".."}"#, "unsettled"), (200, #"{"request_id":null}"#, "unsettled"),
    (200, unclear, "unsettled"),
  ])
  func answersAreClassedByRisk(status: Int, body: String, kind: String) throws {
    let answer = try XAI.created(status, body)
    #expect(answer.kind == kind, "\(answer)")
    #expect(!answer.text.isEmpty)
  }

  @Test func refusalsSayWhatTheProviderSaid() throws {
    #expect(
      try XAI.created(400, Self.moderated).refusal
        == ProviderRefusal(
          .moderated, "Generated image rejected by content moderation.",
          cost: Ticks(200_000_000)))
    let named =
      #"{"id":"img_1","data":[{"respect_moderation":false}],"usage":{"cost_in_usd_ticks":7}}"#
    #expect(
      try XAI.created(200, named).refusal
        == ProviderRefusal(.moderated, "rejected by content moderation", cost: Ticks(7)))
    #expect(
      try XAI.created(422, "missing field `prompt`\nat line 10").refusal
        == ProviderRefusal(.rejected, "missing field `prompt` at line 10"))
    #expect(
      try XAI.created(415, "").refusal?.message == "the provider answered 415 without a reason")
    let unknown = try XAI.created(404, #"{"error":"not found"}"#).text
    #expect(unknown.contains("grok-imagine-image-2.0"))
    #expect(unknown.contains("not found"))
    let elsewhere = try XAI.created(404, "<html>").text
    #expect(elsewhere.contains("address") && elsewhere.contains("404"))
    let unsettled = try XAI.created(500, Self.unclear, ["x-request-id": "r-7"])
    #expect(unsettled == .unsettled(reason: "HTTP 500 (request r-7): oops"))
  }

  @Test(arguments: [
    (HTTPError.Code.connectionFailed, HTTPError.Reach.nothingSent, "not taken"),
    (.tlsFailed, .nothingSent, "not taken"), (.reset, .maybeSent, "unsettled"),
    (.timedOut, .maybeSent, "unsettled"), (.cutShort, .maybeSent, "unsettled"),
    (.tooLarge, .maybeSent, "unsettled"),
  ])
  func transportErrorsAreClassedByReach(
    code: HTTPError.Code, reach: HTTPError.Reach, kind: String
  ) throws {
    let error = HTTPError(code, "it broke", reach: reach)
    let provider = try XAI.provider()
    #expect(provider.answer(to: XAI.picture, .failure(error)).kind == kind)
    #expect(provider.pollAnswer(job: "j", .failure(error)).kind == "unreachable")
  }
}
