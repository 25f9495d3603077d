import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

@Suite(.timeLimit(.minutes(10)))
struct VideoTests {
  static let picture = FakeStudio.picture(PixelSize(width: 900, height: 1600), "picture")
  static let other = FakeStudio.picture(PixelSize(width: 640, height: 640), "other")
  static let film = FakeStudio.film(PixelSize(width: 1280, height: 720), seconds: 5.5, "film")
  static let uri = JSONValue.string(dataURI(picture))
  static let filmURI = JSONValue.string(dataURI(film, "video/mp4"))

  @Test func answersInTheNewestShape() async throws {
    let bench = try TestBench()
    let done = try await bench.film(
      "/v1/videos/generations",
      [
        "model": "grok-imagine-video-1.5", "prompt": "waves", "duration": 6,
        "aspect_ratio": "16:9", "resolution": "720p",
      ])
    #expect(done["status"] == "done")
    #expect(done["progress"] == 100)
    #expect(done["model"] == "grok-imagine-video-1.5")
    #expect(done["video"]?["duration"] == 6)
    #expect(done["video"]?["respect_moderation"] == true)
    #expect(done["usage"]?["cost_in_usd_ticks"] == 8_400_000_000)
    let path = try bench.path(of: done["video"]?["url"])
    #expect(path.hasSuffix(".mp4"))
    let media = try await bench.get(path, headers: [:])
    #expect(media.status == 200)
    #expect(media.headers["content-type"] == "video/mp4")
    let scene = try #require(bench.studio.films.withLock { $0.first })
    #expect(scene.kind == .fromWords)
    #expect(scene.seconds == 6)
    #expect(scene.size == PixelSize(width: 1280, height: 720))
    #expect(scene.withAudio)
    #expect(scene.lineage == ["generate-video"])
  }

  struct Shape: Sendable, CustomTestStringConvertible {
    let body: JSONValue
    let operation: ReelCatalogue.Operation
    let size: String
    let cost: Int64
    var seconds = 8.0
    var testDescription: String { "\(operation) \(body.fields?.keys.sorted() ?? [])" }
  }

  /// Every shape of the inputs of `/videos/generations`.
  static let shapes: [Shape] = [
    Shape(body: [:], operation: .generateVideo, size: "848x480", cost: 4_000_000_000),
    Shape(
      body: ["seconds": "4"], operation: .generateVideo, size: "848x480", cost: 2_000_000_000,
      seconds: 4),
    Shape(
      body: ["duration": "15"], operation: .generateVideo, size: "848x480", cost: 7_500_000_000,
      seconds: 15),
    Shape(
      body: ["size": "720x1280"], operation: .generateVideo, size: "720x1280",
      cost: 5_600_000_000),
    Shape(
      body: ["size": "1024x1792", "generate_audio": "false"], operation: .generateVideo,
      size: "720x1280", cost: 5_600_000_000),
    Shape(
      body: ["image": ["url": uri, "type": "image_url"], "aspect_ratio": "1:1"],
      operation: .animateImage, size: "480x848", cost: 4_020_000_000),
    Shape(body: ["image": uri], operation: .animateImage, size: "480x848", cost: 4_020_000_000),
    Shape(
      body: ["image": ["image_url": ["url": uri]]], operation: .animateImage, size: "480x848",
      cost: 4_020_000_000),
    Shape(body: ["image_url": uri], operation: .animateImage, size: "480x848", cost: 4_020_000_000),
    Shape(
      body: ["input_reference": ["image_url": uri]], operation: .animateImage, size: "480x848",
      cost: 4_020_000_000),
    Shape(
      body: ["reference_images": [["url": uri], uri]], operation: .referenceVideo,
      size: "848x480", cost: 4_040_000_000),
    Shape(
      body: ["reference_image_urls": [uri], "reference_audios": [["voice_id": "ara"]]],
      operation: .referenceVideo, size: "848x480", cost: 4_020_000_000),
    Shape(
      body: ["model": "grok-imagine-video-1.5", "image": uri, "last_frame": ["url": uri]],
      operation: .animateImage, size: "480x848", cost: 6_600_000_000),
  ]

  @Test(arguments: shapes) func takes(shape: Shape) async throws {
    let bench = try TestBench()
    var fields = try #require(shape.body.fields)
    fields["prompt"] = "p"
    let done = try await bench.film("/v1/videos/generations", .object(fields))
    #expect(done["usage"]?["cost_in_usd_ticks"] == .int(shape.cost))
    let scene = try #require(bench.studio.films.withLock { $0.first })
    #expect(scene.operation == shape.operation)
    #expect(scene.size == PixelSize(shape.size))
    #expect(scene.seconds == shape.seconds)
    #expect(scene.withAudio == (fields["generate_audio"] == nil))
    switch shape.operation {
    case .animateImage:
      let last = fields["last_frame"] == nil ? nil : Self.picture
      #expect(scene.kind == .fromPicture(Self.picture, last: last))
    case .referenceVideo:
      let count = fields["reference_images"]?.elements?.count ?? 1
      #expect(scene.kind == .fromReferences(Array(repeating: Self.picture, count: count)))
    default: #expect(scene.kind == .fromWords)
    }
  }

  @Test func needsNoPromptToAnimate() async throws {
    let bench = try TestBench()
    let done = try await bench.film("/v1/videos/generations", ["image": Self.uri])
    #expect(done["status"] == "done")
  }

  @Test(
    arguments: [
      ["video": ["url": filmURI]], ["video": filmURI], ["video_url": filmURI],
      ["video": ["video_url": filmURI]],
    ] as [JSONValue])
  func editsAndExtends(input: JSONValue) async throws {
    let bench = try TestBench()
    var fields = try #require(input.fields)
    fields["prompt"] = "add rain"
    let edited = try await bench.film("/v1/videos/edits", .object(fields))
    #expect(edited["video"]?["duration"] == 6)
    // Six seconds, as 5.5 are billed, at the 720p that the film has.
    #expect(edited["usage"]?["cost_in_usd_ticks"] == 4_200_000_000)
    fields["duration"] = 4
    let extended = try await bench.film("/v1/videos/extensions", .object(fields))
    #expect(extended["video"]?["duration"] == 10)
    let scenes = bench.studio.films.withLock { $0 }
    #expect(scenes.map(\.kind) == [.edit(Self.film), .extend(Self.film, tailSeconds: 4)])
    #expect(scenes.map(\.seconds) == [5.5, 9.5])
    #expect(scenes.map(\.size) == Array(repeating: PixelSize(width: 1280, height: 720), count: 2))
  }

  @Test func extensionOfAnOwnFilmHasItsLineageAndSixSeconds() async throws {
    let bench = try TestBench()
    let first = try await bench.film("/v1/videos/generations", ["prompt": "a", "duration": 3])
    let second = try await bench.film(
      "/v1/videos/extensions",
      ["prompt": "b", "video": ["url": try #require(first["video"]?["url"])]])
    #expect(second["video"]?["duration"] == 9)
    let scene = try #require(bench.studio.films.withLock { $0.last })
    #expect(scene.lineage == ["generate-video", "extend-video"])
  }

  /// Instant films last a second; they are as good as the films that they stand for.
  @Test(arguments: [(EmulatorOptions.Rendering.full, 400), (.instant, 200)])
  func extendsInstantFilms(rendering: EmulatorOptions.Rendering, status: Int) async throws {
    let bench = try TestBench(EmulatorOptions(rendering: rendering))
    let short = dataURI(FakeStudio.film(PixelSize(width: 64, height: 36), seconds: 1), "video/mp4")
    let reply = try await bench.post(
      "/v1/videos/extensions", ["prompt": "p", "video": .string(short)])
    #expect(reply.status == status)
  }

  @Test func capsTheSizeOfAnEdit() async throws {
    let bench = try TestBench()
    let large = FakeStudio.film(PixelSize(width: 1080, height: 1920), seconds: 2)
    _ = try await bench.film(
      "/v1/videos/edits", ["prompt": "p", "video": .string(dataURI(large, "video/mp4"))])
    #expect(bench.studio.films.withLock { $0.first?.size } == PixelSize(width: 720, height: 1280))
  }

  @Test func isPendingForItsLatencyWithRisingProgress() async throws {
    let bench = try TestBench(EmulatorOptions(videoLatency: .seconds(20)))
    let created = try await bench.post("/v1/videos/generations", ["prompt": "p"])
    let id = try #require(created.json["request_id"]?.string)
    var progress: [Int64] = []
    var waits: [String?] = []
    for step in [0, 10_000, 8_000, 1_995] {
      bench.timer.advance(by: .milliseconds(step))
      let reply = try await bench.get("/v1/videos/\(id)")
      #expect(reply.status == 202)
      #expect(reply.json["status"] == "pending")
      #expect(reply.json["model"] == "grok-imagine-video")
      progress.append(try #require(reply.json["progress"]?.integer))
      waits.append(reply.headers["retry-after-ms"])
    }
    #expect(progress == [0, 50, 90, 99])
    #expect(waits == ["5000", "5000", "2000", "20"])
    bench.timer.advance(by: .milliseconds(5))
    while try await bench.get("/v1/videos/\(id)").status == 202 {}
    let done = try await bench.get("/v1/videos/\(id)")
    #expect(done.json["status"] == "done")
  }

  @Test func failureOfTheRendererFailsTheJob() async throws {
    let bench = try TestBench(studio: FakeStudio(fails: true))
    let end = try await bench.film("/v1/videos/generations", ["prompt": "p"])
    #expect(end["status"] == "failed")
    #expect(end["error"]?["code"] == "internal_error")
    #expect(end["video"] == nil)
    #expect(bench.emulator.stats.inFlight.video == 0)
  }
}
