import ReelHTTP
import ReelTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CancellationTests {
  @Test func aCancelledTaskSendsNothing() async {
    let reply = LoopbackServer.answer()
    await withServer({ _ in LoopbackServer.always(reply) }) { server, transport in
      let request = HTTPRequest(.post, server.url(), body: HTTPBody(bytes("paid")))
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await transport.send(request)
      }
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(error?.reach == .nothingSent)
      transport.shutdown()
      server.stop()
      #expect(server.connectionCount == 0)
    }
  }

  @Test func cancellingEndsARequestInFlight() async {
    await withServer({ _ in [.readRequest, .stall] }) { server, transport in
      let request = HTTPRequest(.post, server.url(), body: HTTPBody(bytes("paid")))
      let task = Task { try await transport.send(request) }
      for await _ in server.arrivals { break }
      task.cancel()
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(error?.reach == .maybeSent)
    }
  }

  @Test func aRequestThatWaitsForRoomSentNothing() async {
    await withServer(connections: 1, { _ in [.readRequest, .stall] }) { server, transport in
      let request = HTTPRequest(.post, server.url(), body: HTTPBody(bytes("paid")))
      let first = Task { try await transport.send(request) }
      for await _ in server.arrivals { break }
      let second = Task { try await transport.send(request) }
      second.cancel()
      let error = await #expect(throws: HTTPError.self) { try await second.value }
      #expect(error?.reach == .nothingSent)
      first.cancel()
      _ = await first.result
      #expect(server.requests.count == 1)
    }
  }

  @Test func aStormOfCancellationsLeavesNobodyBehind() async {
    let reply = LoopbackServer.answer(200, String(repeating: "x", count: 10_000))
    await withServer({ _ in LoopbackServer.always(reply) }) { server, transport in
      let url = server.url()
      await withTaskGroup(of: Void.self) { group in
        for index in 0..<400 {
          group.addTask { _ = try? await transport.send(HTTPRequest(.get, url)) }
          if index % 7 == 0 { await Task.yield() }
          if index == 300 { group.cancelAll() }
        }
      }
      let response = try? await transport.send(HTTPRequest(.get, url))
      #expect(response?.status == 200)
    }
  }

  @Test func shuttingDownEndsEverything() async {
    await withServer({ _ in [.readRequest, .stall] }) { server, transport in
      let request = HTTPRequest(.get, server.url())
      let task = Task { try await transport.send(request) }
      for await _ in server.arrivals { break }
      transport.shutdown()
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      let late = await #expect(throws: HTTPError.self) { try await transport.send(request) }
      #expect(late?.code == .cancelled)
      #expect(late?.reach == .nothingSent)
    }
  }
}
