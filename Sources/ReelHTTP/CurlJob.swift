/// A request that the loop is to perform, with who waits for its end.
struct CurlJob: Sendable {
  typealias Continuation = CheckedContinuation<Result<CurlAnswer, HTTPError>, Never>

  let id: UInt64
  let request: HTTPRequest
  let address: HTTPAddress
  /// Where the body of a download goes.
  let destination: String?
  let progress: (@Sendable (Int64) -> Void)?
  let continuation: Continuation
}

/// A complete answer.
struct CurlAnswer: Sendable {
  let head: HTTPResponseHead
  /// The body, or the first bytes of it for a download that failed.
  let body: [UInt8]
  /// The file of a download of status 2xx.
  let file: DownloadFile.Finished?
  /// Texts that went to files, and the answer as it came.
  let spilled: SpillingAnswer.Finished?
}
