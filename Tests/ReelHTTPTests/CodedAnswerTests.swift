import ReelBasics
import ReelHTTP
import ReelTestSupport
import Testing

/// Nobody asks for codings; a server or what stands before it may use one all the same.
@Suite(.timeLimit(.minutes(10))) struct CodedAnswerTests {
  /// `reel ` 8000 times, in gzip.
  private static let coded =
    "H4sIAAAAAAACA+3EIREAAAgEsCqUe4f6/oKjxybWZKeSJEmSJEmSJEmSJEmSJEmSJEmSJEmSJEmSJEmSJEmSJEmSJEmSJEmS"
    + "JEmSJEmSJEmSJEmSJEmSJEmSvgPZGJJ7QJwAAA=="
  private static let plain = String(repeating: "reel ", count: 8000)

  /// The answer, with its own length: that of the coded bytes.
  private func answer(_ status: Int = 200, coding: String = "gzip") throws -> [UInt8] {
    let body = try #require(Base64Decoder.bytes(of: Self.coded.utf8))
    let head =
      "HTTP/1.1 \(status) Text\r\nContent-Encoding: \(coding)\r\n"
      + "Content-Length: \(body.count)\r\n\r\n"
    return bytes(head) + body
  }

  @Test func noCodingIsAskedForAndOneIsUnderstood() async throws {
    for status in [200, 400] {
      let reply = try answer(status)
      try await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
        let response = try await transport.send(HTTPRequest(.get, server.url()))
        #expect(response.status == status)
        #expect(response.body == bytes(Self.plain))
        #expect(response.isDelimited)
        let head = try #require(server.requests.first?.head)
        #expect(head.contains("\r\nAccept-Encoding: identity\r\n"))
      }
    }
  }

  @Test func aCodedFileArrivesAsWhatItIs() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let reply = try answer()
    try await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
      let seen = Locked<Int64>(0)
      let download = try await transport.download(
        HTTPRequest(.get, server.url()), to: directory.file("a"),
        progress: { count in seen.withLock { $0 = count } })
      #expect(download.byteCount == 40_000)
      #expect(download.digest == SHA256.digest(Self.plain))
      #expect(download.isDelimited)
      #expect(seen.withLock { $0 } == 40_000)
      #expect(try directory.read("a") == bytes(Self.plain))
    }
  }

  /// What counts is what it becomes: a few bytes may stand for very many.
  @Test func limitsAreThoseOfTheDecodedBytes() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let reply = try answer()
    let limits = HTTPLimits(maximumBodyBytes: 39_999)
    await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
      let request = HTTPRequest(.get, server.url(), limits: limits)
      let sent = await #expect(throws: HTTPError.self) { try await transport.send(request) }
      #expect(sent?.code == .tooLarge)
      let fetched = await #expect(throws: HTTPError.self) {
        try await transport.download(request, to: directory.file("a"), progress: nil)
      }
      #expect(fetched?.code == .tooLarge)
      #expect(directory.names() == [])
    }
  }

  @Test func aCodedAnswerThatIsCutOrSpoiltIsAnError() async throws {
    let whole = try answer()
    let unknown = try answer(coding: "rot13")
    let spoilt = whole.dropLast(90) + [UInt8](repeating: 0xff, count: 90)
    let cases: [([UInt8], HTTPError.Code)] = [
      (Array(whole.dropLast(20)), .cutShort), (Array(spoilt), .malformed), (unknown, .malformed),
    ]
    for (reply, code) in cases {
      await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
        let error = await #expect(throws: HTTPError.self) {
          try await transport.send(HTTPRequest(.get, server.url()))
        }
        #expect(error?.code == code)
        #expect(error?.reach == .maybeSent)
      }
    }
  }
}
