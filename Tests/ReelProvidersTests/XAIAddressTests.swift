import ReelHTTP
import ReelProviders
import Testing

@Suite struct XAIAddressTests {
  @Test(arguments: [
    ("5f0c-1", "videos/5f0c-1"), ("images/5f0c", "images/5f0c"),
    ("images/\u{301}a", "images/%CC%81a"), ("videos/images/\u{200D}", "videos/images%2F%E2%80%8D"),
    ("vid_abc~.x", "videos/vid_abc~.x"),
    ("../../x?y#z", "videos/..%2F..%2Fx%3Fy%23z"),
    ("https://evil/", "videos/https%3A%2F%2Fevil%2F"),
    ("ü", "videos/%C3%BC"), ("images/a/b", "images/a%2Fb"), ("videos/a", "videos/videos%2Fa"),
    ("videos/images/a", "videos/images%2Fa"), ("videos/videos/a", "videos/videos%2Fa"),
  ])
  func pollsGoToTheBaseURL(job: String, path: String) throws {
    for base in ["http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1//"] {
      let provider = try XAI.provider(base)
      let request = try provider.pollRequest(job: job)
      #expect(request.url == "http://127.0.0.1:8080/v1/" + path)
      #expect(request.method == .get)
      #expect(request.headers["Authorization"] == "Bearer " + XAI.secret)
      #expect(request.redirects == 0)
      // A picture may come in the answer itself.
      let isPicture = path.hasPrefix("images/")
      #expect(request.limits.total == .seconds(isPicture ? 300 : 30))
      #expect(request.limits.maximumBodyBytes == (isPicture ? 128 << 20 : 1 << 20))
      #expect(provider.host == "127.0.0.1")
    }
  }

  /// Whatever an id looks like, what was started is asked after.
  @Test(arguments: [
    ("a", "a"), ("a/b", "a/b"), ("images/a", "videos/images/a"), ("images/", "videos/images/"),
    ("videos/a", "videos/a"), ("videos/", "videos/"), ("videos/images/a", "videos/videos/images/a"),
    ("videos/videos/a", "videos/videos/videos/a"),
  ])
  func filmsAreAskedAfterByTheirIDs(id: String, name: String) throws {
    let body = #"{"request_id":"\#(id)"}"#
    #expect(try XAI.created(200, body, for: XAI.film) == .job(id: name))
    let asked = id.replacing("/", with: "%2F")
    let provider = try XAI.provider()
    #expect(
      try provider.pollRequest(job: name).url == "https://api.x.ai/v1/videos/\(asked)")
    #expect(try XAI.created(200, body, for: XAI.picture) == .job(id: "images/" + id))
    #expect(
      try provider.pollRequest(job: "images/" + id).url == "https://api.x.ai/v1/images/\(asked)")
  }

  @Test(arguments: [
    "", ".", "..", "images/", "images/..", "a\nb", String(repeating: "a", count: 513),
  ])
  func namesThatNoJobHasAreRefused(job: String) throws {
    let provider = try XAI.provider()
    let error = #expect(throws: ProviderError.self) { try provider.pollRequest(job: job) }
    #expect(error?.code == .invalidJob)
    let checked = #expect(throws: ProviderError.self) { try XAIProvider.check(job: job) }
    #expect(checked == error)
  }

  @Test(arguments: [
    "https://vidgen.x.ai/a.mp4?sig=1%2F2&x=y", "https://IMGEN.x.ai:443/a", "http://127.0.0.1:80/a",
    "http://127.9.9.9/", "http://localhost:1/", "http://[::1]:1/a", "https://api.x.ai/v1/a",
  ])
  func downloadsNeverCarryTheKey(address: String) throws {
    let request = try XAI.provider().downloadRequest(for: address)
    #expect(request.url == address)
    #expect(request.headers.fields.isEmpty)
    #expect(request.redirects == 5)
    #expect(request.limits.total == .seconds(600))
    #expect(request.limits.lowSpeed == .init(bytesPerSecond: 1024, over: .seconds(30)))
  }

  @Test(arguments: [
    "file:///etc/passwd", "ftp://a.example/b", "http://a.example/b", "http://127.0.0.1.example/",
    "http://128.0.0.1/", "http://127.0.0.256/", "https://user@a.example/", "https://", "https:///x",
    "http://127.0.0.1@a.example/", "https://a.example\\@b/", "//a.example/b", "a.mp4", "",
    "https://a.example/\r\nx", "https://a b/", "data:image/png;base64,AA==", "javascript://x",
    "https://user@\u{301}a.example/", "http://127.0.0.1@\u{200D}a.example/",
    "https://[::1/", "https://a:b/", "gopher://127.0.0.1/", "http://[::2]/",
    "https://a/" + String(repeating: "x", count: 20_000),
  ])
  func otherAddressesAreRefused(address: String) throws {
    let provider = try XAI.provider()
    let error = #expect(throws: ProviderError.self) { try provider.downloadRequest(for: address) }
    #expect(error?.code == .refusedAddress)
    let base = #expect(throws: ProviderError.self) { try XAI.provider(address) }
    #expect(base?.code == .invalidBaseURL)
  }

  @Test(arguments: ["https://api.x.ai/v1?a=b", "https://api.x.ai/v1#a", "https://x.ai/?\u{301}"])
  func baseURLHasNoQuery(base: String) {
    #expect(throws: ProviderError.self) { try XAI.provider(base) }
  }
}
