#if canImport(Glibc)
  import Glibc
  import ReelBasics
  import ReelTestSupport
  import Testing

  @testable import ReelHTTP

  /// A disk that is full when an answer comes, and somebody who may have room to give.
  @Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: SmallDisk.isPossible, "mounting a tmpfs takes rights that we lack"))
  struct FullDiskTests {
    private static let media = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ $0 >> 7) }

    private static func answer(_ body: [UInt8]) -> [LoopbackServer.Action] {
      let head = "HTTP/1.1 200 OK\r\nx-request-id: r-1\r\nContent-Length: \(body.count)\r\n\r\n"
      return [.readRequest, .send(bytes(head) + body)]
    }

    /// A full disk, and how often room was asked for; each time it gives `room` bytes until `times`.
    private func onAFullDisk(
      room: Int64, times: Int = 1,
      _ body: (SmallDisk, _ makeRoom: @escaping @Sendable () -> Bool) async throws -> Void
    ) async throws -> Int {
      let directory = try TemporaryDirectory()
      defer { directory.remove() }
      let disk = try #require(SmallDisk(directory.file("disk"), megabytes: 4))
      try disk.fill()
      let asked = Locked(0)
      let filler = disk.path + "/filler"
      try await body(disk) {
        let count = asked.withLock { count in
          count += 1
          return count
        }
        var status = stat()
        return count <= times && stat(filler, &status) == 0
          && truncate(filler, status.st_size - Int(room)) == 0
      }
      return asked.withLock { $0 }
    }

    private func serve(
      _ body: [UInt8], makeRoom: @escaping @Sendable () -> Bool,
      _ ask: (LoopbackServer, CurlTransport) async throws -> Void
    ) async throws {
      let server = LoopbackServer { _ in Self.answer(body) }
      let transport = CurlTransport(
        userAgent: "reel-test/1", maximumConnections: 4, makeRoom: makeRoom)
      defer {
        transport.shutdown()
        server.stop()
      }
      try await ask(server, transport)
    }

    @Test(arguments: [(Int64(700_000), true), (100_000, false), (0, false)])
    func aDownloadIsWholeWhereThereIsRoomForIt(room: Int64, isKept: Bool) async throws {
      let asked = try await onAFullDisk(room: room) { disk, makeRoom in
        try await serve(Self.media, makeRoom: makeRoom) { server, transport in
          let path = disk.path + "/film"
          do {
            let download = try await transport.download(
              HTTPRequest(.get, server.url()), to: path, progress: nil)
            #expect(isKept && download.digest == SHA256.digest(Self.media))
            #expect(FileDigest.of(path) == download.digest)
          } catch let error as HTTPError {
            #expect(!isKept && error.code == .fileFailed, "\(error)")
            #expect(error.message.contains("No space left on device"))
            #expect(FileStatus.size(of: path) == nil)
          }
        }
      }
      #expect(asked == 1)
    }

    /// In base64: 800 kB as it came, 600 kB as it is.
    @Test(arguments: [
      (Int64(1_500_000), true, true), (700_000, true, false), (300_000, false, false),
    ])
    func ofAnAnswerTheMediaComeBeforeItsCopy(
      room: Int64, isKept: Bool, hasCopy: Bool
    ) async throws {
      let body = bytes("{\"data\":[{\"b64_json\":\"") + Base64.encode(Self.media) + bytes("\"}]}")
      _ = try await onAFullDisk(room: room) { disk, makeRoom in
        try await serve(body, makeRoom: makeRoom) { server, transport in
          do {
            let response = try await transport.send(
              HTTPRequest(
                .post, server.url(), body: HTTPBody(bytes("paid")),
                spill: HTTPSpill(folder: disk.path)))
            let text = try #require(response.spilled.first)
            #expect(isKept && text.digest == SHA256.digest(Self.media))
            #expect(FileDigest.of(text.path) == text.digest)
            #expect((response.rawPath != nil) == hasCopy)
          } catch let error as HTTPError {
            #expect(!isKept && error.code == .fileFailed, "\(error)")
            // By which the provider knows what was paid.
            #expect(error.headers["x-request-id"] == "r-1" && error.reach == .maybeSent)
            #expect(try TemporaryDirectory.names(in: disk.path) == ["filler"])
          }
        }
      }
    }

    /// Each would fit alone: the room of the one that fails is the other's.
    @Test func ofTwoThatDoNotFitTogetherOneIsKept() async throws {
      _ = try await onAFullDisk(room: 1_000_000) { disk, makeRoom in
        let folder = disk.path
        try await serve(Self.media, makeRoom: makeRoom) { server, transport in
          let kept = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<2 {
              group.addTask {
                let path = folder + "/film-\(number)"
                let request = HTTPRequest(.get, server.url())
                return (try? await transport.download(request, to: path, progress: nil)) != nil
              }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
          }
          #expect(kept == 1)
        }
      }
    }

    /// A later text does not bring the copy back: it would have no beginning.
    @Test func aCopyThatWasGivenUpIsNotBegunAgain() async throws {
      let text = String(decoding: Base64.encode(Self.media), as: UTF8.self)
      let body = bytes("{\"data\":[{\"b64_json\":\"\(text)\"},{\"b64_json\":\"\(text)\"}]}")
      _ = try await onAFullDisk(room: 1_300_000) { disk, makeRoom in
        let answer = SpillingAnswer(HTTPSpill(folder: disk.path), makeRoom: makeRoom)
        try body.withUnsafeBytes { try unsafe answer.add($0) }
        let finished = answer.finish()
        #expect(finished.texts.count == 2 && finished.raw == nil)
        for text in finished.texts { text.file.remove() }
      }
    }
  }
#endif
