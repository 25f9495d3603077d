import ReelHTTP
import ReelTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RedirectTests {
  private static func to(_ location: String, status: Int = 302) -> [UInt8] {
    LoopbackServer.answer(status, "moved", headers: ["Location: \(location)"])
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func aGetFollows(status: Int) async throws {
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(Self.to("/next?x=1", status: status)), .readRequest,
      .send(LoopbackServer.answer(200, "here")),
    ]
    try await withServer({ _ in script }) { server, transport in
      let request = HTTPRequest(
        .get, server.url("/first"), headers: ["Authorization": "Bearer key"], redirects: 1)
      let response = try await transport.send(request)
      #expect(response.status == 200)
      #expect(response.body == bytes("here"))
      // The same server may see the key again.
      #expect(server.requests.allSatisfy { $0.head.contains("Authorization: Bearer key") })
      #expect(server.requests.last?.head.hasPrefix("GET /next?x=1 ") == true)
    }
  }

  @Test func withoutLeaveItIsTheAnswer() async throws {
    try await withServer({ _ in [.readRequest, .send(Self.to("/next"))] }) { server, transport in
      let response = try await transport.send(HTTPRequest(.get, server.url()))
      #expect(response.status == 302)
      #expect(response.body == bytes("moved"))
    }
  }

  @Test(arguments: [(1, 1), (5, 5), (50, 5)])
  func aLoopIsBounded(redirects: Int, followed: Int) async {
    await withServer({ _ in LoopbackServer.always(Self.to("/again")) }) { server, transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.send(HTTPRequest(.get, server.url(), redirects: redirects))
      }
      #expect(error?.code == .redirectRefused)
      #expect(error?.reach == .maybeSent)
      #expect(server.requests.count == followed + 1)
    }
  }

  @Test(arguments: ["http://name.invalid/", "file:///etc/passwd", "ftp://127.0.0.1/", "https://"])
  func someTargetsAreRefused(location: String) async {
    await withServer({ _ in LoopbackServer.always(Self.to(location)) }) { server, transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.send(HTTPRequest(.get, server.url(), redirects: 5))
      }
      #expect(error?.code == .redirectRefused)
      #expect(server.requests.count == 1)
    }
  }

  @Test func anotherServerNeverGetsTheKey() async throws {
    let other = LoopbackServer { _ in
      [.readRequest, .send(LoopbackServer.answer(200, "there"))]
    }
    defer { other.stop() }
    for host in ["127.0.0.1", "localhost"] {
      let location = "http://\(host):\(other.port)/x"
      try await withServer({ _ in [.readRequest, .send(Self.to(location))] }) { server, transport in
        let headers: HTTPHeaders = [
          "Authorization": "Bearer key", "x-goog-api-key": "key", "Cookie": "key", "Accept": "a/b",
        ]
        let request = HTTPRequest(.get, server.url(), headers: headers, redirects: 5)
        let response = try await transport.send(request)
        #expect(response.body == bytes("there"))
        #expect(server.requests.first?.head.contains("Bearer key") == true)
      }
    }
    #expect(other.requests.count == 2)
    #expect(other.requests.allSatisfy { !$0.head.contains("key") })
    #expect(other.requests.allSatisfy { $0.head.contains("\r\nAccept: a/b\r\n") })
  }

  @Test func theTotalTimeIsForAllHops() async {
    let script: [LoopbackServer.Action] = [
      .readRequest, .drip(Self.to("/again"), milliseconds: 5),
    ]
    await withServer({ _ in script }) { server, transport in
      let limits = HTTPLimits(total: .milliseconds(700))
      let error = await #expect(throws: HTTPError.self) {
        try await transport.send(HTTPRequest(.get, server.url(), limits: limits, redirects: 5))
      }
      #expect(error?.code == .timedOut)
    }
  }
}
