/// Why there is no complete answer.
///
/// It never holds a header of the request, so never a key.
package struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong; compare with the static values.
  package struct Code: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    private init(_ name: String) { description = name }

    /// The text is no URL that Reel goes to.
    package static let invalidURL = Code("invalidURL")
    /// A header or a body that cannot be sent.
    package static let invalidRequest = Code("invalidRequest")
    /// `http` to another machine.
    package static let insecure = Code("insecure")
    /// The host's name, or the proxy's, has no address.
    package static let nameNotResolved = Code("nameNotResolved")
    /// Nobody answers at the address, or the proxy does not let through.
    package static let connectionFailed = Code("connectionFailed")
    /// No secure connection: a wrong certificate, no common protocol.
    package static let tlsFailed = Code("tlsFailed")
    /// `HTTPLimits.connect` or `total` is over.
    package static let timedOut = Code("timedOut")
    /// Slower than `HTTPLimits.lowSpeed`.
    package static let stalled = Code("stalled")
    /// The connection broke.
    package static let reset = Code("reset")
    /// The answer ended before its own end, in its headers or in its body.
    package static let cutShort = Code("cutShort")
    /// The answer is not HTTP.
    package static let malformed = Code("malformed")
    /// Past `HTTPLimits.maximumHeaderBytes` or `maximumBodyBytes`.
    package static let tooLarge = Code("tooLarge")
    /// A redirect too many, or to where Reel does not go.
    package static let redirectRefused = Code("redirectRefused")
    /// A file of the body is not as large as was said, does not hold what was said, or changed while
    /// it was sent.
    package static let fileChanged = Code("fileChanged")
    /// A local file cannot be read, created (it may exist already) or written.
    package static let fileFailed = Code("fileFailed")
    /// The task was cancelled, or the transport shut down.
    package static let cancelled = Code("cancelled")
    /// libcurl is missing or too old.
    package static let libraryMissing = Code("libraryMissing")
    /// Anything that should not happen.
    package static let `internal` = Code("internal")
  }

  /// How far the request got: the question of money.
  package enum Reach: Sendable {
    /// Not one byte of any request went out, but for asking a proxy for a tunnel: it is safe to send
    /// it again.
    case nothingSent
    /// A part of the request went out and its end never will: no server can ever have the whole.
    case withheld
    /// The server may have the whole request. Also said where nobody can know.
    case maybeSent
  }

  package let code: Code
  /// For people; names the host, never the URL's query or a header.
  package let message: String
  package let reach: Reach
  /// The headers of the answer, as far as they came.
  package let headers: HTTPHeaders
  /// What came of a 2xx answer, where the request had a `spill`.
  package let partial: HTTPPartialAnswer?

  package init(
    _ code: Code, _ message: String, reach: Reach, headers: HTTPHeaders = HTTPHeaders(),
    partial: HTTPPartialAnswer? = nil
  ) {
    self.headers = headers
    self.code = code
    self.message = message
    self.reach = reach
    self.partial = partial
  }

  package var description: String { message }
}
