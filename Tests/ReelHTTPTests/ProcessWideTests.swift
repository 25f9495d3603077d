import ReelHTTP
import ReelTestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What concerns the whole process is tested in one of its own.
@Suite(.timeLimit(.minutes(10))) struct ProcessWideTests {
  #if os(Linux)
    @Test func descriptorsStayFlat() async {
      await #expect(processExitsWith: .success) {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        var counts: [Int] = []
        for (round, requests) in [20, 200, 200].enumerated() {
          await exercise(requests, directory, round)
          counts.append(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count)
        }
        #expect(counts[1] == counts[0])
        #expect(counts[2] == counts[0])
      }
    }
  #endif

  @Test func proxiesAreForOtherMachinesOnly() async {
    await #expect(processExitsWith: .success) {
      let reply = LoopbackServer.answer(200, "by proxy")
      let proxy = LoopbackServer { _ in LoopbackServer.always(reply) }
      setenv("http_proxy", proxy.url(), 1)
      setenv("all_proxy", proxy.url(), 1)
      try await withServer({ _ in [.readRequest, .send(LoopbackServer.answer(200, "direct"))] }) {
        server, transport in
        let direct = try await transport.send(HTTPRequest(.get, server.url()))
        #expect(direct.body == bytes("direct"))
        #expect(proxy.connectionCount == 0)
        let other = try await transport.send(
          HTTPRequest(.get, "http://name.invalid/x", allowsPlainHTTP: true))
        #expect(other.body == bytes("by proxy"))
        #expect(proxy.requests.first?.head.hasPrefix("GET http://name.invalid/x ") == true)
      }
      proxy.stop()
    }
  }

  @Test func withoutATunnelNothingIsSent() async {
    await #expect(processExitsWith: .success) {
      let opened = bytes("HTTP/1.1 200 OK\r\nX: y\r\n\r\n")
      let cases: [(LoopbackServer.Action, HTTPError.Code)] = [
        (.send(LoopbackServer.answer(407, "who?")), .connectionFailed),
        (.send(LoopbackServer.answer(502, "nobody there")), .connectionFailed),
        (.reset, .connectionFailed),
        (.send(opened), .tlsFailed),
        (.send(opened + bytes("no TLS at all")), .tlsFailed),
      ]
      for (answer, code) in cases {
        let script: [LoopbackServer.Action] = [.readHead, answer]
        await withServer({ _ in script }) { proxy, transport in
          setenv("https_proxy", proxy.url(), 1)
          let url = "https://name.invalid/"
          let error = await #expect(throws: HTTPError.self) {
            try await transport.send(HTTPRequest(.post, url, body: HTTPBody(bytes("paid"))))
          }
          #expect(error?.code == code)
          #expect(error?.reach == .nothingSent)
          #expect(error?.headers.fields.isEmpty == true, "the proxy's are not the server's")
          #expect(proxy.connectionCount > 0)
        }
      }
    }
  }
}

/// A transport's whole life: requests, downloads, failures, cancellations.
private func exercise(_ requests: Int, _ directory: TemporaryDirectory, _ round: Int) async {
  let whole = LoopbackServer.answer(200, "done")
  let script: @Sendable (Int) -> [LoopbackServer.Action] = { number in
    switch number % 4 {
    case 0: [.readRequest]
    case 1: [.readRequest, .send(Array(whole.dropLast())), .reset]
    default: LoopbackServer.always(whole, times: 3)
    }
  }
  await withServer(script) { server, transport in
    let url = server.url()
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<requests {
        group.addTask {
          let request = HTTPRequest(.get, url)
          guard index % 3 == 0 else {
            _ = try? await transport.send(request)
            return
          }
          let path = directory.file("\(round)-\(index)")
          _ = try? await transport.download(request, to: path, progress: nil)
        }
        if index % 50 == 49 { group.cancelAll() }
      }
    }
  }
}
