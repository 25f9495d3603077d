/// One request, as a value.
package struct HTTPRequest: Sendable, Equatable {
  /// What is asked of the server.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  /// The most redirects that any request follows.
  package static let maximumRedirects = 5

  package var method: Method
  /// An absolute `https` URL, or `http` to this machine (127.0.0.0/8, `::1`, `localhost`). It holds
  /// no user and no password.
  package var url: String
  /// Fields of the caller's. `Host`, `Content-Length`, `Transfer-Encoding` and `Expect` are refused:
  /// they belong to the transport.
  package var headers: HTTPHeaders
  /// What is sent; only with `post`.
  package var body: HTTPBody?
  package var limits: HTTPLimits
  /// How many redirects a `get` follows, 0...5. Other methods follow none: the redirect is their
  /// answer. Past its own scheme, host and port only a few harmless headers go along, never the key.
  package var redirects: Int
  /// Whether `http` may go to other machines too.
  package var allowsPlainHTTP: Bool
  /// Where long texts of the answer go; `nil` where all of it comes into memory. It also has errors
  /// carry what came (`HTTPError.partial`).
  package var spill: HTTPSpill?
  /// Whether a download waits until the disk has its file; where not, its caller sees to that.
  package var syncsDownload = true

  package init(
    _ method: Method, _ url: String, headers: HTTPHeaders = [:], body: HTTPBody? = nil,
    limits: HTTPLimits = HTTPLimits(), redirects: Int = 0, allowsPlainHTTP: Bool = false,
    spill: HTTPSpill? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
    self.redirects = redirects
    self.allowsPlainHTTP = allowsPlainHTTP
    self.spill = spill
  }

  /// How many redirects are really followed.
  var followedRedirects: Int {
    method == .get ? min(max(redirects, 0), Self.maximumRedirects) : 0
  }

  /// Why this request cannot be sent as it is; `nil` where it can.
  var flaw: String? {
    if body != nil, method != .post { return "only a POST sends a body" }
    for field in headers.fields {
      let name = field.name
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else {
        return "a header's name has a character that no name may have"
      }
      guard !field.value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
        return "the header \(name) has a line break in its value"
      }
      guard !Self.ownNames.contains(name.lowercased()) else {
        return "the header \(name) belongs to the transport"
      }
    }
    return nil
  }

  private static let ownNames = ["host", "content-length", "transfer-encoding", "expect"]

  /// Letters, digits and the marks of RFC 9110, section 5.6.2.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
