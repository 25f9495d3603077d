import ReelBasics
import ReelHTTP
import Testing

@testable import ReelProviders

@Suite struct HostileAnswerTests {
  private static let statuses = [200, 202, 400, 401, 403, 404, 408, 422, 429, 500, 503]

  /// Bodies in which a server echoes the key in every place that is read.
  private static let echoes = [
    "KEY", "Incorrect key: KEY.", #"{"code":"KEY","error":"KEYKEY"}"#,
    #"{"error":{"message":"Bearer KEY","code":"KEY"}}"#, #"{"error":{"code":"KEY"}}"#,
    #"{"request_id":"KEY"}"#,
    #"{"model":"KEY","data":[{"url":"https://a/?k=KEY","revised_prompt":"KEY"}]}"#,
    #"{"status":"done","model":"KEY","video":{"url":"https://a/KEY"}}"#,
    #"{"status":"failed","error":"KEY"}"#, #"{"message":"KEY","block_reason":"KEY"}"#,
    #"{"error":"xai-SECRET\u0000-0123456789"}"#, "{\"error\":\"xai-SEC\u{200b}RET-0123456789\"}",
  ]

  @Test(arguments: echoes)
  func keyIsInNoAnswer(body: String) throws {
    let provider = try XAI.provider()
    let body = body.replacing("KEY", with: XAI.secret)
    for status in Self.statuses {
      let response = XAI.response(status, body, ["x-request-id": XAI.secret])
      for request in [XAI.picture, XAI.film] {
        #expect(!"\(provider.answer(to: request, .success(response)))".contains(XAI.secret))
      }
      #expect(!"\(provider.uploadAnswer(.success(response)))".contains(XAI.secret))
      let polled = provider.pollAnswer(job: XAI.secret, .success(response))
      #expect(!"\(polled)".contains(XAI.secret))
    }
    let error = HTTPError(.reset, "\(XAI.secret) broke", reach: .maybeSent)
    #expect(!"\(provider.answer(to: XAI.film, .failure(error)))".contains(XAI.secret))
    #expect(!"\(provider.pollAnswer(job: "j", .failure(error)))".contains(XAI.secret))
  }

  @Test(arguments: [XAI.secret, XAI.secret.lowercased(), XAI.secret.uppercased()])
  func keyIsNoNameOfAHost(key: String) throws {
    let said = try XAI.provider().line("a.example redirects:\nhttp to www.\(key).example is \(key)")
    #expect(said == "a.example redirects: http to www.<key>.example is <key>")
  }

  @Test func keyShowsItselfNowhere() throws {
    let key = try APIKey(" \(XAI.secret)\n")
    var dumped = ""
    dump(key, to: &dumped)
    dump(try XAI.provider(), to: &dumped)
    let texts = ["\(key)", String(reflecting: key), "\([key])", dumped]
    #expect(texts.allSatisfy { !$0.contains(XAI.secret) })
    #expect("\(key)" == "<key>")
    var headers = HTTPHeaders()
    key.authorize(&headers)
    #expect(headers["authorization"] == "Bearer " + XAI.secret)
  }

  @Test(arguments: [
    "", " \n", "a b", "a\r\nX: y", "schlüssel", String(repeating: "k", count: 4097),
  ])
  func textsThatAreNoKeyAreRefused(text: String) {
    let error = #expect(throws: ProviderError.self) { try APIKey(text) }
    #expect(error?.code == .invalidKey)
  }

  @Test func messagesAreBounded() throws {
    let long = String(repeating: "word ", count: 2_000_000)
    let marks = "a" + String(repeating: "\u{301}", count: 100_000)
    let keys = String(repeating: XAI.secret, count: 2000)
    for text in [long, marks, keys, String(repeating: "\u{7}", count: 100_000) + "end"] {
      for body in [text, JSONValue.object(["error": .string(text)]).canonical] {
        for status in [400, 429, 500] {
          let said = try XAI.created(status, body).text
          #expect(said.unicodeScalars.count <= 500)
          #expect(!said.contains("SECRET"))
        }
      }
    }
  }

  /// What is too short to be a key stands in other words: a model's name is no secret.
  @Test(arguments: [("k", false), ("imagine", false), ("-imagine", true), ("-IMAGINE", true)])
  func onlyWhatIsLongEnoughToBeAKeyIsTakenOut(_ text: String, isTaken: Bool) throws {
    let key = try APIKey(text)
    let words = ProviderWords(key: key)
    let model = "grok-imagine-image"
    let clean = isTaken ? "grok<key>-image" : model
    #expect(words.line(model) == clean)
    #expect(words.text(model, limit: 500) == clean)
    #expect(words.token(model, limit: 500) == clean)
    let echo = "grok\(text)-image"
    var bytes = Array(echo.utf8)
    #expect(key.blot(&bytes) == isTaken)
    #expect(String(decoding: bytes, as: UTF8.self) == (isTaken ? "grok********-image" : echo))
    var headers = HTTPHeaders()
    key.authorize(&headers)
    #expect(headers["authorization"] == "Bearer " + text)
  }

  /// Writers of JSON may escape any character, and some do so with `/`.
  @Test(arguments: [
    "xai-ab/cd+ef\"", "xai-ab\\/cd+ef\\\"", "xai-ab\\u002Fcd\\u002bef\\u0022",
    "\\u0078ai-ab/cd+ef\"",
    "\\u0078\\u0061\\u0069\\u002d\\u0061\\u0062\\u002f\\u0063\\u0064\\u002b\\u0065\\u0066\\u0022",
  ])
  func aKeyIsTakenOutHoweverJSONWritesIt(_ written: String) throws {
    let key = try APIKey("xai-ab/cd+ef\"")
    var bytes = Array("\\xai-ab\\\\\(written)\\u00".utf8)
    #expect(key.redact(bytes) == Array("\\xai-ab\\\\<key>\\u00".utf8))
    #expect(key.blot(&bytes))
    let stars = String(repeating: "*", count: written.utf8.count)
    #expect(String(decoding: bytes, as: UTF8.self) == "\\xai-ab\\\\\(stars)\\u00")
    let words = ProviderWords(key: key)
    let long = words.line(String(repeating: written, count: 10_000))
    #expect(long.replacing("<key>", with: "").allSatisfy { "<key…".contains($0) })
  }

  @Test(arguments: [8, 20, 499, 4000, 4096])
  func noPartOfAKeyIsLeftWhereATextIsCut(length: Int) throws {
    let secret = String(repeating: "k", count: length - 1) + "K"
    let words = ProviderWords(key: try APIKey(secret))
    for padding in [0, 1, 480, 2000] {
      let text = String(repeating: ".", count: padding) + String(repeating: secret, count: 200)
      for said in [words.line(text), words.text(text, limit: 500)] {
        #expect(!said.replacing("<key>", with: "").replacing("<k", with: "").contains("kk"))
        #expect(said.unicodeScalars.count <= 500)
      }
    }
  }

  @Test func messagesAreOneCleanLine() throws {
    let body = "{\"error\":\"a\\r\\n\\tb\\u001b[31m\\u202ec\\u0000 d\\u2028e\"}"
    #expect(try XAI.created(400, body).text == "a b[31mc d e")
  }

  @Test func invalidUTF8IsRepairedOrNotRead() throws {
    let provider = try XAI.provider()
    func created(_ status: Int) -> CreateAnswer {
      provider.answer(
        to: XAI.picture,
        .success(HTTPResponse(status: status, headers: [:], body: [0x6e, 0x6f, 0xff, 0x21])))
    }
    #expect(created(400).refusal?.message == "no\u{fffd}!")
    #expect(created(200).kind == "unsettled")
  }

  @Test(arguments: [
    #"{"data":[{"url":"https://a/1"}],"usage":{"cost_in_usd_ticks":1e300}}"#,
    #"{"data":[{"url":"https://a/1"}],"usage":{"cost_in_usd_ticks":-1}}"#,
    #"{"data":[{"url":"https://a/1"}],"usage":{"cost_in_usd_ticks":"many"}}"#,
    #"{"data":[{"url":"https://a/1"}],"usage":{"cost_in_usd_ticks":99999999999999999999}}"#,
    // More than any answer costs: sums of such would pass all bounds.
    #"{"data":[{"url":"https://a/1"}],"usage":{"cost_in_usd_ticks":9223372036854775807}}"#,
    #"{"data":[{"url":"https://a/1"}],"usage":{"cost_in_usd_ticks":"-9223372036854775808"}}"#,
    #"{"data":[{"url":"https://a/1"}],"usage":[],"model":{}}"#,
    #"{"data":[{"url":"https://a/1","revised_prompt":[1]}],"usage":null,"model":7,"created":"x"}"#,
  ])
  func oddNumbersAndTypesCostNoResult(body: String) throws {
    let results = try XAI.created(200, body).results
    #expect(results?.items == [.init(.address("https://a/1"))])
    #expect(results?.cost == nil)
    #expect(results?.model == nil)
  }

  @Test func numbersPastAllBoundsAreSurvived() throws {
    let number = String(repeating: "9", count: 100_000)
    for number in [number, "1e99999", "-\(number)e\(number)", "1e"] {
      let picture = try XAI.created(200, #"{"request_id":\#(number),"usage":\#(number)}"#)
      #expect(picture.kind == "unsettled")
      #expect(try XAI.created(429, #"{"error":{"code":\#(number)}}"#).kind == "slow down")
      let kind = try XAI.polled(200, #"{"status":"pending","progress":\#(number)}"#).kind
      #expect(kind == "pending" || kind == "unreachable")
    }
  }

  @Test(arguments: ["[", #"{"error":"#, #"{"data":[{"url":"#])
  func deepNestingIsSurvived(open: String) throws {
    let body = String(repeating: open, count: 100_000)
    for status in Self.statuses {
      _ = try XAI.created(status, body)
      _ = try XAI.polled(status, body)
    }
    #expect(try XAI.created(200, body).kind == "unsettled")
    #expect(try XAI.polled(200, body).kind == "unreachable")
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://a/b", "http://a.example/b", "/etc/passwd"])
  func addressesThatReelDoesNotGoToAreRefusedBeforeTheDownload(address: String) throws {
    let provider = try XAI.provider()
    let created = try XAI.created(200, #"{"data":[{"url":"\#(address)"}]}"#).results
    let polled = try XAI.polled(200, #"{"status":"done","video":{"url":"\#(address)"}}"#).results
    #expect(created?.items == polled?.items)
    for case .address(let found) in (created?.items ?? []).map(\.content) {
      #expect(throws: ProviderError.self) { try provider.downloadRequest(for: found) }
    }
    #expect(created?.items.count == 1)
  }

  @Test(
    arguments: [
      ("", nil), ("AA==", [0]), ("AA", [0]), ("AAA=", [0, 0]), ("AAAA", [0, 0, 0]), ("A", nil),
      ("AA==AA==", nil), ("data:image/png;base64,AA==", [0]), ("data:image/png,AA==", nil),
      ("data:AAAA", nil), ("A*==", nil), ("====", nil), (" A A\n=\t=", [0]), ("é", nil),
    ] as [(String, [UInt8]?)])
  func base64IsDecodedOrRefused(text: String, bytes: [UInt8]?) {
    #expect(Base64Text.decode(text) == bytes)
  }
}
