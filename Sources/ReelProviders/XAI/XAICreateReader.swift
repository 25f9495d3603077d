import ReelBasics
import ReelCatalogue
import ReelHTTP

/// Reads what came of asking xAI for media.
struct XAICreateReader {
  let request: ProviderRequest
  let words: ProviderWords
  /// In seconds since 1970.
  let now: Int64

  func read(_ result: Result<HTTPResponse, HTTPError>) -> CreateAnswer {
    switch result {
    case .failure(let error):
      let reason = words.line(error.message)
      return switch error.reach {
      case .nothingSent, .withheld: .notTaken(reason: reason, retryAfter: nil, slowsDown: false)
      case .maybeSent: .unsettled(reason: reason + said(of: error.headers))
      }
    case .success(let response):
      return switch response.status {
      case 200..<300: accepted(response)
      case 301, 302, 303, 307, 308: moved(response)
      case 400..<500 where response.status != 408: declined(response)
      case 503: unavailable(response)
      default: unsettled(response, XAIFailure(body: response.body).message)
      }
    }
  }

  // MARK: Success

  private func accepted(_ response: HTTPResponse) -> CreateAnswer {
    guard let root = try? JSONValue(mending: response.body), root.fields != nil else {
      return unsettled(response, "the answer of \(response.body.count) bytes cannot be read")
    }
    let results = XAIResults(root: root, words: words, spilled: response.spilled)
    if let items = items(results), items.contains(where: \.content.isThere) {
      return .results(
        ProviderResults(
          items: items, model: results.model, requestID: requestID(response.headers),
          cost: results.cost, shortfall: results.shortfall))
    }
    if results.hasUnreadable {
      return unsettled(response, "a result came that cannot be read")
    }
    let failure = XAIFailure(root)
    let job = job(root)
    // Beside the name of a job only an error says so: other words may be about what is to come.
    let isError = job == nil || (root["error"] ?? .null) != .null
    if results.saysModerated || (isError && failure.isModeration) {
      let message = failure.message ?? "rejected by content moderation"
      return .refused(ProviderRefusal(.moderated, words.line(message), cost: results.cost))
    }
    if let job {
      return .job(id: job.name, retryAfter: RetryAfter.read(response.headers, now: now))
    }
    return unsettled(
      response, failure.message ?? results.shortfall ?? "the answer holds no result")
  }

  /// The job that an answer names. Beside results, an `id` is the answer's own.
  private func job(_ root: JSONValue) -> XAIJob? {
    let hasData = (root["data"] ?? .null) != .null
    let ids = [root["request_id"], hasData ? nil : root["id"]]
    return ids.lazy.compactMap { id -> XAIJob? in
      let name = words.token(id?.string ?? id?.integer.map { String($0) }, limit: .max)
      return name.flatMap { XAIJob(id: $0, medium: request.operation.makes) }
    }.first
  }

  private func items(_ results: XAIResults) -> [ProviderResults.Item]? {
    switch request.operation.makes {
    case .image: results.pictures
    case .video: results.film.map { [$0] }
    }
  }

  // MARK: Errors

  /// A redirect, which no request that is paid for follows. By 302 and 303 a server may answer what it has
  /// carried out: they settle nothing.
  private func moved(_ response: HTTPResponse) -> CreateAnswer {
    guard let said = words.redirect(response) else {
      return unsettled(response, "a redirect to nowhere")
    }
    guard [301, 307, 308].contains(response.status) else { return unsettled(response, said) }
    let message = words.line("HTTP \(response.status): \(said)")
    return .refused(ProviderRefusal(.address, message, cost: nil))
  }

  /// A 4xx: nothing was made, or moderation took it.
  private func declined(_ response: HTTPResponse) -> CreateAnswer {
    let failure = XAIFailure(body: response.body)
    let said = failure.words(orStatus: response.status)
    func refused(_ kind: ProviderRefusal.Kind, _ message: String) -> CreateAnswer {
      .refused(ProviderRefusal(kind, words.line(message), cost: failure.cost))
    }
    if response.status == 429 {
      return failure.isAboutQuota
        ? refused(.account, said) : notTaken(response, said, slowsDown: true)
    }
    if failure.isModeration { return refused(.moderated, said) }
    if [401, 402, 403].contains(response.status) || failure.isAboutKey {
      return refused(.account, said)
    }
    guard [404, 405].contains(response.status) else { return refused(.rejected, said) }
    guard failure.isParsed, !said.isAboutPath else {
      // Nothing about this request, and the same for every other one.
      return refused(
        .address, "there is no such API at this address (HTTP \(response.status)): \(said)")
    }
    return refused(
      .rejected,
      said.lowercased().contains("model")
        ? "the provider does not know the model \(request.model): \(said)"
        : "the provider does not know something that is asked for, as the model "
          + "\(request.model) or a file: \(said)")
  }

  /// A 503 that the provider itself explains was not taken; any other may come from halfway.
  private func unavailable(_ response: HTTPResponse) -> CreateAnswer {
    let failure = XAIFailure(body: response.body)
    let said = failure.words(orStatus: response.status)
    return failure.isParsed
      ? notTaken(response, said, slowsDown: false) : unsettled(response, failure.message)
  }

  private func notTaken(
    _ response: HTTPResponse, _ said: String, slowsDown: Bool
  ) -> CreateAnswer {
    .notTaken(
      reason: words.line("HTTP \(response.status): \(said)"),
      retryAfter: RetryAfter.read(response.headers, now: now), slowsDown: slowsDown)
  }

  /// With the id of the request, by which support may find it.
  private func unsettled(_ response: HTTPResponse, _ said: String?) -> CreateAnswer {
    let id = self.said(of: response.headers)
    let said = said ?? "the provider gives no reason"
    return .unsettled(reason: words.line("HTTP \(response.status)\(id): \(said)"))
  }

  private func said(of headers: HTTPHeaders) -> String {
    requestID(headers).map { " (request \($0))" } ?? ""
  }

  private func requestID(_ headers: HTTPHeaders) -> String? {
    words.token(headers["x-request-id"], limit: 256)
  }
}

extension String {
  /// Whether words about something unknown mean the address, and not a model or a file.
  fileprivate var isAboutPath: Bool {
    let words = lowercased()
    return !words.contains("model") && !words.contains("file")
      && ["path", "route", "endpoint"].contains { words.contains($0) }
  }
}
