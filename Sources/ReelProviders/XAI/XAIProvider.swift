import ReelBasics
package import ReelCatalogue
package import ReelHTTP

/// xAI's Grok Imagine REST API, and what speaks like it.
///
/// It sends the shapes of docs.x.ai as of the catalogue's date, and reads every shape that the API or
/// a gateway before it was seen to answer with.
package struct XAIProvider: Provider {
  /// Where xAI itself is.
  package static let usualBaseURL = "https://api.x.ai/v1"

  /// Answers with pictures in base64 are large; those to polls of films are small.
  private static let createLimits = HTTPLimits(
    total: .seconds(300), maximumBodyBytes: 128 << 20)
  private static let uploadLimits = HTTPLimits(
    total: .seconds(600),
    lowSpeed: HTTPLimits.LowSpeed(bytesPerSecond: 1024, over: .seconds(30)),
    maximumBodyBytes: 1 << 20)
  /// How long xAI is to keep what is uploaded: longer than a run takes.
  private static let uploadLifetime: Int64 = 86_400
  private static let pollLimits = HTTPLimits(total: .seconds(30), maximumBodyBytes: 1 << 20)
  /// A deferred picture may come in base64, as that of a create.
  private static let picturePollLimits = HTTPLimits(
    total: .seconds(300), maximumBodyBytes: createLimits.maximumBodyBytes)
  private static let downloadLimits = HTTPLimits(
    total: .seconds(600),
    lowSpeed: HTTPLimits.LowSpeed(bytesPerSecond: 1024, over: .seconds(30)),
    maximumBodyBytes: 1 << 30)

  package let host: String
  /// Without a slash at its end.
  private let base: String
  private let key: APIKey?
  private let catalogue: Catalogue
  private let now: @Sendable () -> Int64

  /// The host that a base URL leads to; `nil` where it leads nowhere.
  package static func host(ofBaseURL url: String) -> String? { try? WebAddress(url).host }

  /// Asks below `baseURL`, which has the version in it (`https://api.x.ai/v1`; a slash at its end does
  /// not matter). The key goes to its host and nowhere else; `nil` for a server that wants none.
  /// `now` gives the seconds since 1970, for servers that ask for patience until a date.
  ///
  /// - Throws: `invalidBaseURL` for anything but https and http to this machine.
  package init(
    baseURL: String, key: APIKey?, catalogue: Catalogue, now: @escaping @Sendable () -> Int64
  ) throws(ProviderError) {
    do throws(WebAddress.Objection) {
      host = try WebAddress(baseURL).host
    } catch {
      throw ProviderError(.invalidBaseURL, "the base URL cannot be used: \(error.words)")
    }
    guard !baseURL.hasByte(UInt8(ascii: "?")), !baseURL.hasByte(UInt8(ascii: "#")) else {
      throw ProviderError(.invalidBaseURL, "the base URL cannot be used: it has a query")
    }
    var base = baseURL[...]
    while let shorter = base.without(suffix: "/") { base = shorter }
    self.base = String(base)
    self.key = key
    self.catalogue = catalogue
    self.now = now
  }

  package func blotKey(in bytes: inout [UInt8]) -> Bool { key?.blot(&bytes) ?? false }

  package func line(_ text: String) -> String { ProviderWords(key: key).line(text) }

  package func request(for request: ProviderRequest) throws(ProviderError) -> HTTPRequest {
    let body = try XAIRequestBody(request, catalogue: catalogue)
    var headers: HTTPHeaders = [
      "Content-Type": "application/json", "Accept": "application/json",
    ]
    key?.authorize(&headers)
    return HTTPRequest(
      .post, "\(base)/\(body.path)", headers: headers, body: body.value.body,
      limits: Self.createLimits)
  }

  package func answer(
    to request: ProviderRequest, _ result: Result<HTTPResponse, HTTPError>
  ) -> CreateAnswer {
    XAICreateReader(request: request, words: ProviderWords(key: key), now: now()).read(result)
  }

  /// Sees to it that a job of xAI's can have this name.
  ///
  /// - Throws: `invalidJob` where none can: it could not be asked after.
  package static func check(job name: String) throws(ProviderError) { _ = try job(named: name) }

  private static func job(named name: String) throws(ProviderError) -> XAIJob {
    guard let job = XAIJob(name: name) else {
      throw ProviderError(.invalidJob, "no job of xAI's can have this id")
    }
    return job
  }

  package func pollRequest(job: String) throws(ProviderError) -> HTTPRequest {
    let job = try Self.job(named: job)
    var headers: HTTPHeaders = ["Accept": "application/json"]
    key?.authorize(&headers)
    let limits = job.medium == .image ? Self.picturePollLimits : Self.pollLimits
    return HTTPRequest(.get, "\(base)/\(job.path)", headers: headers, limits: limits)
  }

  package func pollAnswer(
    job: String, _ result: Result<HTTPResponse, HTTPError>
  ) -> PollAnswer {
    XAIPollReader(job: job, words: ProviderWords(key: key), now: now()).read(result)
  }

  package var takesUploads: Bool { true }

  package func uploadRequest(for file: ProviderUpload) throws(ProviderError) -> HTTPRequest? {
    var form = MultipartBody(digest: file.digest)
    // It is read only where it stands before the file.
    form.add("expires_after", String(Self.uploadLifetime))
    let suffix = file.mediaType.pathParts.last.map(String.init) ?? "bin"
    form.add("file", file, as: "input.\(suffix == "jpeg" ? "jpg" : suffix)")
    var headers: HTTPHeaders = ["Content-Type": form.contentType, "Accept": "application/json"]
    key?.authorize(&headers)
    return HTTPRequest(
      .post, "\(base)/files", headers: headers, body: form.body, limits: Self.uploadLimits)
  }

  package func uploadAnswer(_ result: Result<HTTPResponse, HTTPError>) -> UploadAnswer {
    XAIUploadReader(words: ProviderWords(key: key), now: now()).read(result)
  }

  /// Results are on other hosts than the API, and public: they never get the key.
  package func downloadRequest(for address: String) throws(ProviderError) -> HTTPRequest {
    do throws(WebAddress.Objection) {
      return HTTPRequest(
        .get, try WebAddress(address).text, limits: Self.downloadLimits,
        redirects: HTTPRequest.maximumRedirects)
    } catch {
      throw ProviderError(
        .refusedAddress, "the address of a result cannot be used: \(error.words)")
    }
  }
}
