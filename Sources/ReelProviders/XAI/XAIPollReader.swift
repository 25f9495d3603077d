import ReelBasics
import ReelHTTP

/// Reads what came of asking xAI after a job.
///
/// Only what is said of the job itself ends it: a word for its state, a result, unless the word is that
/// it goes on, or moderation. All else leaves a paid job where it is: what has failed may be asked, and
/// paid, for again. That the provider does not know it, or refuses the question for good (400, 422, 451),
/// it has to say several times; then the job is lost, and may have been paid for.
struct XAIPollReader {
  private enum State {
    case pending, done, failed, expired
  }

  /// More than a word for a state has.
  private static let mostWordCharacters = 60
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
    let root = try? JSONValue(mending: response.body)
    if response.status == 202 || response.body.allSatisfy(\.isASCIISpace) {
      return pending(root, response)
    }
    guard let root, root.fields != nil else {
      return unreachable(
        response, "the answer of \(response.body.count) bytes cannot be read")
    }
    let word = root["status"]?.string ?? ""
    let state = Self.states[word.lowercased()]
    if state == .expired { return .lost(reason: "the job has expired") }
    let results = XAIResults(root: root, words: words, spilled: response.spilled)
    let items = items(results)
    let failure = XAIFailure(root)
    // A job that failed may be asked, and paid, for again; not where its result is named all the same.
    if state == .failed, failure.isModeration || failure.isFinal || !Self.names(items) {
      return failed(failure, results)
    }
    // What comes with it is a preview, or a part: the job goes on.
    if state == .pending, items != nil || !results.saysModerated {
      return pending(root, response)
    }
    if let items {
      return .results(
        ProviderResults(
          items: items, model: results.model, requestID: words.token(job, limit: .max),
          cost: failure.cost, shortfall: results.shortfall))
    }
    if results.hasUnreadable {
      return unreachable(response, "a result came that cannot be read")
    }
    if results.saysModerated || failure.isModeration {
      return moderated(failure.message ?? "rejected by content moderation", failure.cost)
    }
    // Never ask on and on for what does not come.
    if state == .done {
      let why = results.shortfall.map { ": \($0)" } ?? ""
      return .lost(reason: "the job is done, and its answer names no result\(why)")
    }
    if word.isEmpty, failure.isParsed || results.hasFilm {
      return unreachable(
        response, failure.message ?? failure.code ?? "neither a state nor a result is told")
    }
    return pending(root, response, unknown: word)
  }

  /// What can be kept of an answer; `nil` where there is nothing.
  private func items(_ results: XAIResults) -> [ProviderResults.Item]? {
    if let pictures = results.pictures {
      return pictures.contains(where: \.content.isThere) ? pictures : nil
    }
    return results.film.map { [$0] }
  }

  /// Whether one of them can be had.
  private static func names(_ items: [ProviderResults.Item]?) -> Bool {
    items?.contains { item in
      guard case .address(let address) = item.content else { return item.content.isThere }
      return address.hasBytePrefix("https://") || address.hasBytePrefix("http://")
    } ?? false
  }

  private func pending(
    _ root: JSONValue?, _ response: HTTPResponse, unknown word: String = ""
  ) -> PollAnswer {
    let progress = root?["progress"]
    let percent = progress?.number ?? progress?.string.flatMap { Double($0) }
    return .pending(
      progress: percent.flatMap { $0.isFinite ? Int(min(max($0, 0), 100)) : nil },
      retryAfter: RetryAfter.read(response.headers, now: now),
      unknown: word.isEmpty ? nil : words.line(word, limit: Self.mostWordCharacters))
  }

  private func failed(_ failure: XAIFailure, _ results: XAIResults) -> PollAnswer {
    let said = failure.message ?? failure.code ?? "the job failed without a reason"
    if failure.isModeration || results.saysModerated {
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
      return gone(response, "the provider does not know the job: \(said)")
    case 400, 403, 422, 451:
      if failure.isModeration { return moderated(said, failure.cost) }
      if response.status == 403 || failure.isAboutKey { return .account(reason: words.line(said)) }
      if failure.isParsed {
        return gone(response, "the provider does not tell of the job: \(said)")
      }
    default: break
    }
    return unreachable(response, words.redirect(response) ?? said)
  }

  private func gone(_ response: HTTPResponse, _ said: String) -> PollAnswer {
    .gone(
      reason: words.line(said), retryAfter: RetryAfter.read(response.headers, now: now))
  }

  private func unreachable(_ response: HTTPResponse, _ said: String) -> PollAnswer {
    .unreachable(
      reason: words.line("HTTP \(response.status): \(said)"),
      retryAfter: RetryAfter.read(response.headers, now: now))
  }
}
