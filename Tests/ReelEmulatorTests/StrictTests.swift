import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelEmulator

/// What the newest schema alone takes, beside what is taken otherwise.
@Suite(.timeLimit(.minutes(10)))
struct StrictTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let path: String
    let body: JSONValue
    let strict: Int
    let lenient: Int
    let words: String

    init(
      _ path: String, _ body: JSONValue, strict: Int, lenient: Int = 200, _ words: String = ""
    ) {
      self.path = "/v1/" + path
      self.body = body
      self.strict = strict
      self.lenient = lenient
      self.words = words
    }

    var testDescription: String { "\(path) \(strict) \(words)" }
  }

  static let uri = VideoTests.uri
  static let image: JSONValue = ["url": uri, "type": "image_url"]
  static let film: JSONValue = ["url": VideoTests.filmURI]
  static let image2 = JSONValue("grok-imagine-image-2.0")
  static let video15 = JSONValue("grok-imagine-video-1.5")

  /// The fixtures of the reference, and what else the newest schema has.
  static let taken: [Case] = [
    Case(
      "images/generations",
      [
        "model": image2, "prompt": "a red kite", "n": 2, "aspect_ratio": "16:9",
        "resolution": "1k", "quality": "low", "response_format": "b64_json", "user": "u",
        "service_tier": "default",
      ], strict: 200),
    Case("images/edits", ["model": image2, "prompt": "dusk", "image": image], strict: 200),
    Case(
      "images/edits",
      ["model": image2, "prompt": "p", "images": [image, ["url": uri]], "aspect_ratio": "4:3"],
      strict: 200),
    Case("images/edits", ["prompt": "p", "image": image, "aspect_ratio": "4:3"], strict: 200),
    Case(
      "videos/generations",
      [
        "model": video15, "prompt": "waves", "duration": 6, "aspect_ratio": "16:9",
        "resolution": "720p", "generate_audio": false,
      ], strict: 200),
    Case(
      "videos/generations",
      [
        "model": video15, "prompt": "in", "image": ["url": uri], "duration": 6,
        "resolution": "480p", "aspect_ratio": "1:1",
      ], strict: 200),
    Case(
      "videos/generations",
      [
        "model": video15, "prompt": "<IMAGE_1> walks", "reference_images": [["url": uri]],
        "reference_audios": [["voice_id": "ara"]], "duration": 8,
      ], strict: 200),
    Case("videos/edits", ["prompt": "add rain", "video": film, "user": "u"], strict: 200),
    Case("videos/extensions", ["prompt": "on", "video": film, "duration": 6], strict: 200),
  ]

  static let refused: [Case] = [
    Case("images/generations", ["prompt": "p", "n": "2"], strict: 422, "expected an integer"),
    Case(
      "images/generations", ["prompt": "p", "n": 11], strict: 400, lenient: 400, "from 1 to 10"),
    Case("images/generations", ["prompt": "p", "size": "1024x1024"], strict: 422, "`size`"),
    Case("images/generations", ["prompt": "p", "image_url": uri], strict: 422, "unknown field"),
    Case(
      "images/generations", ["prompt": "p", "resolution": "2K"], strict: 422, lenient: 422,
      "unknown variant"),
    Case(
      "images/generations", ["prompt": "p", "model": image2, "quality": "high"], strict: 400,
      "`quality` high is not supported"),
    Case(
      "images/generations", ["prompt": "p", "model": image2, "quality": "hd"], strict: 422,
      "unknown variant `hd`"),
    Case("images/generations", ["prompt": "p", "quality": "low"], strict: 400, "not supported by"),
    Case("images/generations", [:], strict: 422, lenient: 422, "missing field `prompt`"),
    Case("images/edits", ["prompt": "p", "image": uri], strict: 422, "expected an object"),
    Case("images/edits", ["prompt": "p", "images": [uri]], strict: 422, "expected an object"),
    Case(
      "images/edits", ["prompt": "p", "image": ["image_url": uri]], strict: 422, "`image_url`"),
    Case(
      "images/edits", ["prompt": "p", "image": image, "images": [image]], strict: 400,
      "exclude each other"),
    Case(
      "images/edits",
      ["model": image2, "prompt": "p", "images": [image, image, image, image, image, image]],
      strict: 400, lenient: 400, "maximum is 5"),
    Case("images/edits", ["prompt": "p", "image_url": uri], strict: 422, "unknown field"),
    Case(
      "images/edits", ["prompt": "p", "image": ["url": uri, "file_id": "file_1"]], strict: 400,
      lenient: 400, "both"),
    Case(
      "images/edits", ["prompt": "p", "image": ["url": .string(base64(VideoTests.picture))]],
      strict: 400, "neither an address nor a data URI"),
    Case("videos/generations", ["prompt": "p", "duration": "6"], strict: 422, "an integer"),
    Case("videos/generations", ["prompt": "p", "seconds": 6], strict: 422, "`seconds`"),
    Case(
      "videos/generations", ["prompt": "p", "generate_audio": "true"], strict: 422, "a boolean"),
    Case(
      "videos/generations", ["prompt": "p", "input_reference": ["url": uri]], strict: 422,
      "unknown field"),
    Case(
      "videos/generations", ["prompt": "p", "reference_audios": [["voice_id": "ara"]]],
      strict: 400, "`reference_audios` is not supported"),
    Case(
      "videos/generations", ["model": video15, "prompt": "p", "reference_audios": ["ara"]],
      strict: 422, "missing field `voice_id`"),
    Case(
      "videos/edits", ["prompt": "p", "video_url": VideoTests.filmURI], strict: 422, "video_url"),
    Case("videos/edits", ["prompt": "p", "video": film, "duration": 6], strict: 422, "`duration`"),
    Case("videos/extensions", ["prompt": "p", "video": film, "user": "u"], strict: 422, "`user`"),
  ]

  @Test(arguments: taken + refused) func strictly(example: Case) async throws {
    var options = EmulatorOptions()
    options.isStrict = true
    let reply = try await TestBench(options).post(example.path, example.body)
    #expect(reply.status == example.strict, "\(reply.text)")
    #expect(reply.text.contains(example.words), "\(reply.text)")
    let isText = reply.headers["content-type"]?.hasPrefix("text/plain") == true
    #expect(isText == (example.strict == 422))
    let lenient = try await TestBench().post(example.path, example.body)
    #expect(lenient.status == example.lenient, "\(lenient.text)")
  }

  @Test(arguments: [(true, 415), (false, 200)]) func forms(isStrict: Bool, status: Int) async throws
  {
    var options = EmulatorOptions()
    options.isStrict = isStrict
    let form = FormBody().field("prompt", "p").file("image", VideoTests.picture)
    let reply = try await TestBench(options).send(form.request("/v1/images/edits"))
    #expect(reply.status == status)
  }
}
