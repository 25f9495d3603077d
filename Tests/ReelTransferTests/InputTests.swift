import ReelBasics
import ReelEngine
import ReelHTTP
import ReelManifest
import ReelProviders
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand
@testable import ReelPlan

/// How inputs get to the provider: inside the request, uploaded, or by the name of a stored result.
@Suite(.serialized, .timeLimit(.minutes(10))) struct InputTests {
  private static let edit = "edit: ./a.png, prompt: P"
  private static let made = Bench.answer(200, #"{"data":[{"url":"https://a/1"}]}"#)
  private static let stored = Bench.answer(
    200, #"{"id":"file_7","object":"file","expires_at":784200000}"#)

  /// A file of `count` bytes that begins like a PNG, or like an MP4.
  private func input(
    _ bench: Bench, _ name: String = "a.png", count: Int, seed: UInt8 = 1
  ) throws -> InputSource {
    let head =
      name.hasSuffix("png")
      ? Array(Bench.png.prefix(16)) : [0, 0, 0, 24] + Array("ftypisom".utf8)
    let path = try bench.directory.write(
      name, head + [UInt8](repeating: seed, count: count - head.count))
    return .file(path: path, digest: try #require(FileDigest.of(path)))
  }

  /// Answers uploads and creates, each as it is asked.
  private static func script(
    upload: [UInt8] = stored, create: [UInt8] = made
  ) -> @Sendable (Int) -> [LoopbackServer.Action] {
    // Uploads and creates take turns on the one connection of a test.
    { _ in
      (0..<10).flatMap { _ -> [LoopbackServer.Action] in
        [.readRequest, .send(upload), .readRequest, .send(create)]
      }
    }
  }

  private func json(_ request: LoopbackServer.Request?) -> JSONValue? {
    request.flatMap { try? JSONValue(parsing: $0.body) }
  }

  @Test func aSmallFileGoesInside() async throws {
    try await Bench.with(script: { _ in LoopbackServer.always(Self.made) }) { bench in
      let outcome = try await bench.submit(
        Self.edit, inputs: [input(bench, count: 10 << 20)])
      #expect(outcome.kind == "answered")
      #expect(bench.server.requests.count == 1)
      let image = json(bench.server.requests.first)?["image"]
      #expect(image?["url"]?.string?.hasPrefix("data:image/png;base64,iVBOR") == true)
    }
  }

  /// Of the same size: only its content tells it from the one of the plan.
  @Test(arguments: [1000, 3 << 20])
  func aFileThatIsAnotherOneBySendingTimeIsNotSent(count: Int) async throws {
    try await Bench.with(script: { _ in LoopbackServer.always(Self.made) }) { bench in
      let source = try input(bench, count: count)
      let request = try bench.request(Self.edit, inputs: [source])
      let prepared = try await bench.bridge.prepare(request)
      _ = try input(bench, count: count, seed: 2)
      let outcome = await prepared.send()
      #expect(outcome.kind == "not taken", "\(outcome)")
      #expect(outcome.reason.contains("changed since the plan"))
      #expect(bench.server.requests.isEmpty)
      await #expect(throws: PreparationError.self) { try await bench.bridge.prepare(request) }
    }
  }

  @Test func anUploadHoldsWhatThePlanSaw() async throws {
    try await Bench.with(script: { _ in [] }) { bench in
      guard case .file(let path, let digest) = try input(bench, count: 1000) else { return }
      func body(_ digest: Digest) throws -> HTTPBody? {
        try bench.bridge.provider.uploadRequest(
          for: ProviderUpload(
            path: path, mediaType: "image/png", byteCount: 1000, digest: digest))?.body
      }
      _ = try body(digest)?.digest()
      #expect(throws: HTTPError.self) { try body(SHA256.digest("another"))?.digest() }
    }
  }

  @Test func aLargeFileIsUploadedAndNamed() async throws {
    try await Bench.with(script: Self.script()) { bench in
      let source = try input(bench, count: (10 << 20) + 1)
      let prepared = try await bench.bridge.prepare(bench.request(Self.edit, inputs: [source]))
      // Before the intent is on record, since an upload costs nothing.
      #expect(bench.server.requests.map { $0.head.split(separator: " ")[1] } == ["/v1/files"])
      let outcome = await prepared.send()
      #expect(outcome.kind == "answered")
      let requests = bench.server.requests
      try #require(requests.count == 2)
      #expect(requests[0].head.hasPrefix("POST /v1/files HTTP/1.1\r\n"))
      #expect(requests[0].head.contains("Authorization: Bearer \(Bench.secret)"))
      let form = requests[0].body
      let text = String(decoding: form.prefix(600), as: UTF8.self)
      let boundary = try #require(text.split(separator: "\r\n").first)
      #expect(
        requests[0].head.contains("multipart/form-data; boundary=\(boundary.dropFirst(2))\r\n"))
      let expires = try #require(text.firstRange(of: "name=\"expires_after\"\r\n\r\n86400\r\n"))
      let file = try #require(
        text.firstRange(
          of: "name=\"file\"; filename=\"input.png\"\r\nContent-Type: image/png\r\n\r\n"))
      #expect(expires.upperBound < file.lowerBound)
      let start = text.utf8.distance(from: text.startIndex, to: file.upperBound)
      let sent = Array(form[start..<(start + (10 << 20) + 1)])
      guard case .file(_, let digest) = source else { return }
      #expect(SHA256.digest(sent) == digest)
      #expect(form.suffix(boundary.utf8.count + 6).elementsEqual("\r\n\(boundary)--\r\n".utf8))
      #expect(json(requests[1])?["image"] == ["file_id": "file_7"])
      // The intent's digest has the content's name, so it is the same in every run.
      let named = String(decoding: requests[1].body, as: UTF8.self)
        .replacing("file_7", with: "sha256:\(digest.hex)")
      #expect(prepared.bodyDigest == SHA256.digest(named))
    }
  }

  @Test func oneContentIsUploadedOnceHoweverManyWantIt() async throws {
    let uploads = LoopbackServer.always(Self.stored)
    try await Bench.with(script: { _ in uploads }) { bench in
      // The answer to an upload names a job where it comes to a create.
      let source = try input(bench, count: 11 << 20)
      let again = try input(bench, "b.png", count: 11 << 20)
      let kinds = try await withThrowingTaskGroup(of: String.self) { group in
        for index in 0..<6 {
          let request = try bench.request(Self.edit, inputs: [index % 2 == 0 ? source : again])
          group.addTask { try await bench.bridge.prepare(request).send().kind }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(kinds == Array(repeating: "job images/file_7", count: 6))
      let paths = bench.server.requests.map { $0.head.split(separator: " ")[1] }
      #expect(paths.count { $0 == "/v1/files" } == 1)
      #expect(paths.count { $0 == "/v1/images/edits" } == 6)
    }
  }

  @Test func whatFitsTogetherGoesInsideAndTheLargestIsUploaded() async throws {
    try await Bench.with(script: Self.script()) { bench in
      let files = try [
        input(bench, count: 6 << 20), input(bench, "b.png", count: 7 << 20, seed: 2),
        input(bench, "c.png", count: 8 << 20, seed: 3),
      ]
      let outcome = try await bench.submit(
        "edit: [./a.png, ./b.png, ./c.png], prompt: P", inputs: files)
      #expect(outcome.kind == "answered")
      let images = json(bench.server.requests.last)?["images"]?.elements ?? []
      #expect(images.map { $0["file_id"]?.string } == [nil, nil, "file_7"])
      #expect(images.map { $0["type"]?.string } == ["image_url", "image_url", nil])
    }
  }

  @Test func aLargeFilmIsUploaded() async throws {
    try await Bench.with(script: Self.script(create: Bench.answer(200, #"{"request_id":"j"}"#))) {
      bench in
      let outcome = try await bench.submit(
        "edit: ./a.mp4, prompt: P", inputs: [input(bench, "a.mp4", count: (15 << 20) + 1)])
      #expect(outcome.kind == "job j")
      #expect(json(bench.server.requests.last)?["video"] == ["file_id": "file_7"])
    }
  }

  @Test(arguments: [
    (
      "edit: ./a.png, prompt: P", "a.png", 20 << 20,
      "the image './a.png' has 21.0 MB, and the provider takes at most 21.0 MB"
    ),
    (
      "edit: ./a.mp4, prompt: P", "a.mp4", 50_000_000,
      "the video './a.mp4' has 50.1 MB, and the provider takes at most 50.0 MB"
    ),
  ])
  func aFilePastAllLimitsIsRefusedBeforeAnythingIsSent(
    asset: String, name: String, most: Int, words: String
  ) async throws {
    try await Bench.with(script: { _ in [] }) { bench in
      let source = try input(bench, name, count: most + 1)
      let error = await #expect(throws: PreparationError.self) {
        try await bench.submit(asset, inputs: [source])
      }
      #expect(error?.message == words)
      #expect(bench.server.connectionCount == 0)
    }
  }

  @Test(arguments: [
    (429, #"{"error":"Too many requests"}"#, "not taken 3.0"), (500, "", "not taken 3.0"),
    (503, "<html></html>", "not taken 3.0"), (408, "", "not taken 3.0"), (200, "{}", "not taken"),
    (200, "x", "not taken"), (401, "", "account"), (403, #"{"error":"x"}"#, "account"),
    (400, #"{"error":"Incorrect API key provided: x."}"#, "account"),
    (429, #"{"error":"Free usage quota exceeded"}"#, "account"),
    (400, #"{"code":"imagine:content-moderated","error":"rejected"}"#, "moderated"),
  ])
  func anUploadThatFailsCostsNothing(status: Int, body: String, kind: String) async throws {
    let answer = Bench.answer(status, body, "Retry-After: 3")
    try await Bench.with(script: { _ in [.readRequest, .send(answer)] }) { bench in
      let outcome = try await bench.submit(Self.edit, inputs: [input(bench, count: 11 << 20)])
      #expect(outcome.kind == kind, "\(outcome)")
      #expect(outcome.reason.contains("upload"))
      #expect(bench.server.requests.map { $0.head.split(separator: " ")[1] } == ["/v1/files"])
    }
  }

  /// Nothing is remembered of it, and so nobody has to insist.
  @Test(arguments: [
    (413, #"{"error":"too large"}"#, "too large"), (415, "", "415"), (404, "", "404"),
  ])
  func aFileThatIsRefusedIsNoRefusalOfItsRequest(
    status: Int, body: String, words: String
  ) async throws {
    let answer = Bench.answer(status, body)
    try await Bench.with(script: { _ in [.readRequest, .send(answer)] }) { bench in
      let source = try input(bench, count: 11 << 20)
      let error = await #expect(throws: PreparationError.self) {
        try await bench.submit(Self.edit, inputs: [source])
      }
      let message = try #require(error?.message)
      #expect(message.contains("cannot be uploaded") && message.contains(words))
    }
  }

  @Test func anUploadThatBrokeIsTriedAgainByTheNextRequest() async throws {
    let script = Self.script()
    try await Bench.with(script: { $0 == 0 ? [.readRequest, .reset] : script($0) }) { bench in
      let source = try input(bench, count: 11 << 20)
      let first = try await bench.submit(Self.edit, inputs: [source])
      #expect(first.kind == "not taken")
      let second = try await bench.submit(Self.edit, inputs: [source])
      #expect(second.kind == "answered")
    }
  }

  // MARK: Stored results

  private static let chained = "animate: ./a.png, prompt: P"

  /// Puts a result on record that the provider keeps until a moment.
  private func keepResult(
    _ bench: Bench, until expires: Int64, host: String = "127.0.0.1"
  ) async throws -> MediaRecord {
    let request = try bench.request("generate: image, prompt: Q")
    let number = try await bench.database.begin(
      RequestIntent(
        fingerprint: request.work.fingerprint, form: request.work.form.text, part: 0, slots: [1],
        attempt: 1, operation: "generate-image", model: "m", host: host,
        bodyDigest: SHA256.digest(""), worstCost: nil))
    let media = MediaRecord(
      digest: try bench.objects.keep(Bench.png), mediaType: "image/png",
      byteCount: Int64(Bench.png.count), width: 1, height: 1)
    let served = ServedBy(stored: StoredFile(id: "file_kept", expires: expires))
    try await bench.database.keep(
      request.work.fingerprint, form: request.work.form.text, slots: [1: .kept(media, served)],
      request: number)
    let slots = try bench.database.work(request.work.fingerprint)?.slots
    #expect(slots == [1: .kept(media, served)])
    return media
  }

  @Test func aStoredResultIsPassedByNameWhereTheManifestSaysSo() async throws {
    let job = Bench.answer(200, #"{"request_id":"j"}"#)
    let cases: [(keeps: Bool, until: Int64, host: String, isNamed: Bool)] = [
      (true, Bench.now + 1, "127.0.0.1", true), (false, Bench.now + 1, "127.0.0.1", false),
      (true, Bench.now, "127.0.0.1", false), (true, Bench.now + 1, "api.x.ai", false),
    ]
    var digests: Set<Digest> = []
    for (keeps, until, host, isNamed) in cases {
      try await Bench.with(
        .init(keepsResults: keeps), script: { _ in LoopbackServer.always(job) }
      ) { bench in
        let media = try await keepResult(bench, until: until, host: host)
        let request = try bench.request(Self.chained, inputs: [.original(media)])
        let prepared = try await bench.bridge.prepare(request)
        let outcome = await prepared.send()
        #expect(outcome.kind == "job j")
        let body = json(bench.server.requests.last)
        #expect((body?["image"] == ["file_id": "file_kept"]) == isNamed)
        #expect((body?["image"]?["url"] == nil) == isNamed)
        let name = "reel-\(request.work.fingerprint.digest.short).mp4"
        let storage: JSONValue = ["filename": .string(name), "expires_after": 604_800]
        #expect(body?["storage_options"] == (keeps ? storage : nil))
        if isNamed { digests.insert(prepared.bodyDigest) }
      }
    }
    #expect(digests.count == 1)
  }

  @Test(arguments: [
    Bench.answer(400, #"{"code":"invalid-argument","error":"no such file"}"#),
    Bench.answer(404, #"{"code":"not-found","error":"File file_kept was not found"}"#),
    Bench.answer(400, #"{"error":"no such file","usage":{"cost_in_usd_ticks":0}}"#),
  ])
  func aStoredResultThatIsGoneEarlyIsSentByTheNextTry(gone: [UInt8]) async throws {
    let job = Bench.answer(200, #"{"request_id":"j"}"#)
    let script: [LoopbackServer.Action] = [.readRequest, .send(gone), .readRequest, .send(job)]
    try await Bench.with(.init(keepsResults: true), script: { _ in script }) { bench in
      let media = try await keepResult(bench, until: Bench.now + 1)
      let first = try await bench.submit(Self.chained, inputs: [.original(media)])
      #expect(first.kind == "otherwise", "\(first)")
      #expect(json(bench.server.requests.last)?["image"] == ["file_id": "file_kept"])
      let second = try await bench.submit(Self.chained, inputs: [.original(media)])
      #expect(second.kind == "job j")
      let image = json(bench.server.requests.last)?["image"]
      #expect(image?["url"]?.string?.hasPrefix("data:image/png;base64,") == true)
    }
  }

  /// Money was spent: it is a refusal with its cost, whatever it is about.
  @Test func aBilledRefusalStaysOne() async throws {
    let gone = Bench.answer(
      400, #"{"code":"invalid-argument","error":"no","usage":{"cost_in_usd_ticks":7}}"#)
    try await Bench.with(
      .init(keepsResults: true), script: { _ in LoopbackServer.always(gone) }
    ) { bench in
      let media = try await keepResult(bench, until: Bench.now + 1)
      let outcome = try await bench.submit(Self.chained, inputs: [.original(media)])
      guard case .refused(let refusal) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(refusal.kind == .rejected)
      #expect(refusal.cost == Ticks(7))
    }
  }

  /// Whatever a server says of an upload's time.
  @Test(arguments: [nil, Int64.min, -1, 0, Bench.now + 600, Bench.now + 601, .max])
  func anUploadIsUsedWhileItLasts(expires: Int64?) async throws {
    let count = Locked(0)
    let uploads = Uploads(now: { Bench.now }) { _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      return .stored(ProviderFile(id: "file_\(number)", expires: expires))
    }
    let file = ProviderUpload(
      path: "a", mediaType: "image/png", byteCount: 1, digest: SHA256.digest("a"))
    for _ in 0..<2 { _ = await uploads.answer(for: file) }
    #expect(count.withLock { $0 } == (expires.map { $0 > Bench.now + 600 } ?? true ? 1 : 2))
  }

  @Test func theAuthorsOwnStorageStays() async throws {
    let asset = "generate: image, prompt: P, storage_options: {filename: mine.jpg}"
    try await Bench.with(
      .init(keepsResults: true), script: { _ in LoopbackServer.always(Self.made) }
    ) { bench in
      _ = try await bench.submit(asset)
      #expect(json(bench.server.requests.last)?["storage_options"] == ["filename": "mine.jpg"])
    }
  }

  @Test func aDamagedDerivedPictureIsMadeAgain() async throws {
    let job = Bench.answer(200, #"{"request_id":"j"}"#)
    try await Bench.with(script: { _ in LoopbackServer.always(job) }) { bench in
      let media = MediaRecord(
        digest: try bench.objects.keep(Bench.png), mediaType: "image/png",
        byteCount: Int64(Bench.png.count), width: 1, height: 1)
      let size = PictureFinish.PictureSize(width: 4, height: 4, fit: .cover)
      let input = InputSource.finished(media, PictureFinish(mask: nil, size: size))
      let first = try await bench.submit(Self.chained, inputs: [input])
      #expect(first.kind == "job j", "\(first)")
      let url = try #require(json(bench.server.requests.last)?["image"]?["url"]?.string)
      var decoder = Base64Decoder()
      var bytes: [UInt8] = []
      let text = Array(url.utf8.drop { $0 != UInt8(ascii: ",") }.dropFirst())
      try #require(decoder.decode(text, into: &bytes) && decoder.finish(into: &bytes))
      let hex = SHA256.digest(bytes).hex
      let name = "state/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
      FileStatus.remove(bench.directory.file(name))
      _ = try bench.directory.write(name, Bench.png + [0])
      let second = try await bench.submit(Self.chained, inputs: [input])
      #expect(second.kind == "job j", "\(second)")
      #expect(json(bench.server.requests.last)?["image"]?["url"]?.string == url)
      #expect(bench.leftovers == ["undecodable"])
    }
  }

  // MARK: Deferred pictures

  @Test func picturesAreDeferredWhereTheManifestSaysSo() async throws {
    let job = Bench.answer(200, #"{"request_id":"5f0c"}"#)
    for isDeferred in [false, true] {
      try await Bench.with(
        .init(isDeferred: isDeferred), script: { _ in LoopbackServer.always(job) }
      ) { bench in
        let outcome = try await bench.submit("generate: image, prompt: P, count: 2")
        #expect(outcome.kind == "job images/5f0c")
        let body = json(bench.server.requests.last)
        #expect(body?["deferred"] == (isDeferred ? true : nil))
        #expect(body?["response_format"] == "url")
        _ = try await bench.submit("generate: video, prompt: P")
        #expect(json(bench.server.requests.last)?["deferred"] == nil)
      }
    }
  }
}
