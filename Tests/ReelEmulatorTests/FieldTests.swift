import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

/// Keyframes, voices, pinned frames, storage and deferred pictures.
@Suite(.timeLimit(.minutes(10)))
struct FieldTests {
  static let uri = VideoTests.uri
  static let image: JSONValue = ["url": uri]
  static let model = JSONValue("grok-imagine-video-1.5")

  static func frames(_ moments: [Double]) -> JSONValue {
    .array(moments.map { ["image": image, "timestamp_s": .double($0)] })
  }

  static let films: [(body: JSONValue, notes: [String], cost: Int64)] = [
    (["prompt": "p"], [], 6_400_000_000),
    (
      ["prompt": "p", "keyframes": frames([1, 2.333, 7.67])],
      ["keyframes at 1.00 s, 2.33 s, 7.67 s"], 6_700_000_000
    ),
    (["keyframes": frames([1])], ["keyframes at 1.00 s"], 6_500_000_000),
    (
      [
        "image": image, "keyframes": [["image": uri, "timestamp": 3]], "last_frame": image,
      ], ["keyframes at 3.00 s"], 6_700_000_000
    ),
    (
      ["prompt": "p", "reference_audios": [["voice_id": "ara"], "leo"]], ["ara, leo"],
      6_400_000_000
    ),
  ]

  @Test(arguments: films) func takes(
    body: JSONValue, notes: [String], cost: Int64
  ) async throws {
    let bench = try TestBench()
    var fields = try #require(body.fields)
    fields["model"] = Self.model
    let done = try await bench.film("/v1/videos/generations", .object(fields))
    #expect(done["usage"]?["cost_in_usd_ticks"] == .int(cost))
    #expect(bench.studio.films.withLock { $0.first?.notes } == notes)
  }

  static let refused: [(fields: JSONValue, status: Int, words: String)] = [
    (["keyframes": frames([1, 2, 3, 4, 5])], 400, "maximum is 4"),
    (["keyframes": frames([1.2])], 400, "not on the grid of 1/3"),
    (["keyframes": frames([0])], 400, "not strictly inside"),
    (["keyframes": frames([8])], 400, "not strictly inside"),
    (["keyframes": frames([2, 2])], 400, "1/3 second apart"),
    (["keyframes": frames([1]), "model": "grok-imagine-video"], 400, "not supported"),
    (["keyframes": [["image": image]]], 422, "missing field `timestamp_s`"),
    (["keyframes": [["timestamp_s": 1]]], 422, "missing field `image`"),
    (["keyframes": "x"], 422, "expected an array"),
    (["reference_audios": [["voice_id": "bob"]]], 400, "Available voices: ara, eve, leo, rex."),
    (["reference_audios": ["ara", "eve", "leo", "rex"]], 400, "maximum is 3"),
    (["reference_audios": [["id": "ara"]]], 422, "missing field `voice_id`"),
    (["last_frame": image], 400, "`last_frame` is not supported"),
    (["storage_options": ["public_url": true]], 422, "missing field `filename`"),
    (["storage_options": ["filename": "a", "expires_after": 2_592_001]], 400, "from 1 to 2592000"),
    (["storage_options": ["filename": "a", "public_url": "yes"]], 422, "a boolean or an object"),
  ]

  @Test(arguments: refused) func refuses(
    fields: JSONValue, status: Int, words: String
  ) async throws {
    var body: [String: JSONValue] = ["prompt": "p", "model": Self.model]
    body.merge(fields.fields ?? [:]) { _, new in new }
    let reply = try await TestBench().post("/v1/videos/generations", .object(body))
    #expect(reply.status == status)
    #expect(reply.text.contains(words), "\(reply.text)")
  }

  /// Beside references an image is the first frame, where the model can do that.
  @Test func pinsTheFirstFrame() async throws {
    let bench = try TestBench()
    _ = try await bench.film(
      "/v1/videos/generations",
      [
        "model": Self.model, "prompt": "p", "image": Self.image,
        "reference_images": [["url": .string(dataURI(VideoTests.other))]],
      ])
    let scene = try #require(bench.studio.films.withLock { $0.first })
    #expect(scene.operation == .referenceVideo)
    #expect(scene.kind == .fromPicture(VideoTests.picture, last: nil))
    #expect(scene.size == PixelSize("480x848"))
    #expect(bench.emulator.ledger.first?.cost == Ticks(6_600_000_000))
  }

  // MARK: Storage

  @Test func storesPictures() async throws {
    let bench = try TestBench()
    let reply = try await bench.post(
      "/v1/images/generations",
      [
        "prompt": "p", "n": 2,
        "storage_options": [
          "filename": "kite.jpg", "expires_after": 7200, "public_url": ["expires_after": 60],
        ],
      ])
    let row = try #require(reply.json["data"]?.elements?.last)
    let output = try #require(row["file_output"])
    #expect(output["filename"] == "kite.jpg")
    #expect(output["expires_at"] == 1_795_007_200)
    #expect(output["public_url_expires_at"] == 1_795_000_060)
    let bytes = try await bench.bytes(at: row["url"])
    #expect(try await bench.bytes(at: output["public_url"]) == bytes)
    let id = try #require(output["file_id"]?.string)
    #expect(try await bench.get("/v1/files/\(id)/content").body == bytes)
    // It is an input now, by id and by address.
    for input in [["file_id": .string(id)], ["url": output["public_url"] ?? .null]] as [JSONValue] {
      let edit = try await bench.post("/v1/images/edits", ["prompt": "q", "image": input])
      #expect(edit.status == 200, "\(edit.text)")
    }
    #expect(bench.studio.pictures.withLock { $0.last?.inputs } == [bytes])
    bench.timer.advance(by: .seconds(60))
    #expect(try await bench.get(try bench.path(of: output["public_url"])).status == 404)
    bench.timer.advance(by: .seconds(7140))
    #expect(try await bench.get("/v1/files/\(id)").status == 404)
    let late = try await bench.post(
      "/v1/images/edits", ["prompt": "q", "image": ["file_id": .string(id)]])
    #expect(late.status == 400)
  }

  @Test func storesFilms() async throws {
    let bench = try TestBench()
    let done = try await bench.film(
      "/v1/videos/generations",
      ["prompt": "p", "duration": 5, "storage_options": ["filename": "sea.mp4"]])
    let output = try #require(done["video"]?["file_output"])
    #expect(output.fields?.keys.sorted() == ["file_id", "filename"])
    let input: JSONValue = ["file_id": output["file_id"] ?? .null]
    let longer = try await bench.film(
      "/v1/videos/extensions", ["prompt": "q", "video": input, "duration": 2])
    #expect(longer["video"]?["duration"] == 7)
  }

  @Test func storageCanFail() async throws {
    let reply = try await TestBench().post(
      "/v1/images/generations", ["prompt": "p", "storage_options": ["filename": "a"]],
      ["X-Emulator-Shape": "storage-error"])
    let row = reply.json["data"]?.elements?.first
    #expect(row?["file_output"] == nil)
    #expect(row?["storage_error"]?.string != nil)
    #expect(row?["url"]?.string != nil)
  }

  // MARK: Deferred pictures

  @Test func defersPictures() async throws {
    let bench = try TestBench(EmulatorOptions(imageLatency: .seconds(4)))
    let created = try await bench.post(
      "/v1/images/generations", ["prompt": "p", "n": 2, "deferred": true])
    let id = try #require(created.json["request_id"]?.string)
    #expect(bench.emulator.ledger.map(\.requestID) == [id])
    let pending = try await bench.get("/v1/images/\(id)")
    #expect(pending.status == 202)
    #expect(pending.json == ["request_id": .string(id), "status": "pending"])
    #expect(pending.headers["retry-after-ms"] == "4000")
    #expect(try await bench.get("/v1/videos/\(id)").status == 404)
    bench.timer.advance(by: .seconds(4))
    while try await bench.get("/v1/images/\(id)").status == 202 {}
    let done = try await bench.get("/v1/images/\(id)").json
    #expect(done.fields?.keys.sorted() == ["data", "request_id", "status", "usage"])
    #expect(done["status"] == "done")
    #expect(done["data"]?.elements?.count == 2)
    #expect(try await bench.bytes(at: done["data"]?.elements?.first?["url"]).isEmpty == false)
    #expect(bench.emulator.stats.inFlight.all == 0)
  }

  @Test(arguments: [
    (false, "internal_error", "could not be drawn"), (true, "content-moderated", "rejected"),
  ])
  func deferredPicturesFail(isModerated: Bool, code: String, words: String) async throws {
    let bench = try TestBench(studio: FakeStudio(fails: !isModerated))
    let created = try await bench.post(
      "/v1/images/generations", ["prompt": "p", "deferred": true],
      isModerated ? ["X-Emulator-Fault": "moderated"] : [:])
    let id = try #require(created.json["request_id"]?.string)
    while try await bench.get("/v1/images/\(id)").status == 202 {}
    let end = try await bench.get("/v1/images/\(id)")
    #expect(end.status == (isModerated ? 400 : 200))
    #expect(end.text.contains(code) && end.text.contains(words), "\(end.text)")
  }
}
