import ReelBasics
import ReelHTTP

/// Reads what came of handing a file over to xAI.
struct XAIUploadReader {
  let words: ProviderWords
  /// In seconds since 1970.
  let now: Int64

  func read(_ result: Result<HTTPResponse, HTTPError>) -> UploadAnswer {
    switch result {
    case .failure(let error): .failed(reason: words.line(error.message), retryAfter: nil)
    case .success(let response):
      switch response.status {
      case 200..<300: stored(response)
      case 400..<500 where ![408, 409].contains(response.status): declined(response)
      default: failed(response)
      }
    }
  }

  private func stored(_ response: HTTPResponse) -> UploadAnswer {
    let root = try? JSONValue(mending: response.body)
    guard let root, let file = XAIResults.file(root, id: "id", words: words) else {
      return .failed(
        reason: words.line("HTTP \(response.status): the answer names no file"), retryAfter: nil)
    }
    return .stored(file)
  }

  private func declined(_ response: HTTPResponse) -> UploadAnswer {
    let failure = XAIFailure(body: response.body)
    if response.status == 429, !failure.isAboutQuota { return failed(response) }
    let isAccount =
      [401, 402, 403, 429].contains(response.status) || failure.isAboutKey
    let kind: ProviderRefusal.Kind =
      failure.isModeration ? .moderated : isAccount ? .account : .rejected
    let said = failure.words(orStatus: response.status)
    return .refused(
      ProviderRefusal(kind, words.line("a file cannot be uploaded: \(said)"), cost: failure.cost))
  }

  private func failed(_ response: HTTPResponse) -> UploadAnswer {
    let said =
      words.redirect(response)
      ?? XAIFailure(body: response.body).words(orStatus: response.status)
    return .failed(
      reason: words.line("HTTP \(response.status): \(said)"),
      retryAfter: RetryAfter.read(response.headers, now: now))
  }
}
