import ReelBasics
import ReelHTTP

/// Reads what came of asking xAI after a job.
///
/// Nothing but the provider's own word on the job ends it: an answer about the key, or from something
/// on the way, leaves a paid job where it is.
struct XAIPollReader {
  private enum State {
    case pending, done, failed, expired
  }

  /// More than one answer can bring.
  private static let mostPictures = 100
  private static let states: [String: State] = [
    "pending": .pending, "queued": .pending, "processing": .pending, "in_progress": .pending,
    "running": .pending,
    "done": .done, "completed": .done, "succeeded": .done, "success": .done,
    "failed": .failed, "error": .failed, "cancelled": .failed, "canceled": .failed,
    "expired": .expired,
  ]

  let job: String
  let words: ProviderWords
  /// In seconds since 1970.
  let now: Int64

  func read(_ result: Result<HTTPResponse, HTTPError>) -> PollAnswer {
    switch result {
    case .failure(let error):
      .unreachable(reason: words.line(error.message), retryAfter: nil)
    case .success(let response):
      switch response.status {
      case 200..<300: state(response)
      default: declined(response)
      }
    }
  }

  // MARK: The job's state

  private func state(_ response: HTTPResponse) -> PollAnswer {
    let root = try? JSONValue(parsing: response.body)
    if response.status == 202 || response.body.allSatisfy({ $0 == 32 || (9...13).contains($0) }) {
      return pending(root, response)
    }
    guard let root, root.fields != nil else {
      return unreachable(
        response, "the answer of \(response.body.count) bytes cannot be read")
    }
    let state = root["status"]?.string.flatMap { Self.states[$0.lowercased()] }
    if state == .expired { return .lost(reason: "the job has expired") }
    if state == .failed { return failed(root) }
    let results = XAIResults(root: root, words: words, spilled: response.spilled)
    if let items = items(results) {
      return .results(
        ProviderResults(
          items: items, model: results.model, requestID: words.token(job, limit: .max),
          cost: results.cost))
    }
    if results.hasUnreadable {
      return unreachable(response, "a result came that cannot be read")
    }
    if results.saysModerated {
      return moderated(XAIFailure(root).message ?? "rejected by content moderation", results.cost)
    }
    // Never ask on and on for what does not come.
    if state == .done || (state == nil && results.hasFilm) {
      return .lost(reason: "the job is done, and its answer names no result")
    }
    if root["status"] == nil, XAIFailure(root).isParsed { return failed(root) }
    return pending(root, response)
  }

  /// What can be kept of an answer; `nil` where there is nothing.
  private func items(_ results: XAIResults) -> [ProviderResults.Item]? {
    if let pictures = results.pictures(atMost: Self.mostPictures) {
      return pictures.contains(where: \.content.isThere) ? pictures : nil
    }
    return results.film.map { [$0] }
  }

  private func pending(_ root: JSONValue?, _ response: HTTPResponse) -> PollAnswer {
    let progress = root?["progress"]
    let percent = progress?.number ?? progress?.string.flatMap { Double($0) }
    return .pending(
      progress: percent.flatMap { $0.isFinite ? Int(min(max($0, 0), 100)) : nil },
      retryAfter: RetryAfter.read(response.headers, now: now))
  }

  private func failed(_ root: JSONValue) -> PollAnswer {
    let failure = XAIFailure(root)
    let said = failure.message ?? failure.code ?? "the job failed without a reason"
    if failure.isModeration || XAIResults(root: root, words: words).saysModerated {
      return moderated(said, failure.cost)
    }
    if failure.isFinal {
      return .refused(ProviderRefusal(.rejected, words.line(said), cost: failure.cost))
    }
    return .failed(reason: words.line(said), cost: failure.cost)
  }

  private func moderated(_ said: String, _ cost: Ticks?) -> PollAnswer {
    .refused(ProviderRefusal(.moderated, words.line(said), cost: cost))
  }

  // MARK: Errors

  private func declined(_ response: HTTPResponse) -> PollAnswer {
    let failure = XAIFailure(body: response.body)
    let said = failure.words(orStatus: response.status)
    switch response.status {
    case 401, 402: return .account(reason: words.line(said))
    case 404 where failure.isParsed, 410 where failure.isParsed:
      return .lost(reason: words.line("the provider does not know the job: \(said)"))
    case 400, 403, 422, 451:
      if failure.isModeration { return moderated(said, failure.cost) }
      if response.status != 403, failure.isParsed, !failure.isAboutKey {
        return .refused(ProviderRefusal(.rejected, words.line(said), cost: failure.cost))
      }
      if response.status == 403 || failure.isAboutKey { return .account(reason: words.line(said)) }
    default: break
    }
    return unreachable(response, said)
  }

  private func unreachable(_ response: HTTPResponse, _ said: String) -> PollAnswer {
    .unreachable(
      reason: words.line("HTTP \(response.status): \(said)"),
      retryAfter: RetryAfter.read(response.headers, now: now))
  }
}
