import ReelBasics
import ReelHTTP
import ReelTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CurlTransportTests {
  @Test func anAnswerHasStatusHeadersAndBody() async throws {
    let reply = LoopbackServer.answer(404, "no such thing", headers: ["X-Kind: test"])
    try await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
      let request = HTTPRequest(
        .get, server.url("/a?b=c"), headers: ["X-Mine": "1", "X-Empty": ""])
      let response = try await transport.send(request)
      #expect(response.status == 404)
      #expect(response.headers["x-kind"] == "test")
      #expect(response.body == bytes("no such thing"))
      #expect(response.isDelimited)
      let head = try #require(server.requests.first?.head)
      #expect(head.hasPrefix("GET /a?b=c HTTP/1.1\r\n"))
      #expect(head.contains("\r\nX-Mine: 1\r\n"))
      #expect(head.contains("\r\nX-Empty:\r\n"))
      #expect(head.contains("\r\nUser-Agent: reel-test/1\r\n"))
    }
  }

  @Test func aChunkedAnswerIsWhole() async throws {
    let reply = bytes(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nT: x\r\n\r\n"
    )
    try await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
      let response = try await transport.send(HTTPRequest(.get, server.url()))
      #expect(response.body == bytes("abcde"))
      #expect(response.headers["T"] == nil)
    }
  }

  @Test func anAnswerWithoutAnEndMarkSaysSo() async throws {
    let reply = bytes("HTTP/1.1 200 OK\r\nX: y\r\n\r\nall or part")
    try await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
      let response = try await transport.send(HTTPRequest(.get, server.url()))
      #expect(response.body == bytes("all or part"))
      #expect(!response.isDelimited)
    }
  }

  @Test func interimAnswersAndDripsAreNoTrouble() async throws {
    let interim = bytes("HTTP/1.1 100 Continue\r\nX: early\r\n\r\n")
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(interim), .drip(LoopbackServer.answer(200, "slow"), milliseconds: 1),
    ]
    try await withServer({ _ in script }) { server, transport in
      let response = try await transport.send(HTTPRequest(.get, server.url()))
      #expect(response.status == 200)
      #expect(response.headers["X"] == nil)
      #expect(response.body == bytes("slow"))
    }
  }

  @Test func bodiesArriveToTheByte() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let small = (0..<100_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let large = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
    let smallPath = try directory.write("small", small)
    let largePath = try directory.write("large", large)
    let body = HTTPBody(parts: [
      .bytes(bytes("{\"image\":\"")), .base64File(path: smallPath, byteCount: Int64(small.count)),
      .bytes([]), .bytes(bytes("\"}")), .file(path: largePath, byteCount: Int64(large.count)),
      .bytes(bytes("end")),
    ])
    let ok = LoopbackServer.answer()
    try await withServer({ _ in LoopbackServer.always(ok) }) { server, transport in
      for _ in 0..<2 {
        let response = try await transport.send(
          HTTPRequest(.post, server.url(), headers: ["Content-Type": "x/y"], body: body))
        #expect(response.status == 200)
      }
      let text = bytes(base64(small))
      let expected = bytes("{\"image\":\"") + text + bytes("\"}") + large + bytes("end")
      #expect(server.requests.map { $0.body == expected } == [true, true])
      #expect(server.connectionCount == 1)
      let head = try #require(server.requests.first?.head)
      #expect(head.contains("\r\nContent-Length: \(expected.count)\r\n"))
      #expect(!head.contains("Expect"))
    }
  }

  @Test func emptyPostsAndDeletesGoOut() async throws {
    let ok = LoopbackServer.answer()
    try await withServer({ _ in LoopbackServer.always(ok) }) { server, transport in
      _ = try await transport.send(HTTPRequest(.post, server.url("/1")))
      _ = try await transport.send(HTTPRequest(.post, server.url("/2"), body: HTTPBody([])))
      _ = try await transport.send(HTTPRequest(.delete, server.url("/3")))
      let lines = server.requests.map { $0.head.prefix { $0 != "\r\n" } }
      #expect(lines == ["POST /1 HTTP/1.1", "POST /2 HTTP/1.1", "DELETE /3 HTTP/1.1"])
      #expect(server.requests.allSatisfy { !$0.head.contains("Content-Type") })
    }
  }

  @Test func aRedirectedPostIsAnAnswer() async throws {
    let reply = LoopbackServer.answer(307, "", headers: ["Location: /elsewhere"])
    try await withServer({ _ in LoopbackServer.always(reply) }) { server, transport in
      let request = HTTPRequest(.post, server.url(), body: HTTPBody(bytes("x")), redirects: 5)
      let response = try await transport.send(request)
      #expect(response.status == 307)
      #expect(server.requests.count == 1)
    }
  }

  @Test func twoHundredAtOnce() async {
    let reply = LoopbackServer.answer(200, "done")
    await withServer(connections: 64, { _ in LoopbackServer.always(reply) }) {
      server, transport in
      let url = server.url()
      let count = await withTaskGroup(of: Bool.self) { group in
        for index in 0..<200 {
          group.addTask {
            let body = HTTPBody(bytes("request \(index)"))
            return (try? await transport.send(HTTPRequest(.post, url, body: body)))?.status == 200
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(count == 200)
      #expect(server.requests.count == 200)
      #expect(Set(server.requests.map(\.body)).count == 200)
      #expect(server.connectionCount <= 64)
    }
  }

  /// Base64 bit by bit, on purpose unlike the code under test.
  private func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    var bits = 0
    var width = 0
    for byte in bytes {
      bits = bits << 8 | Int(byte)
      width += 8
      while width >= 6 {
        width -= 6
        text.append(alphabet[bits >> width & 63])
      }
      bits &= 63
    }
    if width > 0 { text.append(alphabet[bits << (6 - width) & 63]) }
    return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }
}
