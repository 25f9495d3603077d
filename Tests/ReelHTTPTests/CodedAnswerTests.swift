import ReelBasics
import ReelHTTP
import ReelTestSupport
import Testing

/// Nobody asks for codings; a server or what stands before it may name one all the same.
@Suite(.timeLimit(.minutes(10))) struct CodedAnswerTests {
  @Test(arguments: ["gzip", "br", "aws-chunked", "utf-8", "identity", "none"])
  func theBytesAreWhatCame(coding: String) async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    for status in [200, 429] {
      let reply = bytes(
        "HTTP/1.1 \(status) Text\r\nContent-Encoding: \(coding)\r\nContent-Length: 4\r\n\r\nreel")
      try await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
        let response = try await transport.send(HTTPRequest(.get, server.url()))
        #expect(response.status == status)
        #expect(response.body == bytes("reel") && response.isDelimited)
        let head = try #require(server.requests.first?.head)
        #expect(head.contains("\r\nAccept-Encoding: identity\r\n"))
        guard status == 200 else { return }
        let download = try await transport.download(
          HTTPRequest(.get, server.url()), to: directory.file("a"), progress: nil)
        #expect(download.digest == SHA256.digest("reel") && download.isDelimited)
        #expect(try directory.read("a") == bytes("reel"))
      }
    }
  }
}
