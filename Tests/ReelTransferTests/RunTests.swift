import ReelBasics
import ReelCommand
import ReelMedia
import ReelTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The tool itself, from a manifest to its exit status, against a scripted server.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RunTests {
  /// Runs `reel run` on a manifest with one asset, or several; gives the status and what it said.
  private func run(
    _ directory: TemporaryDirectory, _ server: LoopbackServer, _ arguments: String...
  ) async throws -> (status: ReelCommand.ExitStatus, words: String) {
    let log = directory.file("log-\(UInt32.random(in: 0 ... .max))")
    let descriptor = open(log, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    defer { close(descriptor) }
    let writer = DescriptorWriter(descriptor: descriptor)
    let status = await ReelTool().run(
      ProcessContext(
        arguments: ["run", "m.yaml", "--base-url", server.url("/v1")] + arguments,
        environment: ["XAI_API_KEY": Bench.secret, "PATH": "/usr/bin:/bin"],
        folder: directory.path, output: writer, errors: writer,
        interrupts: { AsyncStream { _ in } }))
    let size = Int(FileStatus.size(of: log) ?? 0)
    let words = String(decoding: FileStatus.head(of: log, count: size) ?? [], as: UTF8.self)
    #expect(!words.contains(Bench.secret))
    return (status, words)
  }

  private func manifest(_ text: String) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    // Outputs are held against what was sent.
    let bare = "provenance: {xmp: false}"
    _ = try directory.write("m.yaml", Array("version: 1\n\(text)\n\(bare)\n".utf8))
    return directory
  }

  @Test(arguments: [false, true], ["generate: image", "generate: video"])
  func aCreateWhoseAnswerNeverComesIsSentOnce(resets: Bool, operation: String) async throws {
    let directory = try manifest("assets: {x: {\(operation), prompt: P}}")
    defer { directory.remove() }
    let server = LoopbackServer { _ in resets ? [.readRequest, .reset] : [.readRequest] }
    defer { server.stop() }
    let first = try await run(directory, server)
    #expect(first.status == .waiting, "\(first.words)")
    #expect(server.requests.count == 1)
    let second = try await run(directory, server)
    #expect(second.status == .waiting)
    #expect(server.requests.count == 1)
  }

  /// The second create goes over the connection of the first, which dies under it.
  @Test func onAReusedConnectionToo() async throws {
    let directory = try manifest(
      """
      limits: {concurrency: 1}
      assets:
        a: {generate: image, prompt: A}
        b: {generate: image, prompt: B}
      """)
    defer { directory.remove() }
    let refusal = Bench.answer(400, #"{"code":"invalid-argument","error":"no"}"#)
    let server = LoopbackServer { number in
      number == 0 ? [.readRequest, .send(refusal), .readRequest, .reset] : [.readRequest]
    }
    defer { server.stop() }
    let result = try await run(directory, server)
    #expect(result.status == .failure, "\(result.words)")
    #expect(server.requests.count == 2)
    #expect(server.requests.allSatisfy { $0.connection == 0 })
    let again = try await run(directory, server)
    #expect(again.status == .failure, "\(again.words)")
    #expect(server.requests.count == 2)
  }

  /// A deferred picture is started, and collected as a film is; in another run if need be.
  @Test func aDeferredPictureIsCollectedByALaterRun() async throws {
    let directory = try manifest(
      "provider: {name: xai, deferred: true}\nassets: {x: {generate: image, prompt: P}}")
    defer { directory.remove() }
    let (script, url) = (Locked<[[UInt8]]>([]), Locked(""))
    let server = LoopbackServer { _ in
      // One request, one connection: each gets the next answer.
      [.readRequest, .send(script.withLock { $0.isEmpty ? [] : $0.removeFirst() })]
    }
    defer { server.stop() }
    url.withLock { $0 = server.url("/result.png") }
    let head = Array(
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(Bench.png.count)\r\n\r\n".utf8)
    let done = #"{"request_id":"5f0c","status":"done","data":[{"url":"\#(url.withLock { $0 })"}]}"#
    script.withLock {
      $0 = [
        Bench.answer(200, #"{"request_id":"5f0c"}"#, "Connection: close"),
        Bench.answer(202, #"{"status":"pending"}"#, "Connection: close", "retry-after-ms: 10"),
        Bench.answer(200, done, "Connection: close"), head + Bench.png,
      ]
    }
    let first = try await run(directory, server, "--no-wait")
    #expect(first.status == .failure, "\(first.words)")
    #expect(server.requests.count == 1)
    let second = try await run(directory, server)
    #expect(second.status == .success, "\(second.words)")
    let paths = server.requests.map { $0.head.split(separator: " ")[1] }
    #expect(
      paths == ["/v1/images/generations", "/v1/images/5f0c", "/v1/images/5f0c", "/result.png"])
    #expect(try directory.read("out/m/x.png") == Bench.png)
  }

  /// What the provider made of a film before it found the request wrong may be on the bill.
  @Test func aFilmThatIsRejectedMayHaveBeenBilled() async throws {
    let directory = try manifest("assets: {x: {generate: video, prompt: P, duration: 1}}")
    defer { directory.remove() }
    let started = Bench.answer(
      200, #"{"request_id":"5f0c"}"#, "Connection: close", "retry-after-ms: 10")
    let failed = Bench.answer(
      200, #"{"status":"failed","error":{"code":"invalid_argument","message":"No."}}"#,
      "Connection: close")
    let server = LoopbackServer { [.readRequest, .send($0 == 0 ? started : failed)] }
    defer { server.stop() }
    let first = try await run(directory, server)
    #expect(first.status == .failure, "\(first.words)")
    #expect(
      first.words.contains("refused: No (the provider does not say what it cost); "),
      "\(first.words)")
    #expect(first.words.contains("$0.00 spent, and perhaps $"), "\(first.words)")
    let second = try await run(directory, server)
    #expect(second.status == .failure, "\(second.words)")
    #expect(server.requests.count == 2, "it is not asked again")
  }

  @Test func aFileThatIsTooLargeIsSaidAtItsPlaceBeforeAnythingIsSent() async throws {
    let directory = try manifest(
      """
      assets:
        a: {generate: image, prompt: A}
        x: {edit: ./big.png, prompt: P}
      """)
    defer { directory.remove() }
    _ = try directory.write("big.png", Bench.png + [UInt8](repeating: 0, count: 21 << 20))
    let server = LoopbackServer { _ in [] }
    defer { server.stop() }
    let result = try await run(directory, server)
    #expect(result.status == .usage)
    #expect(
      result.words.contains(
        "m.yaml:4:13: error: the image './big.png' has 22.1 MB, and the provider takes at most 21.0 MB"
      ), "\(result.words)")
    #expect(server.connectionCount == 0)
  }

  /// Pictures in base64, and nothing left lying about.
  @Test func picturesInTheAnswerItselfBecomeOutputs() async throws {
    let directory = try manifest("assets: {x: {generate: image, prompt: P, count: 2}}")
    defer { directory.remove() }
    // Past the length from which texts go to files; a decoder stops at the picture's end.
    let media = Bench.png + [UInt8](repeating: 0, count: 99_999)
    let text = Self.base64(media)
    let body = #"{"data":[{"b64_json":"\#(text)"},{"b64_json":"data:image/png;base64,\#(text)"}]}"#
    let server = LoopbackServer { _ in LoopbackServer.always(Bench.answer(200, body)) }
    defer { server.stop() }
    let result = try await run(directory, server)
    #expect(result.status == .success, "\(result.words)")
    #expect(try directory.read("out/m/x-1.png") == media)
    #expect(try directory.read("out/m/x-2.png") == media)
    #expect(try TemporaryDirectory.names(in: directory.file(".reel/tmp")) == ["undecodable"])
    #expect(try TemporaryDirectory.names(in: directory.file(".reel/tmp/undecodable")) == [])
  }

  @Test func anOutputThatTakesNoMarkStaysAsItCame() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let text = "version: 1\nassets: {x: {generate: image, prompt: P}}\n"
    _ = try directory.write("m.yaml", Array(text.utf8))
    let plain = try PictureArtist.drawMosaic(width: 16, height: 16, seed: 1)
    // Comments, more of them than Reel looks through.
    let comments = [[UInt8]](repeating: [0xFF, 0xFE, 0, 2], count: 70_000).flatMap { $0 }
    let media = Array(plain[..<2]) + comments + plain[2...]
    let body = #"{"data":[{"b64_json":"\#(Self.base64(media))"}]}"#
    let server = LoopbackServer { _ in LoopbackServer.always(Bench.answer(200, body)) }
    defer { server.stop() }
    let first = try await run(directory, server)
    #expect(first.status == .success, "\(first.words)")
    #expect(first.words.contains("'out/m/x.jpg' carries no provenance of Reel's: "))
    #expect(try directory.read("out/m/x.jpg") == media)
    let lock = String(decoding: try directory.read("m.lock.yaml"), as: UTF8.self)
    #expect(lock.contains("path: \"x.jpg\""), "\(lock)")
    let second = try await run(directory, server)
    #expect(second.status == .success && !second.words.contains("provenance"), "\(second.words)")
    #expect(server.requests.count == 1)
  }

  /// The good pictures of an answer are kept in their places; the bad one was paid for, and is not
  /// asked for again.
  @Test func onePictureThatCannotBeReadCostsNoOther() async throws {
    let directory = try manifest("assets: {x: {generate: image, prompt: P, count: 3}}")
    defer { directory.remove() }
    let text = Self.base64(Bench.png)
    let body =
      #"{"data":[{"b64_json":"\#(text)"},{"b64_json":"\#(text)!"},{"b64_json":"\#(text)"}]}"#
    let server = LoopbackServer { _ in LoopbackServer.always(Bench.answer(200, body)) }
    defer { server.stop() }
    let first = try await run(directory, server)
    #expect(first.status == .waiting, "\(first.words)")
    #expect(first.words.contains("undecodable"), "\(first.words)")
    #expect(first.words.contains("2 of 3"), "\(first.words)")
    #expect(
      try TemporaryDirectory.names(in: directory.file("out/m")) == ["x-1.png", "x-3.png"])
    let second = try await run(directory, server)
    #expect(second.status == .waiting, "\(second.words)")
    #expect(server.requests.count == 1)
    let third = try await run(directory, server, "--resend")
    #expect(third.status == .success, "\(third.words)")
    #expect(server.requests.count == 2)
    #expect(try directory.read("out/m/x-2.png") == Bench.png)
  }

  /// Whatever is at the address says nothing about a request: the next run asks again.
  @Test func whatIsNotTheAPIEndsTheRunInItsOwnWords() async throws {
    let directory = try manifest(
      """
      limits: {concurrency: 1}
      assets:
        a: {generate: image, prompt: A}
        b: {generate: image, prompt: B}
      """)
    defer { directory.remove() }
    let page = Bench.answer(404, "<html>Not Found</html>")
    let server = LoopbackServer { _ in LoopbackServer.always(page) }
    defer { server.stop() }
    for count in 1...2 {
      let result = try await run(directory, server)
      #expect(result.status == .stopped, "\(result.words)")
      #expect(result.words.contains("base_url"), "\(result.words)")
      #expect(server.requests.count == count)
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count / 3 * 3, by: 3) {
      let group = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
      text += [18, 12, 6, 0].map { alphabet[group >> $0 & 63] }
    }
    let rest = Array(bytes[(bytes.count / 3 * 3)...])
    if rest.count == 1 { text += [alphabet[Int(rest[0]) >> 2], alphabet[Int(rest[0]) << 4 & 63]] }
    if rest.count == 2 {
      let group = Int(rest[0]) << 8 | Int(rest[1])
      text += [alphabet[group >> 10], alphabet[group >> 4 & 63], alphabet[group << 2 & 63]]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
