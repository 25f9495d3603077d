import ReelBasics
import ReelCatalogue
import ReelHTTP
import ReelProviders
import ReelTestSupport
import Testing

/// A provider as unlike xAI as there is: multipart requests, bytes as answers and as polls, names of
/// jobs with a kind in them, another header for the key.
private struct FormProvider: Provider {
  let host = "api.example"

  func blotKey(in bytes: inout [UInt8]) -> Bool { false }

  func line(_ text: String) -> String { text }

  func request(for request: ProviderRequest) throws(ProviderError) -> HTTPRequest {
    guard request.operation == .generateImage || request.operation == .editImage else {
      throw ProviderError(.invalidRequest, "pictures only")
    }
    var parts: [HTTPBody.Part] = [field("prompt", request.prompt ?? "")]
    for input in request.inputs {
      guard case .file(let path, let mediaType, let byteCount, let digest) = input.content else {
        throw ProviderError(.invalidRequest, "files only")
      }
      let head =
        "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"image\"\r\n"
        + "Content-Type: \(mediaType)\r\n\r\n"
      parts += [
        .bytes(Array(head.utf8)), .file(path: path, byteCount: byteCount, digest: digest),
        .bytes(Array("\r\n".utf8)),
      ]
    }
    parts.append(.bytes(Array("--b--\r\n".utf8)))
    return HTTPRequest(
      .post, "https://\(host)/generate",
      headers: ["Content-Type": "multipart/form-data; boundary=b", "Accept": "image/*"],
      body: HTTPBody(parts: parts))
  }

  func answer(
    to request: ProviderRequest, _ result: Result<HTTPResponse, HTTPError>
  ) -> CreateAnswer {
    guard case .success(let response) = result else { return .unsettled(reason: "broken") }
    switch response.status {
    case 200 where response.headers["finish-reason"] == "CONTENT_FILTERED":
      return .refused(ProviderRefusal(.moderated, "filtered", cost: Ticks(1)))
    case 200: return .results(results(response))
    case 202: return .job(id: "upscale:" + String(decoding: response.body, as: UTF8.self))
    default: return .unsettled(reason: "HTTP \(response.status)")
    }
  }

  func pollRequest(job: String) throws(ProviderError) -> HTTPRequest {
    let words = job.split(separator: ":")
    guard words.count == 2 else { throw ProviderError(.invalidJob, "no such job") }
    return HTTPRequest(.get, "https://\(host)/\(words[0])/results/\(words[1])")
  }

  func pollAnswer(job: String, _ result: Result<HTTPResponse, HTTPError>) -> PollAnswer {
    guard case .success(let response) = result else {
      return .unreachable(reason: "broken", retryAfter: nil)
    }
    return response.status == 202
      ? .pending(progress: nil, retryAfter: nil) : .results(results(response))
  }

  func downloadRequest(for address: String) throws(ProviderError) -> HTTPRequest {
    throw ProviderError(.refusedAddress, "there are no addresses")
  }

  private func results(_ response: HTTPResponse) -> ProviderResults {
    ProviderResults(
      items: [.init(.bytes(response.body))], requestID: response.headers["x-request-id"])
  }

  private func field(_ name: String, _ value: String) -> HTTPBody.Part {
    .bytes(
      Array("--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8))
  }
}

@Suite struct OtherProviderTests {
  private let provider: any Provider = FormProvider()
  private let request = ProviderRequest(operation: .generateImage, model: "core", prompt: "a kite")

  @Test func formsAndFilesFit() throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    var edit = request
    edit.operation = .editImage
    edit.inputs = [
      ProviderInput(
        role: .source, medium: .image,
        content: .file(
          path: try directory.write("a", Array("PNG".utf8)), mediaType: "image/png", byteCount: 3))
    ]
    let body = try #require(try provider.request(for: edit).body)
    let joined = try body.joined()
    #expect(Int64(joined.count) == body.byteCount)
    #expect(
      String(decoding: joined, as: UTF8.self).hasSuffix("image/png\r\n\r\nPNG\r\n--b--\r\n"))
  }

  @Test func bytesAtOnceAndByJobFit() throws {
    let picture = HTTPResponse(status: 200, headers: ["X-Request-Id": "r"], body: [1, 2, 3])
    let results = ProviderResults(items: [.init(.bytes([1, 2, 3]))], requestID: "r")
    #expect(provider.answer(to: request, .success(picture)) == .results(results))
    let started = provider.answer(to: request, .success(XAI.response(202, "77")))
    #expect(started == .job(id: "upscale:77"))
    #expect(
      try provider.pollRequest(job: "upscale:77").url == "https://api.example/upscale/results/77")
    #expect(provider.pollAnswer(job: "upscale:77", .success(picture)) == .results(results))
    let blurred = XAI.response(200, "x", ["finish-reason": "CONTENT_FILTERED"])
    #expect(provider.answer(to: request, .success(blurred)).kind == "moderated")
  }
}
