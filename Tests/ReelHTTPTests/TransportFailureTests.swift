import ReelBasics
import ReelHTTP
import ReelTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct TransportFailureTests {
  private typealias Action = LoopbackServer.Action

  /// The error of a request to a server that does `script` on every connection.
  private func failure(
    _ method: HTTPRequest.Method = .get, limits: HTTPLimits = HTTPLimits(), scheme: String = "http",
    _ script: [LoopbackServer.Action]
  ) async -> HTTPError? {
    await withServer({ _ in script }) { server, transport in
      let url = "\(scheme)://127.0.0.1:\(server.port)/"
      let body = method == .post ? HTTPBody(bytes("paid")) : nil
      return await #expect(throws: HTTPError.self) {
        try await transport.send(HTTPRequest(method, url, body: body, limits: limits))
      }
    }
  }

  @Test func aRefusedConnectionSentNothing() async throws {
    // A port that the system gives to nobody who asks for any.
    let url = "http://127.0.0.1:1/"
    let transport = CurlTransport(userAgent: "t", maximumConnections: 4)
    defer { transport.shutdown() }
    let error = await #expect(throws: HTTPError.self) {
      try await transport.send(HTTPRequest(.post, url, body: HTTPBody(bytes("paid"))))
    }
    #expect(error?.code == .connectionFailed)
    #expect(error?.reach == .nothingSent)
  }

  @Test func noTLSMeansNothingSent() async {
    let error = await failure(.post, scheme: "https", [])
    #expect(error?.code == .tlsFailed)
    #expect(error?.reach == .nothingSent)
    let late = await failure(
      .post, limits: HTTPLimits(connect: .milliseconds(300)), scheme: "https", [.stall])
    #expect(late?.code == .timedOut)
    #expect(late?.reach == .nothingSent)
  }

  @Test(arguments: [
    ("http://name.invalid/", HTTPError.Code.insecure), ("http://10.1.2.3/", .insecure),
    ("ftp://127.0.0.1/", .invalidURL), ("nonsense", .invalidURL),
  ])
  func forbiddenAddressesAreRefusedUnasked(url: String, code: HTTPError.Code) async {
    let transport = CurlTransport(userAgent: "t", maximumConnections: 4)
    let error = await #expect(throws: HTTPError.self) {
      try await transport.send(HTTPRequest(.get, url))
    }
    #expect(error?.code == code)
    #expect(error?.reach == .nothingSent)
  }

  @Test(arguments: [false, true])
  func aFreshConnectionThatEndsGotOnePost(resets: Bool) async {
    let script: [Action] = resets ? [.readRequest, .reset] : [.readRequest]
    await withServer({ _ in script }) { server, transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.send(HTTPRequest(.post, server.url(), body: HTTPBody(bytes("paid"))))
      }
      #expect(error?.code == .reset)
      #expect(error?.reach == .maybeSent)
      #expect(server.requests.count == 1)
    }
  }

  /// A body that goes out with the head, none, and one that follows it.
  @Test(arguments: [false, true], [4, 0, 20_000])
  func aReusedConnectionThatEndsGotOnePost(resets: Bool, bodySize: Int) async throws {
    let body = String(repeating: "x", count: bodySize)
    let first: [Action] = [.readRequest, .send(LoopbackServer.answer()), .readRequest]
    let script = resets ? first + [.reset] : first
    let repeats = Locked(0)
    let second: [Action] = [.readHead, .run { repeats.withLock { $0 += 1 } }]
    try await withServer({ $0 == 0 || body.isEmpty ? script : second }) { server, transport in
      let post = HTTPRequest(.post, server.url(), body: HTTPBody(bytes(body)))
      _ = try await transport.send(post)
      if body.isEmpty {
        // Never on a used connection, so libcurl has no reason to repeat it.
        _ = try await transport.send(post)
        #expect(server.connectionCount == 2)
      } else {
        let error = await #expect(throws: HTTPError.self) { try await transport.send(post) }
        #expect(error?.reach == .maybeSent)
        #expect(error?.code == .reset)
      }
      #expect(server.requests.count == 2)
      // libcurl may connect again before it finds that it cannot repeat the body.
      transport.shutdown()
      server.stop()
      #expect(repeats.withLock { $0 } == 0)
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n",
  ])
  func anAnswerCutShortIsNone(reply: String) async {
    let error = await failure(.post, [.readRequest, .send(bytes(reply))])
    #expect(error?.reach == .maybeSent)
    #expect(error.map { [.cutShort, .reset].contains($0.code) } == true, "\(error?.code as Any)")
  }

  @Test func nonsenseIsNoAnswer() async {
    let error = await failure(.post, [.readRequest, .send(bytes("220 ready for mail\r\n\r\n"))])
    #expect(error?.code == .malformed)
    #expect(error?.reach == .maybeSent)
  }

  @Test func aStallIsFoundByItsSpeed() async {
    let limits = HTTPLimits(lowSpeed: .init(bytesPerSecond: 1000, over: .seconds(1)))
    let begun = bytes("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc")
    let error = await failure(.post, limits: limits, [.readRequest, .send(begun), .stall])
    #expect(error?.code == .stalled)
    #expect(error?.reach == .maybeSent)
  }

  @Test func theTotalTimeHolds() async {
    let limits = HTTPLimits(total: .milliseconds(300))
    let error = await failure(.post, limits: limits, [.readRequest, .stall])
    #expect(error?.code == .timedOut)
    #expect(error?.reach == .maybeSent)
  }

  @Test(arguments: ["Content-Length: 2000\r\n", "X: y\r\n"])
  func anOversizedBodyIsRefused(header: String) async {
    let reply =
      bytes("HTTP/1.1 200 OK\r\n\(header)\r\n") + [UInt8](repeating: 65, count: 2000)
    let limits = HTTPLimits(maximumBodyBytes: 1999)
    let error = await failure(.post, limits: limits, [.readRequest, .send(reply)])
    #expect(error?.code == .tooLarge)
    #expect(error?.reach == .maybeSent)
  }

  @Test(arguments: [(400, 1000), (1, 120_000)])
  func oversizedHeadersAreRefused(count: Int, size: Int) async {
    let line = "X: \(String(repeating: "a", count: size))\r\n"
    let reply = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: count) + "\r\n"
    let error = await failure(.post, [.readRequest, .send(bytes(reply))])
    #expect(error?.code == .tooLarge)
    #expect(error?.reach == .maybeSent)
  }

  @Test func noErrorHoldsTheKey() async {
    let key = "xai-secret-0123456789"
    await withServer({ _ in [.readRequest] }) { server, transport in
      let request = HTTPRequest(
        .post, server.url("/?key=\(key)"), headers: ["Authorization": "Bearer \(key)"],
        body: HTTPBody(bytes("paid")))
      let error = await #expect(throws: HTTPError.self) { try await transport.send(request) }
      #expect(error.map { !String(reflecting: $0).contains(key) } == true)
    }
  }

  @Test func aBodyFileMustBeAsLargeAsSaid() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let path = try directory.write("file", bytes("12345"))
    let wrong: [(HTTPBody.Part, HTTPError.Code)] = [
      (.file(path: path, byteCount: 4), .fileChanged),
      (.base64File(path: path, byteCount: 6), .fileChanged),
      (.file(path: directory.file("none"), byteCount: 1), .fileFailed),
      (.file(path: directory.path, byteCount: 1), .fileFailed),
    ]
    await withServer({ _ in [.readRequest] }) { server, transport in
      for (part, code) in wrong {
        let error = await #expect(throws: HTTPError.self) {
          try await transport.send(HTTPRequest(.post, server.url(), body: HTTPBody(parts: [part])))
        }
        #expect(error?.code == code)
        #expect(error?.reach == .nothingSent)
      }
      #expect(server.connectionCount == 0)
    }
  }

  @Test(arguments: [(false, -3), (false, 0), (false, 3), (true, -3), (true, 0)])
  func aBodyFileThatChangesNeverArrives(isBase64: Bool, growth: Int) async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    // More than both ends' socket buffers hold, so the client is in the middle of it.
    let count = 32 << 20
    let path = try directory.write("file", [UInt8](repeating: 7, count: count))
    let change: Action = .run {
      _ = try? directory.write("file", [UInt8](repeating: 8, count: count + growth))
    }
    let part: HTTPBody.Part =
      isBase64
      ? .base64File(path: path, byteCount: Int64(count))
      : .file(path: path, byteCount: Int64(count))
    await withServer({ _ in [.readHead, change, .readBody] }) { server, transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.send(HTTPRequest(.post, server.url(), body: HTTPBody(parts: [part])))
      }
      #expect(error?.code == .fileChanged)
      #expect(error?.reach == .withheld)
      #expect(server.requests.isEmpty)
    }
  }

  @Test(arguments: [true, false], [0, 5, 300_000])
  func aBodyFileOfOtherContentNeverArrives(isBase64: Bool, count: Int) async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let path = try directory.write("file", [UInt8](repeating: 7, count: count))
    let body = { (digest: Digest) in
      HTTPBody(parts: [
        .bytes(bytes("head")),
        isBase64
          ? .base64File(path: path, byteCount: Int64(count), digest: digest)
          : .file(path: path, byteCount: Int64(count), digest: digest),
        .bytes(bytes("end")),
      ])
    }
    let right = SHA256.digest([UInt8](repeating: 7, count: count))
    let wrong = SHA256.digest([UInt8](repeating: 8, count: count + 1))
    #expect(throws: HTTPError.self) { try body(wrong).digest() }
    let script: [Action] = [.readRequest, .send(LoopbackServer.answer(200, ""))]
    await withServer({ _ in script }) { server, transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.send(HTTPRequest(.post, server.url(), body: body(wrong)))
      }
      #expect(error?.code == .fileChanged)
      #expect(error?.reach == .withheld)
      #expect(server.requests.isEmpty)
    }
    try await withServer({ _ in script }) { server, transport in
      _ = try await transport.send(HTTPRequest(.post, server.url(), body: body(right)))
      #expect(server.requests.count == 1)
    }
  }
}
