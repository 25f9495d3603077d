import ReelHTTP
import ReelTestSupport

/// Runs `body` with a server and a transport of its own, and takes both down afterwards.
func withServer<Result>(
  connections: Int = 16, _ script: @escaping @Sendable (Int) -> [LoopbackServer.Action],
  _ body: (LoopbackServer, CurlTransport) async throws -> Result
) async rethrows -> Result {
  let server = LoopbackServer(script)
  let transport = CurlTransport(
    userAgent: "reel-test/1", maximumConnections: connections, connectionAge: 600)
  defer {
    transport.shutdown()
    server.stop()
  }
  return try await body(server, transport)
}

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
