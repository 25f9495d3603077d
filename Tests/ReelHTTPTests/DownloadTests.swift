import ReelBasics
import ReelHTTP
import ReelTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(10))) struct DownloadTests {
  private static let content = String(repeating: "0123456789abcdef", count: 50_000)

  /// The error of a download, and what it left in its directory.
  private func failure(
    limits: HTTPLimits = HTTPLimits(), _ script: [LoopbackServer.Action]
  ) async throws -> HTTPError? {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    return await withServer({ _ in script }) { server, transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.download(
          HTTPRequest(.get, server.url(), limits: limits), to: directory.file("a"), progress: nil)
      }
      #expect(directory.names() == [])
      return error
    }
  }

  @Test func aFileArrivesWithItsDigest() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(LoopbackServer.answer(302, "not this", headers: ["Location: /b"])),
      .readRequest, .send(LoopbackServer.answer(200, Self.content, headers: ["X-Kind: c"])),
    ]
    try await withServer({ _ in script }) { server, transport in
      let seen = Locked<[Int64]>([])
      let download = try await transport.download(
        HTTPRequest(.get, server.url(), redirects: 5), to: directory.file("a"),
        progress: { count in seen.withLock { $0.append(count) } })
      #expect(download.status == 200)
      #expect(download.headers["X-Kind"] == "c")
      #expect(download.byteCount == 800_000)
      #expect(download.digest == SHA256.digest(Self.content))
      #expect(download.errorBody.isEmpty)
      #expect(download.isDelimited)
      #expect(try directory.read("a") == bytes(Self.content))
      let counts = seen.withLock { $0 }
      #expect(counts.last == 800_000)
      #expect(counts == counts.sorted())
      var information = stat()
      #expect(stat(directory.file("a"), &information) == 0)
      #expect(information.st_mode & 0o777 == 0o600)
    }
  }

  /// Around the size from which on files are hashed by another thread than that of the transfers.
  @Test(arguments: [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_001], [true, false])
  func aFileOfAnySizeHasItsDigest(size: Int, syncs: Bool) async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let content = String((0..<size).map { Character(UnicodeScalar(UInt8(97 + $0 % 23))) })
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(LoopbackServer.answer(200, content)),
    ]
    try await withServer({ _ in script }) { server, transport in
      var request = HTTPRequest(.get, server.url())
      request.syncsDownload = syncs
      let download = try await transport.download(
        request, to: directory.file("a"), progress: nil)
      #expect(download.byteCount == Int64(size))
      #expect(download.digest == SHA256.digest(content))
      #expect(try directory.read("a") == bytes(content))
    }
  }

  @Test func anEmptyFileIsAFile() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    try await withServer({ _ in [.readRequest, .send(LoopbackServer.answer())] }) {
      server, transport in
      let download = try await transport.download(
        HTTPRequest(.get, server.url()), to: directory.file("a"), progress: nil)
      #expect(download.byteCount == 0)
      #expect(download.digest == SHA256.digest(""))
      #expect(directory.names() == ["a"])
    }
  }

  @Test func anErrorKeepsTheHeadOfItsBody() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let reply = LoopbackServer.answer(403, Self.content)
    try await withServer({ _ in [.readRequest, .send(reply)] }) { server, transport in
      let download = try await transport.download(
        HTTPRequest(.get, server.url()), to: directory.file("a"), progress: nil)
      #expect(download.status == 403)
      #expect(download.byteCount == 0)
      #expect(download.digest == nil)
      #expect(download.errorBody == Array(bytes(Self.content).prefix(65536)))
      #expect(directory.names() == [])
    }
  }

  @Test func aCutFileIsGone() async throws {
    let cut = Array(LoopbackServer.answer(200, Self.content).dropLast())
    #expect(try await failure([.readRequest, .send(cut)])?.code == .cutShort)
    let reset = try await failure([.readRequest, .send(cut), .reset])
    #expect(reset?.code == .reset)
    #expect(reset?.reach == .maybeSent)
  }

  @Test func anOversizedFileIsGone() async throws {
    let head = bytes("HTTP/1.1 200 OK\r\nX: y\r\n\r\n")
    let limits = HTTPLimits(maximumBodyBytes: 799_999)
    let error = try await failure(
      limits: limits, [.readRequest, .send(head + bytes(Self.content))])
    #expect(error?.code == .tooLarge)
  }

  @Test func aCancelledFileIsGone() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let part = Array(LoopbackServer.answer(200, Self.content).dropLast(10))
    await withServer({ _ in [.readRequest, .send(part), .stall] }) { server, transport in
      let (progress, moved) = AsyncStream<Int64>.makeStream()
      let request = HTTPRequest(.get, server.url())
      let task = Task {
        try await transport.download(
          request, to: directory.file("a"), progress: { moved.yield($0) })
      }
      for await _ in progress { break }
      #expect(directory.names() == ["a"])
      task.cancel()
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(directory.names() == [])
    }
  }

  @Test func whatIsThereAlreadyIsNotTouched() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    _ = try directory.write("file", bytes("mine"))
    #expect(symlink(directory.file("nowhere"), directory.file("link")) == 0)
    await withServer({ _ in LoopbackServer.always(LoopbackServer.answer(200, "new")) }) {
      server, transport in
      for name in ["file", "link", "no/directory"] {
        let error = await #expect(throws: HTTPError.self) {
          try await transport.download(
            HTTPRequest(.get, server.url()), to: directory.file(name), progress: nil)
        }
        #expect(error?.code == .fileFailed)
        #expect(error?.reach == .nothingSent)
      }
      #expect(server.connectionCount == 0)
    }
    #expect(directory.names() == ["file", "link"])
    #expect(try directory.read("file") == bytes("mine"))
  }
}
