import ReelBasics
import ReelHTTP
import ReelProviders
import Testing

@Suite struct XAIPollTests {
  private static let url = "https://vidgen.x.ai/v.mp4"

  @Test(arguments: [
    #"{"status":"done","progress":100,"model":"m","video":{"url":"URL","duration":6,"respect_moderation":true},"usage":{"cost_in_usd_ticks":8400000000}}"#,
    #"{"status":"done","model":"m","response":{"video":{"url":"URL"},"usage":{"cost_in_usd_ticks":"8400000000"}}}"#,
    #"{"status":"done","model":"m","usage":{"cost_in_usd_ticks":null},"response":{"video":{"url":"URL"},"usage":{"cost_in_usd_ticks":8400000000}}}"#,
  ])
  func filmsComeWithModelAndCost(body: String) throws {
    let answer = try XAI.polled(200, body.replacing("URL", with: Self.url))
    #expect(
      answer
        == .results(
          ProviderResults(
            items: [.init(.address(Self.url))], model: "m", requestID: "job-1",
            cost: Ticks(8_400_000_000))))
  }

  @Test(arguments: [
    #"{"url":"URL","duration":"8"}"#, #"{"video":{"url":"URL"}}"#, #"{"video":"URL"}"#,
    #"{"status":"completed","video_url":"URL"}"#, #"{"status":"SUCCEEDED","url":"URL"}"#,
    #"{"status":"success","videos":[{"url":"URL"},{"url":"https://a/2"}]}"#,
    #"{"status":"done","content":{"url":"URL"}}"#, #"{"status":"done","video":null,"url":"URL"}"#,
    #"{"status":"done","video":{"url":"","file_output":{"public_url":"URL"}}}"#,
    #"{"status":"done","data":[{"url":"URL","mime_type":"image/jpeg"}]}"#,
    #"{"status":"done","error":null,"video":{"url":"URL","storage_error":"full"}}"#,
    #"{"status":"failed","error":"oops","video":{"url":"URL"}}"#,
    #"{"status":"error","data":[{"url":"URL"}]}"#, #"{"status":"cancelled","url":"URL"}"#,
  ])
  func filmsComeInManyShapes(body: String) throws {
    let answer = try XAI.polled(200, body.replacing("URL", with: Self.url))
    #expect(answer.results?.items.map(\.content) == [.address(Self.url)], "\(answer)")
  }

  @Test(arguments: [
    (#""https://files-cdn.x.ai/1""#, "https://files-cdn.x.ai/1"), ("null", nil as String?),
    (#""""#, nil), (#""data:video/mp4;base64,AAAA""#, nil), ("7", nil),
    ("\"https://a/\(String(repeating: "x", count: 100_000))\"", nil),
  ])
  func aPublicAddressIsTold(written: String, address: String?) throws {
    let film = #"{"url":"URL","file_output":{"file_id":"f","public_url":PUBLIC}}"#
      .replacing("URL", with: Self.url).replacing("PUBLIC", with: written)
    let answer = try XAI.polled(200, "{\"status\":\"done\",\"video\":\(film)}")
    #expect(answer.results?.items.map(\.publicAddress) == [address])
    let pictures = try XAI.polled(200, "{\"status\":\"done\",\"data\":[\(film)]}")
    #expect(pictures.results?.items.map(\.publicAddress) == [address])
  }

  @Test(arguments: [
    (202, #"{"status":"pending","progress":40,"model":"m"}"#, 40), (202, "", nil as Int?),
    (202, "not JSON", nil), (200, "", nil), (200, " \r\n", nil), (204, "", nil),
    (200, #"{"status":"pending","progress":"12"}"#, 12), (200, #"{"status":"queued"}"#, nil),
    (200, #"{"status":"in_progress","progress":12.7}"#, 12), (200, #"{"status":"running"}"#, nil),
    (200, "{}", nil),
    (200, #"{"status":"processing","progress":-5}"#, 0), (202, #"{"progress":[1]}"#, nil),
    (200, #"{"status":7,"progress":"nan"}"#, nil), (200, #"{"status":"","progress":null}"#, nil),
    // A preview, or a part of what is to come.
    (200, #"{"status":"in_progress","progress":40,"video":{"url":"https://a/preview"}}"#, 40),
    (200, #"{"status":"pending","url":"https://a/later"}"#, nil),
    (202, #"{"status":"pending","data":[{"url":"https://a/1"}]}"#, nil),
    (200, #"{"status":"running","data":[{"url":"https://a/1"}]}"#, nil),
    (200, #"{"status":"queued","data":[]}"#, nil),
    (200, #"{"status":"running","data":[{"b64_json":"/9j/4!"}]}"#, nil),
    (
      200, #"{"status":"running","data":[{"url":"https://a/1"},{"respect_moderation":false}]}"#,
      nil
    ), (200, #"{"status":"processing","error":"Content moderation is under way."}"#, nil),
  ])
  func pendingIsPending(status: Int, body: String, progress: Int?) throws {
    #expect(try XAI.polled(status, body) == .pending(progress: progress, retryAfter: nil))
    #expect(
      try XAI.polled(status, body, ["retry-after-ms": "250"])
        == .pending(progress: progress, retryAfter: .milliseconds(250)))
  }

  /// A word that nobody knows is carried, so that it can be said.
  @Test(arguments: [
    ("brand-new-word", "brand-new-word"), (" a\\nb ", "a b"), ("xai-SECRET-0123456789", "<key>"),
    ("In_Progress", nil), ("", nil),
  ])
  func unknownWordsAreCarried(word: String, carried: String?) throws {
    let answer = try XAI.polled(200, #"{"status":"\#(word)","progress":1e300}"#)
    #expect(answer == .pending(progress: 100, retryAfter: nil, unknown: carried))
    let long = try XAI.polled(200, #"{"status":"\#(String(repeating: "w", count: 9000))"}"#)
    guard case .pending(_, _, let text?) = long else {
      Issue.record("\(long)")
      return
    }
    #expect(text.count <= 60)
  }

  @Test(arguments: [
    (200, #"{"status":"failed","error":{"code":"internal_error","message":"oops"}}"#, "failed"),
    (200, #"{"status":"failed","error":"oops"}"#, "failed"),
    (200, #"{"status":"error"}"#, "failed"),
    (200, #"{"status":"cancelled","code":"x"}"#, "failed"),
    // Without a word on the job, only moderation ends it: what failed may be paid for again.
    (200, #"{"error":"oops"}"#, "unreachable"), (200, #"{"message":"busy"}"#, "unreachable"),
    (200, #"{"code":"internal","error":"oops"}"#, "unreachable"),
    (200, #"{"error":{"code":"internal_error","message":"oops"}}"#, "unreachable"),
    (200, #"{"status":null,"error":"oops"}"#, "unreachable"),
    (200, #"{"status":"","error":"oops"}"#, "unreachable"),
    (200, #"{"status":7,"error":"oops"}"#, "unreachable"),
    (200, #"{"code":"invalid_argument","error":"oops"}"#, "unreachable"),
    (200, #"{"video":{"url":""}}"#, "unreachable"), (200, #"{"video":{}}"#, "unreachable"),
    (200, #"{"status":"new-word","error":"oops"}"#, "pending"),
    (200, #"{"error":"Rejected by content moderation."}"#, "moderated"),
    (200, #"{"status":"blocked","error":"Rejected by content moderation."}"#, "moderated"),
    (200, #"{"status":"done","error":"Rejected by content moderation."}"#, "moderated"),
    (200, #"{"status":"FAILED","error":{"code":13,"message":"oops"}}"#, "failed"),
    (200, #"{"status":"failed","error":{"code":"service_unavailable","message":"x"}}"#, "failed"),
    (
      200, #"{"status":"failed","error":{"code":"invalid_argument","message":"too long"}}"#,
      "rejected"
    ),
    // The three shapes of moderation, and their relatives.
    (
      400,
      #"{"code":"imagine:content-moderated","error":"Generated video rejected by content moderation."}"#,
      "moderated"
    ),
    (
      400,
      #"{"code":"Client specified an invalid argument","error":"Generated video rejected by content moderation."}"#,
      "moderated"
    ),
    (200, #"{"status":"done","video":{"url":"","respect_moderation":false}}"#, "moderated"),
    (
      200, #"{"status":"done","video":{"url":"https://a/v","respect_moderation":false}}"#,
      "moderated"
    ),
    (
      200,
      #"{"status":"failed","error":{"code":"invalid_argument","message":"Rejected by content moderation."}}"#,
      "moderated"
    ),
    (200, #"{"code":"imagine:content-moderated","error":"x"}"#, "moderated"),
    (200, #"{"status":"done","data":[{"respect_moderation":false}]}"#, "moderated"),
    (200, #"{"status":"pending","video":{"respect_moderation":false}}"#, "moderated"),
    (
      200, #"{"status":"failed","video":{"url":"https://a/v","respect_moderation":false}}"#,
      "moderated"
    ),
    (
      200,
      #"{"status":"failed","error":"Rejected by content moderation.","url":"https://a/v"}"#,
      "moderated"
    ),
    (200, #"{"status":"failed","video":{"url":"data:video/mp4;base64,!"}}"#, "failed"),
    (200, #"{"status":"failed","error":"oops","video":{"url":"null"}}"#, "failed"),
    (
      200,
      #"{"status":"failed","error":{"code":"invalid_argument","message":"x"},"video":{"url":"https://a/v"}}"#,
      "rejected"
    ),
    (200, #"{"status":"new-word","video":{"url":"https://a/v"}}"#, "results"),
    // What can no longer be had.
    (200, #"{"status":"expired"}"#, "lost"), (200, #"{"status":"done"}"#, "lost"),
    (200, #"{"status":"done","video":{}}"#, "lost"),
    (200, #"{"status":"done","video":{"url":null}}"#, "lost"),
    (200, #"{"status":"done","video":{"url":5}}"#, "lost"),
    // What is said to be gone may have to be said more often.
    (404, #"{"code":"not-found","error":"no such request"}"#, "gone"),
    (410, #"{"error":"gone"}"#, "gone"),
    // What says nothing about the job.
    (404, "<html>", "unreachable"), (408, "", "unreachable"), (429, "", "unreachable"),
    (500, #"{"error":"x"}"#, "unreachable"), (503, "", "unreachable"),
    (504, "<html>", "unreachable"),
    (401, #"{"error":"no key"}"#, "account"), (402, "", "account"),
    (403, #"{"code":"permission-denied","error":"x"}"#, "account"),
    (400, #"{"error":"Incorrect API key provided: xa***=="}"#, "account"),
    (200, #"{"status":"done","data":[{"b64_json":"/9j/4!"}]}"#, "unreachable"),
    (200, #"{"status":"done","data":[{"b64_json":"/9j/4!"},{"url":"https://a/2"}]}"#, "results"),
    (200, #"{"status":"done","video":{"url":"data:video/mp4;base64,!"}}"#, "unreachable"),
    (400, "<html>", "unreachable"), (302, "", "unreachable"), (405, "", "unreachable"),
    (200, "<html>", "unreachable"), (200, "[]", "unreachable"),
    (200, #"{"status":"do"#, "unreachable"),
    // A no to the question is none to the job: not believed at once.
    (400, #"{"code":"invalid-argument","error":"Duration 15s exceeds the maximum"}"#, "gone"),
    (422, #"{"error":"x"}"#, "gone"), (451, #"{"error":{"message":"x"}}"#, "gone"),
    (422, "", "unreachable"), (451, "<html>", "unreachable"),
    (451, #"{"code":"imagine:content-moderated","error":"x"}"#, "moderated"),
  ])
  func endsAreTold(status: Int, body: String, kind: String) throws {
    let answer = try XAI.polled(status, body)
    #expect(answer.kind == kind, "\(answer)")
  }

  @Test func whereAPollOrAnUploadIsRedirectedToIsSaid() throws {
    let headers: HTTPHeaders = ["Location": "https://b.example/v2", "Retry-After": "3"]
    let said = "HTTP 307: it redirects to https://b.example/v2"
    #expect(
      try XAI.polled(307, "", headers) == .unreachable(reason: said, retryAfter: .seconds(3)))
    let answer = XAI.response(307, "", headers)
    #expect(
      try XAI.provider().uploadAnswer(.success(answer))
        == .failed(reason: said, retryAfter: .seconds(3)))
    let nowhere = try XAI.polled(302, #"{"error":"moved"}"#)
    #expect(nowhere == .unreachable(reason: "HTTP 302: moved", retryAfter: nil))
  }

  @Test func costOfWhatDidNotComeIsCounted() throws {
    let usage = #""usage":{"cost_in_usd_ticks":5}"#
    let named = #"{"status":"failed","error":{"message":"oops",\#(usage)},"url":"https://a/v"}"#
    #expect(try XAI.polled(200, named).results?.cost == Ticks(5))
    #expect(
      try XAI.polled(200, #"{"status":"failed","error":"oops",\#(usage)}"#)
        == .failed(reason: "oops", cost: Ticks(5)))
    #expect(
      try XAI.polled(200, #"{"video":{"respect_moderation":false},\#(usage)}"#)
        == .refused(ProviderRefusal(.moderated, "rejected by content moderation", cost: Ticks(5))))
  }

  @Test(
    arguments: [
      (["retry-after-ms": "1500"], .milliseconds(1500)),
      (["retry-after-ms": "1500", "Retry-After": "9"], .milliseconds(1500)),
      (["retry-after-ms": "soon", "Retry-After": "9"], .seconds(9)),
      (["retry-after": "0"], .zero), (["Retry-After": "2.5"], .milliseconds(2500)),
      (["Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"], .seconds(30)),
      (["Retry-After": "Sunday, 06-Nov-94 08:50:07 GMT"], .seconds(30)),
      (["Retry-After": "Sun Nov  6 08:50:07 1994"], .seconds(30)),
      (["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT"], .zero),
      (["Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"], .seconds(86_400)),
      (["Retry-After": "99999999999999999999999999"], .seconds(86_400)),
      (["Retry-After": "-5"], nil), (["Retry-After": "nan"], nil), (["Retry-After": ""], nil),
      (["Retry-After": "tomorrow"], nil), (["Retry-After": "Sun, 41 Nov 1994 08:50:07 GMT"], nil),
      (["Retry-After": "1.2.3"], nil), ([:], nil),
    ] as [(HTTPHeaders, Duration?)])
  func patienceIsReadInEveryForm(headers: HTTPHeaders, wait: Duration?) throws {
    #expect(try XAI.polled(202, "", headers) == .pending(progress: nil, retryAfter: wait))
    guard case .notTaken(_, let asked, true) = try XAI.created(429, "", headers) else {
      Issue.record("not the answer to a 429")
      return
    }
    #expect(asked == wait)
    guard case .unreachable(_, let later) = try XAI.polled(503, "", headers) else {
      Issue.record("not the answer to a 503")
      return
    }
    #expect(later == wait)
  }
}
