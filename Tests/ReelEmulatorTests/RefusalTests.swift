import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

@Suite(.timeLimit(.minutes(10)))
struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let path: String
    let body: JSONValue
    let status: Int
    let words: String

    init(_ path: String, _ body: JSONValue, _ status: Int, _ words: String) {
      self.path = "/v1/" + path
      self.body = body
      self.status = status
      self.words = words
    }

    var testDescription: String { "\(path): \(words)" }
  }

  static let uri = VideoTests.uri
  static let longFilm = JSONValue.string(
    dataURI(FakeStudio.film(PixelSize(width: 640, height: 480), seconds: 31), "video/mp4"))

  static let pictures: [Case] = [
    Case("images/generations", ["n": 1], 422, "missing field `prompt` at line 1 column 7"),
    Case("images/generations", ["prompt": 5], 422, "prompt: invalid type, expected a string"),
    Case("images/generations", ["prompt": "p", "n": "x"], 422, "expected an integer"),
    Case("images/generations", ["prompt": "p", "resolution": "2K"], 422, "variant `2K`, expected"),
    Case("images/generations", ["prompt": "p", "aspect_ratio": "7:1"], 422, "unknown variant"),
    Case("images/generations", ["prompt": "p", "response_format": "gif"], 422, "response_format"),
    Case("images/generations", [], 422, "expected an object"),
    Case("images/generations", ["prompt": ""], 400, "empty"),
    Case("images/generations", ["prompt": "p", "n": 0], 400, "from 1 to 10"),
    Case("images/generations", ["prompt": "p", "n": 11], 400, "from 1 to 10"),
    Case("images/generations", ["prompt": "p", "resolution": "720p"], 400, "not supported"),
    Case(
      "images/generations", ["prompt": "p", "deferred": true, "response_format": "b64_json"], 400,
      "`deferred` needs"),
    Case("images/generations", ["prompt": "p", "model": "gork"], 404, "gork"),
    Case(
      "images/generations", ["prompt": "p", "model": "grok-imagine-video"], 400,
      "does not support image generation"),
    Case(
      "images/generations", ["prompt": .string(String(repeating: "a", count: 8001))], 400,
      "longer than 8000"),
    Case(
      "images/generations",
      ["prompt": "p", "model": "grok-imagine-image-2.0", "quality": "ultra"], 422,
      "unknown variant `ultra`"),
    Case("images/edits", ["prompt": "p"], 422, "missing field `image`"),
    Case("images/edits", ["prompt": "p", "image": 5], 422, "image: invalid type"),
    Case("images/edits", ["prompt": "p", "image": [:]], 422, "missing field `url`"),
    Case("images/edits", ["prompt": "p", "image": "§"], 400, "neither an address nor base64"),
    Case("images/edits", ["prompt": "p", "image": "aGVsbG8="], 400, "not a JPEG, PNG or WebP"),
    Case("images/edits", ["prompt": "p", "image": "data:image/png,xx"], 400, "not a base64"),
    Case("images/edits", ["prompt": "p", "image": "/9j/4AAQ"], 400, "could not be decoded"),
    Case("images/edits", ["prompt": "p", "image": ["file_id": "file_1"]], 400, "file_1"),
    Case(
      "images/edits", ["prompt": "p", "image": ["url": "https://example.com/1.jpg"]], 400,
      "could not be fetched"),
    Case(
      "images/edits", ["prompt": "p", "image": ["url": "http://127.0.0.1:9/media/1.jpg"]], 400,
      "could not be fetched"),
    Case("images/edits", ["prompt": "p", "images": [uri, uri, uri, uri]], 400, "maximum is 3"),
    Case(
      "images/edits",
      [
        "prompt": "p", "model": "grok-imagine-image-2.0", "images": [uri, uri, uri, uri, uri, uri],
      ],
      400, "maximum is 5"),
  ]

  static let films: [Case] = [
    Case("videos/generations", [:], 422, "missing field `prompt`"),
    Case("videos/generations", ["prompt": "p", "duration": 16], 400, "which is 15s"),
    Case("videos/generations", ["prompt": "p", "duration": 0], 400, "from 1 to 15"),
    Case(
      "videos/generations", ["prompt": "p", "duration": .double(1.5)], 422, "expected an integer"),
    Case("videos/generations", ["prompt": "p", "resolution": "1080p"], 400, "480p, 720p"),
    Case("videos/generations", ["prompt": "p", "generate_audio": 3], 422, "a boolean"),
    Case(
      "videos/generations", ["prompt": "p", "reference_images": [uri], "duration": 15], 400,
      "Duration 15s exceeds the maximum allowed for reference-to-video, which is 10s."),
    Case(
      "videos/generations",
      ["prompt": "p", "reference_images": [uri], "model": "grok-imagine-video-1.5-lite"], 400,
      "`reference_images` is not supported for this model"),
    Case(
      "videos/generations", ["prompt": "p", "reference_images": [uri], "image": uri], 400,
      "`image` is not supported"),
    Case(
      "videos/generations", ["prompt": "p", "image": uri, "last_frame": uri], 400,
      "`last_frame` is not supported"),
    Case("videos/generations", ["image": [uri, uri]], 400, "maximum is 1"),
    Case("videos/edits", ["prompt": "p"], 422, "missing field `video`"),
    Case("videos/edits", ["video": VideoTests.filmURI], 422, "missing field `prompt`"),
    Case("videos/edits", ["prompt": "p", "video": uri], 400, "not an MP4"),
    Case("videos/edits", ["prompt": "p", "video": longFilm], 400, "8.7"),
    Case(
      "videos/edits",
      ["prompt": "p", "video": VideoTests.filmURI, "model": "grok-imagine-video-1.5"], 400,
      "does not support video edit"),
    Case("videos/extensions", ["prompt": "p", "video": longFilm], 400, "from 2 to 30 seconds"),
    Case(
      "videos/extensions", ["prompt": "p", "video": VideoTests.filmURI, "duration": 11], 400,
      "which is 10s"),
  ]

  @Test(arguments: pictures + films) func refuses(example: Case) async throws {
    let bench = try TestBench()
    let reply = try await bench.post(example.path, example.body)
    #expect(reply.status == example.status)
    if example.status == 422 {
      #expect(reply.headers["content-type"]?.hasPrefix("text/plain") == true)
      #expect(reply.text.hasPrefix("Failed to deserialize the JSON body"))
      #expect(reply.text.contains(example.words), "\(reply.text)")
    } else {
      let code = example.status == 404 ? "not-found" : "invalid-argument"
      #expect(reply.json["code"] == .string(code))
      let text = try #require(reply.json["error"]?.string)
      #expect(text.contains(example.words), "\(text)")
    }
    #expect(bench.emulator.ledger.isEmpty)
    #expect(bench.emulator.stats.inFlight.all == 0)
    #expect(
      bench.emulator.stats.requests
        == [EmulatorStats.Requests(path: example.path, status: example.status, count: 1)])
  }

  @Test(arguments: [
    ("GET", "/v1/nothing", 404), ("GET", "/", 404), ("GET", "/v1/videos/unknown", 404),
    ("GET", "/media/unknown.jpg", 404), ("GET", "/v1/images/generations", 405),
    ("POST", "/v1/models", 405), ("DELETE", "/v1/videos/1", 405),
  ])
  func pathsAndMethods(method: String, path: String, status: Int) async throws {
    let bench = try TestBench()
    let reply = try await bench.send(
      RawRequest(method: method, path: path, headers: ["authorization": "Bearer test"]))
    #expect(reply.status == status)
    #expect(reply.json["code"]?.string != nil)
    #expect(reply.json["error"]?.string != nil)
    if status == 405 { #expect(reply.headers["allow"] != nil) }
  }

  @Test(arguments: [
    ("/v1/images/generations", "text/plain", "{\"prompt\":\"p\"}", 415),
    ("/v1/images/generations", "multipart/form-data; boundary=b", "--b--\r\n", 415),
    ("/v1/videos/edits", "multipart/form-data; boundary=b", "--b--\r\n", 415),
    ("/v1/images/generations", "application/json", "", 415),
    ("/v1/images/generations", "application/json", "{\"prompt\":", 400),
    ("/v1/images/edits", "multipart/form-data; boundary=b", "no form", 400),
    ("/v1/images/edits", "multipart/form-data", "--b--\r\n", 400),
    (
      "/v1/images/generations", "application/json", String(repeating: "[", count: 100_000), 400
    ),
    ("/v1/images/generations", "Application/JSON; charset=utf-8", "{\"prompt\":\"p\"}", 200),
  ])
  func bodies(path: String, type: String, body: String, status: Int) async throws {
    let bench = try TestBench()
    let reply = try await bench.send(
      RawRequest(
        path: path, headers: ["authorization": "Bearer test", "content-type": type],
        body: Array(body.utf8)))
    #expect(reply.status == status, "\(reply.text)")
  }

  @Test(arguments: [(0, 200), (1, 413), (500_000, 413)])
  func bodyCap(excess: Int, status: Int) async throws {
    let bench = try TestBench(EmulatorOptions(bodyCap: 100_000))
    let empty = TestBench.request("/v1/images/generations", ["prompt": "p", "pad": ""]).body.count
    let pad = String(repeating: "a", count: 100_000 - empty + excess)
    let reply = try await bench.post(
      "/v1/images/generations", ["prompt": "p", "pad": .string(pad)])
    #expect(reply.status == status)
    if status == 413 {
      #expect(
        reply.json == ["error": "Failed to read request body: length limit exceeded"])
    }
  }

  @Test func rateLimit() async throws {
    let bench = try TestBench(EmulatorOptions(requestsPerSecond: 2))
    let request = TestBench.request("/v1/images/generations", ["prompt": "p"])
    var statuses: [Int] = []
    for _ in 0..<3 { statuses.append(try await bench.send(request).status) }
    #expect(statuses == [200, 200, 429])
    bench.timer.advance(by: .milliseconds(400))
    let refused = try await bench.send(request)
    #expect(refused.status == 429)
    #expect(refused.headers["retry-after"] == "1")
    #expect(refused.headers["retry-after-ms"] == "600")
    #expect(refused.json["code"] == "resource-exhausted")
    #expect(refused.json["error"]?.string?.contains("(actual/limit): 3/2.") == true)
    // Nothing but creates counts.
    #expect(try await bench.get("/v1/models").status == 200)
    bench.timer.advance(by: .milliseconds(600))
    #expect(try await bench.send(request).status == 200)
    #expect(bench.emulator.ledger.count == 3)
  }
}
