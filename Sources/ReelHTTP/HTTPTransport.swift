/// Sends requests: the port behind which the network is.
///
/// Nothing is ever sent twice on its own account, save what `CurlTransport` says. Cancelling the task
/// ends a call at once with `HTTPError.Code.cancelled`; a cancelled task sends nothing.
package protocol HTTPTransport: Sendable {
  /// The complete answer, of whatever status, with its body in memory, save for what the request's
  /// `spill` sends to files.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

  /// Streams the body of a 2xx answer to a new file that only its owner can read.
  ///
  /// Something at `path` already, even a dangling link, is an error before anything is sent. The file
  /// is on the disk (fsync) when this returns, unless the request says that its caller sees to that, and
  /// gone after an error or another status. `progress` gets the bytes so far, from a thread that must
  /// not be held up.
  func download(
    _ request: HTTPRequest, to path: String, progress: (@Sendable (Int64) -> Void)?
  ) async throws(HTTPError) -> HTTPDownload
}
