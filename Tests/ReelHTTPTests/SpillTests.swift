import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelHTTP

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Answers with media in base64, over the wire.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SpillTests {
  private static func head(_ count: Int) -> [UInt8] {
    bytes("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n")
  }

  private static let media = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ $0 >> 7) }
  private static let body =
    bytes("{\"data\":[{\"b64_json\":\"") + Base64.encode(media) + bytes("\"}]}")

  @Test func textsAreFilesOfTheCallers() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(Self.head(Self.body.count) + Self.body),
    ]
    try await withServer({ _ in script }) { server, transport in
      let response = try await transport.send(
        HTTPRequest(.get, server.url(), spill: HTTPSpill(folder: directory.path)))
      let text = try #require(response.spilled.first)
      #expect(response.spilled.count == 1)
      #expect(response.body == bytes("{\"data\":[{\"b64_json\":\"\(text.placeholder)\"}]}"))
      #expect(text.byteCount == 100_000)
      #expect(text.digest == SHA256.digest(Self.media))
      #expect(FileDigest.of(text.path) == text.digest)
      let raw = try #require(response.rawPath)
      #expect(FileDigest.of(raw) == SHA256.digest(Self.body))
      let mode = try FileManager.default.attributesOfItem(atPath: text.path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      #expect(directory.names()?.count == 2)
    }
  }

  @Test func withoutASpillAndForErrorsTheBodyIsInMemory() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let bad = bytes("HTTP/1.1 400 No\r\nContent-Length: \(Self.body.count)\r\n\r\n") + Self.body
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(Self.head(Self.body.count) + Self.body), .readRequest, .send(bad),
    ]
    try await withServer({ _ in script }) { server, transport in
      let plain = try await transport.send(HTTPRequest(.get, server.url()))
      #expect(plain.body == Self.body)
      let refused = try await transport.send(
        HTTPRequest(.get, server.url(), spill: HTTPSpill(folder: directory.path)))
      #expect(refused.status == 400)
      #expect(refused.body == Self.body)
      #expect(plain.spilled.isEmpty && refused.spilled.isEmpty && refused.rawPath == nil)
      #expect(directory.names() == [])
    }
  }

  /// Where the answer breaks off, and whether it had come to the long text.
  @Test(arguments: [(5, false), (90_000, true)])
  func whatBrokeOffIsInTheError(count: Int, isFile: Bool) async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(Self.head(Self.body.count) + Self.body[..<count]),
    ]
    await withServer({ _ in script }) { server, transport in
      let error = await #expect(throws: HTTPError.self) {
        try await transport.send(
          HTTPRequest(
            .post, server.url(), body: HTTPBody(bytes("paid")),
            spill: HTTPSpill(folder: directory.path)))
      }
      #expect(error?.code == .cutShort)
      #expect(error?.reach == .maybeSent)
      switch error?.partial {
      case .bytes(let came): #expect(!isFile && came == Array(Self.body[..<count]))
      case .file(let path):
        #expect(isFile)
        #expect(FileDigest.of(path) == SHA256.digest(Array(Self.body[..<count])))
        // The decoded text is gone; the raw answer is the caller's.
        #expect(directory.names()?.count == 1)
      case nil: Issue.record("nothing is left of the answer")
      }
    }
  }

  @Test func whatIsNoMediaToItsEndIsUnreadable() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let body = Self.body.dropLast(4) + bytes("!!\"}]}")
    let script: [LoopbackServer.Action] = [.readRequest, .send(Self.head(body.count) + body)]
    try await withServer({ _ in script }) { server, transport in
      let response = try await transport.send(
        HTTPRequest(.get, server.url(), spill: HTTPSpill(folder: directory.path)))
      #expect(response.spilled == [])
      #expect(response.body == bytes("{\"data\":[{\"b64_json\":\"\(SpillingAnswer.ruin)\"}]}"))
      let raw = try #require(response.rawPath)
      #expect(FileDigest.of(raw) == SHA256.digest(Array(body)))
      #expect(directory.names()?.count == 1)
    }
  }

  /// Of what is no result, nobody needs more.
  @Test func memoryHoldsLittleOfWhatIsNoResult() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let count = 3 << 20
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: count)
    let bad = bytes("HTTP/1.1 400 No\r\nContent-Length: \(count)\r\n\r\n") + text
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(bad), .readRequest, .send(Self.head(count) + text),
    ]
    try await withServer({ _ in script }) { server, transport in
      var spill = HTTPSpill(folder: directory.path)
      spill.maximumRestBytes = 2 << 20
      let request = HTTPRequest(.get, server.url(), spill: spill)
      let refused = try await transport.send(request)
      #expect(refused.status == 400)
      #expect(refused.body.count == 1 << 20)
      let error = await #expect(throws: HTTPError.self) { try await transport.send(request) }
      #expect(error?.code == .tooLarge)
      guard case .bytes(let kept) = error?.partial else {
        Issue.record("nothing is left of the answer")
        return
      }
      #expect(kept.count <= 3 << 20 && kept.count > 2 << 20)
    }
  }

  @Test func aCancelledAnswerLeavesNoTexts() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let (arrived, continuation) = AsyncStream<Void>.makeStream()
    let script: [LoopbackServer.Action] = [
      .readRequest, .send(Self.head(Self.body.count) + Self.body[..<90_000]),
      .run { continuation.yield() }, .stall,
    ]
    await withServer({ _ in script }) { server, transport in
      let request = HTTPRequest(.get, server.url(), spill: HTTPSpill(folder: directory.path))
      let task = Task { try await transport.send(request) }
      for await _ in arrived { break }
      task.cancel()
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      if case .file(let path) = error?.partial { FileStatus.remove(path) }
      #expect(directory.names() == [])
    }
  }

  #if os(Linux)
    // A sanitizer keeps memory of its own.
    @Test(.disabled(if: ProcessInfo.processInfo.environment["ASAN_OPTIONS"] != nil))
    func memoryStaysFlatForTenPicturesInOneAnswer() async {
      await #expect(processExitsWith: .success) { try await SpillTests.receiveTenPictures() }
    }
  #endif

  /// Ten pictures of 8 MB each in one answer of 107 MB.
  private static func receiveTenPictures() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let media = [UInt8](unsafeUninitializedCapacity: 8_000_001) { buffer, count in
      for index in 0..<8_000_001 {
        buffer[index] = UInt8(truncatingIfNeeded: index &* 0x9e37_79b9 >> 13)
      }
      count = 8_000_001
    }
    let text = Base64.encode(media)
    let entry = bytes("{\"mime_type\":\"image/jpeg\",\"b64_json\":\"")
    var script: [LoopbackServer.Action] = [.readRequest]
    var count = 1
    for index in 0..<10 {
      let separator = bytes(index == 0 ? "[" : ",")
      script += [.send(separator + entry), .send(text), .send(bytes("\"}"))]
      count += entry.count + text.count + 3
    }
    script.insert(.send(head(count)), at: 1)
    script.append(.send(bytes("]")))
    let answer = script
    let digest = SHA256.digest(media)
    try await withServer({ _ in answer }) { server, transport in
      let before = try peakMemory()
      let response = try await transport.send(
        HTTPRequest(
          .get, server.url(), limits: HTTPLimits(maximumBodyBytes: 128 << 20),
          spill: HTTPSpill(folder: directory.path)))
      let growth = try peakMemory() - before
      precondition(response.spilled.count == 10, "\(response.spilled.count) texts")
      precondition(response.spilled.allSatisfy { $0.digest == digest && $0.byteCount == 8_000_001 })
      precondition((try? JSONValue(parsing: response.body))?.elements?.count == 10)
      precondition(FileStatus.size(of: response.rawPath ?? "") == 64 << 20)
      precondition(growth < 12 << 20, "memory grew by \(growth) bytes")
    }
  }

  /// The most memory that this process ever had, in bytes.
  private static func peakMemory() throws -> Int {
    let status = String(
      decoding: FileStatus.head(of: "/proc/self/status", count: 8192) ?? [], as: UTF8.self)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 1024
  }
}
