import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelMedia
import ReelPlan
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every answer to a poll and to a download, over the wire: section 4 of the reference, and 2.4.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PollOutcomeTests {
  private func poll(_ job: String, _ answer: [UInt8]) async throws -> PollOutcome {
    try await Bench.with(script: { _ in [.readRequest, .send(answer)] }) { bench in
      let outcome = await bench.bridge.poll(job: job, timeLimit: .seconds(600))
      let head = bench.server.requests.first?.head ?? ""
      #expect(head.hasPrefix("GET /v1/\(job.hasPrefix("images/") ? job : "videos/" + job) "))
      #expect(head.contains("Authorization: Bearer \(Bench.secret)"))
      return outcome
    }
  }

  @Test(arguments: [
    (202, #"{"status":"pending","progress":40,"model":"m"}"#, "pending 40"),
    (202, #"{"status":"pending","progress":0}"#, "pending 0"), (202, "", "pending"),
    (200, #"{"status":"pending"}"#, "pending"), (200, "", "pending"),
    (200, #"{"status":"queued"}"#, "pending"), (200, #"{"status":"processing"}"#, "pending"),
    (200, #"{"status":"in_progress"}"#, "pending"), (200, #"{"status":"running"}"#, "pending"),
    (200, #"{"status":"whatever"}"#, "pending"),
    (
      200,
      #"{"status":"done","progress":100,"model":"m","video":{"url":"https://a/v","duration":6,"respect_moderation":true},"usage":{"cost_in_usd_ticks":5}}"#,
      "answered https://a/v"
    ),
    (200, #"{"status":"completed","video":{"url":"https://a/v"}}"#, "answered https://a/v"),
    (200, #"{"status":"succeeded","video_url":"https://a/v"}"#, "answered https://a/v"),
    (200, #"{"status":"success","videos":[{"url":"https://a/v"}]}"#, "answered https://a/v"),
    (200, #"{"url":"https://a/v","duration":"8"}"#, "answered https://a/v"),
    (200, #"{"video":{"url":"https://a/v"}}"#, "answered https://a/v"),
    (200, #"{"status":"DONE","response":{"video":{"url":"https://a/v"}}}"#, "answered https://a/v"),
    (200, #"{"status":"done","content":{"url":"https://a/v"}}"#, "answered https://a/v"),
    (200, #"{"status":"done","video":{"url":""}}"#, "lost"), (200, #"{"status":"done"}"#, "lost"),
    (200, #"{"status":"failed","error":{"code":"internal_error","message":"x"}}"#, "failed"),
    (200, #"{"status":"failed","error":{"code":"service_unavailable","message":"x"}}"#, "failed"),
    (200, #"{"status":"failed","error":"x"}"#, "failed"),
    (200, #"{"status":"cancelled"}"#, "failed"),
    (200, #"{"status":"error","code":"internal"}"#, "failed"),
    (200, #"{"status":"failed","error":{"code":"invalid_argument","message":"x"}}"#, "rejected"),
    (200, #"{"status":"failed","error":{"code":"permission_denied","message":"x"}}"#, "rejected"),
    (200, #"{"status":"failed","error":{"code":"failed_precondition","message":"x"}}"#, "rejected"),
    (200, #"{"status":"expired"}"#, "lost"),
    (
      400,
      #"{"code":"imagine:content-moderated","error":"Generated video rejected by content moderation."}"#,
      "moderated"
    ),
    (200, #"{"status":"done","video":{"url":"","respect_moderation":false}}"#, "moderated"),
    (
      200,
      #"{"status":"failed","error":{"code":"invalid_argument","message":"Generated video rejected by content moderation."}}"#,
      "moderated"
    ),
    (404, #"{"code":"not-found","error":"no such request"}"#, "gone"), (404, "", "unreachable"),
    (400, #"{"code":"invalid-argument","error":"x"}"#, "gone"), (400, "", "unreachable"),
    (200, #"{"error":"the queue is full"}"#, "unreachable"),
    (401, "", "account"), (403, #"{"error":"blocked"}"#, "account"),
    (400, #"{"error":"Incorrect API key provided: x."}"#, "account"),
    (408, "", "unreachable"), (429, #"{"error":"Too many requests"}"#, "unreachable"),
    (500, #"{"error":"x"}"#, "unreachable"), (502, "<html></html>", "unreachable"),
    (503, "", "unreachable"), (504, "", "unreachable"), (529, "", "unreachable"),
    (200, "<html></html>", "unreachable"), (200, "[]", "unreachable"), (302, "", "unreachable"),
  ])
  func everyStateOfAFilmIsRead(status: Int, body: String, kind: String) async throws {
    #expect(try await poll("5f0c", Bench.answer(status, body)).kind == kind)
  }

  @Test(arguments: [
    (202, #"{"request_id":"5f0c","status":"pending"}"#, "pending"),
    (
      200,
      #"{"request_id":"5f0c","status":"done","data":[{"url":"https://a/1","mime_type":"image/jpeg"},{"url":"https://a/2"}],"usage":{"cost_in_usd_ticks":5}}"#,
      "answered https://a/1 https://a/2"
    ),
    (
      200,
      #"{"request_id":"5f0c","status":"done","data":[{"url":"","respect_moderation":false},{"url":"https://a/2"}]}"#,
      "answered - https://a/2"
    ),
    (
      200, #"{"request_id":"5f0c","status":"done","data":[{"url":"","respect_moderation":false}]}"#,
      "moderated"
    ),
    (
      200,
      #"{"request_id":"5f0c","status":"failed","error":{"code":"internal_error","message":"x"}}"#,
      "failed"
    ),
    (200, #"{"request_id":"5f0c","status":"done","data":[]}"#, "lost"),
    (404, #"{"code":"not-found","error":"x"}"#, "gone"),
    (
      200,
      #"{"status":"done","data":[{"url":"https://a/1"},{"b64_json":"/9j/4!"},{"url":"https://a/3"}]}"#,
      "answered https://a/1 - https://a/3"
    ),
  ])
  func everyStateOfADeferredPictureIsRead(status: Int, body: String, kind: String) async throws {
    #expect(try await poll("images/5f0c", Bench.answer(status, body)).kind == kind)
  }

  @Test func aPollTakesNoLongerThanItsAssetMay() async throws {
    try await Bench.with(script: { _ in [.readRequest, .stall] }) { bench in
      let outcome = await bench.bridge.poll(job: "5f0c", timeLimit: .milliseconds(200))
      guard case .unreachable(let reason, nil) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(reason.contains("in time"))
    }
  }

  @Test func aLargeDeferredPictureInBase64IsCollected() async throws {
    let text = String(repeating: "/9j/4AAQ", count: 400_000)
    let body = #"{"status":"done","data":[{"b64_json":"\#(text)"}]}"#
    let script: [LoopbackServer.Action] = [.readRequest, .send(Bench.answer(200, body))]
    try await Bench.with(script: { _ in script }) { bench in
      let outcome = await bench.bridge.poll(job: "images/5f0c", timeLimit: .seconds(600))
      guard case .answered(let answer) = outcome else {
        Issue.record("no answer")
        return
      }
      #expect(bench.object(answer.items.first)?.count == 2_400_000)
      #expect(bench.leftovers == ["undecodable"])
    }
  }

  @Test func patienceAndSizeAreMinded() async throws {
    let pending = try await poll("5f0c", Bench.answer(202, "{}", "retry-after-ms: 20"))
    guard case .pending(_, let after, _) = pending else {
      Issue.record("\(pending)")
      return
    }
    #expect(after == .milliseconds(20))
    let huge = String(repeating: " ", count: 2 << 20)
    #expect(try await poll("5f0c", Bench.answer(200, huge)).kind == "unreachable")
    let moved = Bench.answer(302, "", "Location: /v1/elsewhere")
    #expect(try await poll("5f0c", moved).kind == "unreachable")
  }

  // MARK: Downloads

  private static func body(_ status: Int, _ bytes: [UInt8], _ headers: [String] = []) -> [UInt8] {
    let lines = ["HTTP/1.1 \(status) Text", "Content-Length: \(bytes.count)"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + bytes
  }

  @Test(arguments: [
    (body(200, Bench.png), "kept", 0),
    (body(200, Bench.png, ["Content-Type: text/html"]), "kept", 0),
    (body(200, Array("<html></html>".utf8), ["Content-Type: image/png"]), "gone", 1),
    (body(200, Array(Bench.png.dropLast(30))), "gone", 1), (body(200, []), "gone", 1),
    (Array("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n".utf8) + Bench.png, "unreachable", 0),
    (
      Array("HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n".utf8) + Bench.png,
      "unreachable", 0
    ),
    (body(403, []), "gone", 0), (body(404, []), "gone", 0), (body(410, []), "gone", 0),
    (body(408, []), "unreachable", 0), (body(429, [], ["Retry-After: 7"]), "unreachable 7.0", 0),
    (body(503, [], ["retry-after-ms: 250"]), "unreachable 0.25", 0),
    (body(404, [], ["Retry-After: 30"]), "gone 30.0", 0), (body(500, []), "unreachable", 0),
    (body(503, []), "unreachable", 0), ([], "unreachable", 0),
    (body(302, [], ["Location: http://192.0.2.1/x"]), "unreachable", 0),
    (body(302, [], ["Location: file:///etc/passwd"]), "unreachable", 0),
    (body(302, [], ["Location: /again"]), "unreachable", 0),
  ])
  func everyAnswerToADownloadIsRead(answer: [UInt8], kind: String, aside: Int) async throws {
    try await Bench.with(script: { _ in [.readRequest, .send(answer)] }) { bench in
      let outcome = await bench.bridge.fetch(
        .address(bench.server.url("/result")), medium: .image, timeLimit: .seconds(60),
        progress: { _ in })
      #expect(outcome.kind == kind, "\(outcome)")
      #expect(bench.aside.count == aside)
      #expect(bench.leftovers == ["undecodable"])
      #expect(bench.server.requests.count <= 6)
      #expect(bench.server.requests.allSatisfy { !$0.head.contains(Bench.secret) })
    }
  }

  /// Its index stands in front, so that ffprobe takes any part of it for a film.
  @Test func aFilmThatIsCutShortIsNotThereYet() async throws {
    let path = "/usr/local/bin:/usr/bin:/bin"
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let threads = WorkerThreads(width: 2)
    let films = Films(threads: threads, environment: ["PATH": path])
    try await FilmArtist(threads: threads, films: films).render(
      FilmScene(.tiny(seconds: 6), width: 640, height: 360, seed: 2), to: folder.file("whole.mp4"))
    let count = try #require(FileStatus.size(of: folder.file("whole.mp4")))
    let film = try #require(FileStatus.head(of: folder.file("whole.mp4"), count: Int(count)))
    for missing in [1, 200, film.count / 3] {
      let half = Array(film.dropLast(missing))
      _ = try await films.probe(try folder.write("half-\(missing).mp4", half))
      let head = Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8)
      let script = { @Sendable (connection: Int) -> [LoopbackServer.Action] in
        [.readRequest, .send(head + (connection == 0 ? half : film))]
      }
      try await Bench.with(path: path, script: script) { bench in
        let address = ProviderAnswer.Item.address(bench.server.url("/result"))
        let first = await bench.bridge.fetch(
          address, medium: .video, timeLimit: .seconds(60), progress: { _ in })
        #expect(first.kind == "unreachable", "\(missing) bytes are missing: \(first)")
        #expect(bench.aside.isEmpty)
        let second = await bench.bridge.fetch(
          address, medium: .video, timeLimit: .seconds(60), progress: { _ in })
        #expect(second.kind == "kept", "\(second)")
      }
    }
  }

  @Test func aDownloadTakesNoLongerThanItsAsset() async throws {
    try await Bench.with(script: { _ in [.readRequest, .stall] }) { bench in
      // The server never answers: it ends at the suite's time limit, or here.
      let outcome = await bench.bridge.fetch(
        .address(bench.server.url("/result")), medium: .image, timeLimit: .milliseconds(300),
        progress: { _ in })
      #expect(outcome.kind == "unreachable", "\(outcome)")
    }
  }

  /// There is no ffprobe, or it is ended before it has looked.
  @Test(arguments: [nil, "kill -9 $$", "exit 255"] as [String?])
  func whatThisMachineCannotLookAtIsNotLost(probe: String?) async throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    if let probe {
      let path = try folder.write("ffprobe", Array("#!/bin/sh\n\(probe)\n".utf8))
      try #require(chmod(path, 0o755) == 0)
    }
    let film = [0, 0, 0, 24] + Array("ftypisom".utf8) + [UInt8](repeating: 0, count: 100)
    let script: [LoopbackServer.Action] = [.readRequest, .send(Self.body(200, film))]
    // The server answers once: the address may have expired when the film can be looked at.
    try await Bench.with(path: folder.path, script: { $0 == 0 ? script : [.reset] }) { bench in
      let path = bench.objects.fetchedPath(from: bench.server.url("/result"))
      for _ in 1...2 {
        let address = await bench.bridge.fetch(
          .address(bench.server.url("/result")), medium: .video, timeLimit: .seconds(60),
          progress: { _ in })
        guard case .unreachable(let reason, _) = address else {
          Issue.record("\(address)")
          continue
        }
        #expect(reason.contains("cannot be looked at"), "\(reason)")
        #expect(FileDigest.of(path) == SHA256.digest(film) && bench.aside.isEmpty)
      }
      #expect(bench.server.connectionCount == 1)
      let kept = await bench.bridge.fetch(
        .object(try bench.objects.keep(film)), medium: .video, timeLimit: .seconds(60),
        progress: { _ in })
      #expect(kept.kind == "unreachable", "\(kept)")
    }
  }

  @Test func whatCannotBeWrittenIsNotCalledUnreachable() async throws {
    let picture = Self.body(200, Array("picture".utf8))
    try await Bench.with(script: { _ in [.readRequest, .send(picture)] }) { bench in
      let folder = bench.objects.temporaryFolder
      #expect(rename(folder, folder + "-gone") == 0)
      let outcome = await bench.bridge.fetch(
        .address(bench.server.url("/result")), medium: .image, timeLimit: .seconds(60),
        progress: { _ in })
      #expect(outcome.kind == "unkept", "\(outcome)")
    }
  }

  @Test func aRedirectIsFollowedWithoutTheKey() async throws {
    let result = LoopbackServer { _ in LoopbackServer.always(Self.body(200, Bench.png)) }
    defer { result.stop() }
    let moved = Self.body(307, [], ["Location: \(result.url("/there"))"])
    try await Bench.with(script: { _ in LoopbackServer.always(moved) }) { bench in
      let outcome = await bench.bridge.fetch(
        .address(bench.server.url("/v1/here")), medium: .image, timeLimit: .seconds(60),
        progress: { _ in })
      #expect(outcome.kind == "kept")
      let heads = (bench.server.requests + result.requests).map(\.head)
      #expect(heads.count == 2)
      #expect(heads.allSatisfy { !$0.lowercased().contains("authorization") })
    }
  }

  /// A server knows the key, and can make it the name of the next host.
  @Test(arguments: [
    "http://KEY.invalid/x", "http://a.KEY.invalid:8/x", "https://KEY.localhost:1/x",
  ])
  func noErrorOfADownloadShowsTheKey(target: String) async throws {
    for key in [Bench.secret, Bench.secret.lowercased()] {
      let moved = Self.body(302, [], ["Location: \(target.replacing("KEY", with: key))"])
      try await Bench.with(script: { _ in [.readRequest, .send(moved)] }) { bench in
        let outcome = await bench.bridge.fetch(
          .address(bench.server.url("/result")), medium: .image, timeLimit: .seconds(60),
          progress: { _ in })
        #expect(outcome.kind == "unreachable")
        let said = "\(outcome)"
        #expect(said.contains("<key>"), "\(said)")
        #expect(!said.lowercased().contains(Bench.secret.lowercased()), "\(said)")
      }
    }
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://a/b", "http://example.com/a", "x"])
  func someAddressesAreNeverAsked(address: String) async throws {
    try await Bench.with(script: { _ in [] }) { bench in
      let outcome = await bench.bridge.fetch(
        .address(address), medium: .image, timeLimit: .seconds(60), progress: { _ in })
      #expect(outcome.kind == "lost")
    }
  }
}

extension PollOutcome {
  var kind: String {
    switch self {
    case .account: "account"
    case .pending(let progress, _, _): "pending" + (progress.map { " \($0)" } ?? "")
    case .answered(let answer):
      "answered "
        + answer.items.map { item in
          if case .address(let address) = item { address } else { "-" }
        }.joined(separator: " ")
    case .refused(let refusal): refusal.kind.rawValue
    case .failed: "failed"
    case .lost: "lost"
    case .gone: "gone"
    case .unreachable: "unreachable"
    }
  }
}

extension FetchOutcome {
  var kind: String {
    switch self {
    case .kept: "kept"
    case .unreachable(_, let after): "unreachable" + (after.map { " \($0 / .seconds(1))" } ?? "")
    case .gone(_, let after): "gone" + (after.map { " \($0 / .seconds(1))" } ?? "")
    case .lost: "lost"
    case .unkept: "unkept"
    }
  }
}
