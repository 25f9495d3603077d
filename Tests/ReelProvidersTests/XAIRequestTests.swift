import ReelBasics
import ReelCatalogue
import ReelHTTP
import ReelProviders
import ReelTestSupport
import Testing

@Suite struct XAIRequestTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let operation: Operation
    var model = "grok-imagine-video-1.5"
    var prompt: String? = "p"
    var parameters: [ParameterName: ParameterValue] = [:]
    var inputs: [ProviderInput] = []
    var count = 1
    var extra: [String: JSONValue] = [:]
    let path: String
    let body: String

    var testDescription: String { body }
    var request: ProviderRequest {
      ProviderRequest(
        operation: operation, model: model, prompt: prompt, parameters: parameters,
        inputs: inputs, count: count, extra: extra)
    }
  }

  static func input(
    _ url: String, _ role: InputRole = .source, _ medium: Medium = .image
  ) -> ProviderInput {
    ProviderInput(role: role, medium: medium, content: .url(url))
  }

  static let cases = [
    Case(
      operation: .generateImage, model: "grok-imagine-image-2.0",
      parameters: [.quality: .text("low"), .aspectRatio: .text("16:9")], count: 2,
      path: "images/generations",
      body: """
        {"model":"grok-imagine-image-2.0","prompt":"p","aspect_ratio":"16:9","quality":"low",\
        "resolution":"1k","n":2,"response_format":"url"}
        """),
    Case(
      operation: .generateImage, model: "grok-imagine-image", prompt: "say \"no\"\n\u{1}é",
      extra: ["storage_options": ["public_url": true, "filename": "a"], "seed": 7],
      path: "images/generations",
      body: """
        {"model":"grok-imagine-image","prompt":"say \\"no\\"\\n\\u0001é","aspect_ratio":"auto",\
        "resolution":"1k","n":1,"response_format":"url","seed":7,\
        "storage_options":{"filename":"a","public_url":true}}
        """),
    Case(
      operation: .editImage, model: "grok-imagine-image-2.0",
      inputs: [input("https://a/1.jpg")], path: "images/edits",
      body: """
        {"model":"grok-imagine-image-2.0","prompt":"p",\
        "image":{"url":"https://a/1.jpg","type":"image_url"},"quality":"auto",\
        "resolution":"1k","n":1,"response_format":"url"}
        """),
    Case(
      operation: .editImage, model: "unheard-of", inputs: [input("https://a/1"), input("data:x")],
      count: 10, path: "images/edits",
      body: """
        {"model":"unheard-of","prompt":"p","images":[{"url":"https://a/1","type":"image_url"},\
        {"url":"data:x","type":"image_url"}],"n":10,"response_format":"url"}
        """),
    Case(
      operation: .generateVideo,
      parameters: [
        .duration: .integer(6), .resolution: .text("720p"), .generateAudio: .boolean(false),
      ],
      path: "videos/generations",
      body: """
        {"model":"grok-imagine-video-1.5","prompt":"p","aspect_ratio":"16:9","duration":6,\
        "generate_audio":false,"resolution":"720p"}
        """),
    Case(
      operation: .animateImage, prompt: nil,
      inputs: [input("https://a/2", .lastFrame), input("https://a/1")],
      path: "videos/generations",
      body: """
        {"model":"grok-imagine-video-1.5","image":{"url":"https://a/1"},\
        "last_frame":{"url":"https://a/2"},"duration":8,"resolution":"480p"}
        """),
    Case(
      operation: .referenceVideo,
      inputs: [input("https://a/1", .reference), input("https://a/2", .reference)],
      path: "videos/generations",
      body: """
        {"model":"grok-imagine-video-1.5","prompt":"p",\
        "reference_images":[{"url":"https://a/1"},{"url":"https://a/2"}],\
        "aspect_ratio":"16:9","duration":8,"resolution":"480p"}
        """),
    Case(
      operation: .editVideo, model: "grok-imagine-video",
      inputs: [input("https://a/v.mp4", .source, .video)], path: "videos/edits",
      body: """
        {"model":"grok-imagine-video","prompt":"p","video":{"url":"https://a/v.mp4"}}
        """),
    Case(
      operation: .extendVideo, model: "grok-imagine-video",
      inputs: [input("https://a/v.mp4", .source, .video)], path: "videos/extensions",
      body: """
        {"model":"grok-imagine-video","prompt":"p","video":{"url":"https://a/v.mp4"},"duration":6}
        """),
  ]

  @Test(arguments: cases)
  func bodySaysEverythingInAFixedOrder(_ test: Case) throws {
    let request = try XAI.provider().request(for: test.request)
    #expect(request.method == .post)
    #expect(request.url == "https://api.x.ai/v1/" + test.path)
    #expect(request.headers["Authorization"] == "Bearer " + XAI.secret)
    #expect(request.headers["Content-Type"] == "application/json")
    #expect(request.redirects == 0)
    #expect(request.limits.total == .seconds(300))
    #expect(request.limits.maximumBodyBytes == 128 << 20)
    let body = try #require(request.body).joined()
    #expect(String(decoding: body, as: UTF8.self) == test.body)
    #expect(try JSONValue(parsing: body) == JSONValue(parsing: test.body.utf8))
  }

  @Test func everyOperationHasACase() {
    #expect(Set(Self.cases.map(\.operation)) == Set(Operation.allCases))
  }

  @Test func filesGoOutAsDataURIsWithoutBeingReadFirst() throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let path = try directory.write("a", [0xff, 0xd8, 0xff, 0xe0, 0x01])
    func file(_ name: String, _ type: String, _ count: Int64) -> ProviderInput {
      ProviderInput(
        role: .source, medium: .image,
        content: .file(path: name, mediaType: type, byteCount: count))
    }
    let request = try XAI.provider().request(
      for: ProviderRequest(
        operation: .editImage, model: "m", prompt: "p",
        inputs: [file(path, "image/jpeg", 5), file("/gone", "image/png", 7 << 30)]))
    let parts = try #require(request.body).parts
    try #require(parts.count == 5)
    #expect(
      parts[0]
        == .bytes(
          Array(#"{"model":"m","prompt":"p","images":[{"url":"data:image/jpeg;base64,"#.utf8)))
    #expect(parts[1] == .base64File(path: path, byteCount: 5))
    #expect(
      parts[2]
        == .bytes(Array(#"","type":"image_url"},{"url":"data:image/png;base64,"#.utf8)))
    #expect(parts[3] == .base64File(path: "/gone", byteCount: 7 << 30))
    #expect(
      parts[4]
        == .bytes(Array(#"","type":"image_url"}],"n":1,"response_format":"url"}"#.utf8)))
    let readable = try HTTPBody(parts: Array(parts[0...1]) + [parts[4]]).joined()
    #expect(
      try JSONValue(parsing: readable)["images"]?.elements?.first?["url"]
        == "data:image/jpeg;base64,/9j/4AE=")
  }

  @Test(arguments: [
    ProviderRequest(operation: .editImage, model: "m", prompt: "p"),
    ProviderRequest(operation: .animateImage, model: "m", prompt: "p"),
    ProviderRequest(operation: .referenceVideo, model: "m", prompt: "p"),
    ProviderRequest(operation: .generateImage, model: "m", prompt: "p", inputs: [input("a")]),
    ProviderRequest(
      operation: .extendVideo, model: "m", prompt: "p", inputs: [input("a")]),
    ProviderRequest(
      operation: .editImage, model: "m", prompt: "p",
      inputs: [input("a"), input("b", .lastFrame)]),
    ProviderRequest(operation: .generateImage, model: "m", prompt: "p", count: 0),
    ProviderRequest(operation: .generateVideo, model: "m", prompt: "p", count: 2),
    ProviderRequest(operation: .generateImage, model: "m", prompt: "p", extra: ["n": 10]),
    ProviderRequest(operation: .generateVideo, model: "m", prompt: "p", extra: ["model": "x"]),
  ])
  func whatCannotBeAskedIsRefused(_ request: ProviderRequest) throws {
    let provider = try XAI.provider()
    let error = #expect(throws: ProviderError.self) { try provider.request(for: request) }
    #expect(error?.code == .invalidRequest)
  }

  @Test func withoutAKeyThereIsNoHeader() throws {
    let provider = try XAIProvider(
      baseURL: "http://localhost:1/v1", key: nil, catalogue: .xai, now: { 0 })
    #expect(try provider.request(for: XAI.picture).headers["Authorization"] == nil)
  }
}
