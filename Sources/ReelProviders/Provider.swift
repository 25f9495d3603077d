package import ReelHTTP

/// A provider of generated media: it builds one request and reads one answer.
///
/// It never sends, retries, waits, polls by itself or stores; the same arguments give the same
/// values. One that answers at once and one that works on jobs, JSON and multipart, bytes and
/// addresses, one result and many all fit: what a request does not use it leaves alone.
package protocol Provider: Sendable {
  /// The host that is asked, in lower case and without a port. The key goes nowhere else.
  var host: String { get }

  /// Takes the key out of bytes that a server sent and that are kept, leaving as many.
  ///
  /// - Returns: whether it was there.
  func blotKey(in bytes: inout [UInt8]) -> Bool

  /// A text that others had a hand in as one line for people: bounded, without control characters, and
  /// without the key, which a server can make the name of the next host.
  func line(_ text: String) -> String

  /// The request that asks for media, ready to be sent; files are read only while it is sent.
  ///
  /// - Throws: what this provider cannot be asked for; nothing is sent then.
  func request(for request: ProviderRequest) throws(ProviderError) -> HTTPRequest

  /// What came of sending `request(for:)`.
  func answer(
    to request: ProviderRequest, _ result: Result<HTTPResponse, HTTPError>
  ) -> CreateAnswer

  /// The request that asks once after a job, by what `CreateAnswer.job` held. Only the provider knows
  /// its form: one with several kinds of jobs writes the kind into it.
  ///
  /// - Throws: `invalidJob` where no job of this provider can have that name.
  func pollRequest(job: String) throws(ProviderError) -> HTTPRequest

  /// What came of sending `pollRequest(job:)`.
  func pollAnswer(job: String, _ result: Result<HTTPResponse, HTTPError>) -> PollAnswer

  /// Whether it takes files, so that requests can name them (`ProviderInput.Content.uploaded`) instead
  /// of carrying them.
  var takesUploads: Bool { get }

  /// The request that hands a file over; `nil` where this provider takes none.
  func uploadRequest(for file: ProviderUpload) throws(ProviderError) -> HTTPRequest?

  /// What came of sending `uploadRequest(for:)`.
  func uploadAnswer(_ result: Result<HTTPResponse, HTTPError>) -> UploadAnswer

  /// The request that fetches a result. It carries the key only where the address is on the
  /// provider's own `host` and the provider asks for it.
  ///
  /// - Throws: `refusedAddress` for anything but https and http to this machine.
  func downloadRequest(for address: String) throws(ProviderError) -> HTTPRequest
}

extension Provider {
  package var takesUploads: Bool { false }

  package func uploadRequest(for file: ProviderUpload) throws(ProviderError) -> HTTPRequest? { nil }

  package func uploadAnswer(_ result: Result<HTTPResponse, HTTPError>) -> UploadAnswer {
    .refused(ProviderRefusal(.rejected, "this provider takes no files"))
  }
}
