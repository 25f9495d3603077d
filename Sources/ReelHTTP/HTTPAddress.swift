/// An absolute URL as libcurl itself reads it, so that what was checked is what is called.
struct HTTPAddress: Sendable, Equatable {
  /// The whole URL, in libcurl's own spelling.
  let url: String
  /// `http`, `https` or anything else, in lower case.
  let scheme: String
  /// The host; an IPv6 address stands in brackets, an IPv4 address has four decimal numbers.
  let host: String
  let port: Int

  /// Whether the host is this machine by its very name, without asking anybody.
  let isLoopback: Bool

  init(url: String, scheme: String, host: String, port: Int) {
    self.url = url
    self.scheme = scheme
    self.host = host
    self.port = port
    isLoopback = Loopback.isName(host)
  }

  /// Why Reel does not go there; `nil` where it does.
  func objection(allowsPlainHTTP: Bool) -> (code: HTTPError.Code, message: String)? {
    switch scheme {
    case "https": nil
    case "http" where allowsPlainHTTP || isLoopback: nil
    case "http": (.insecure, "http to \(host) is not encrypted: only https goes to other machines")
    default: (.invalidURL, "only https is spoken, not \(scheme)")
    }
  }

  /// Whether both are the same server: scheme, host and port.
  func hasSameOrigin(as other: HTTPAddress) -> Bool {
    scheme == other.scheme && host.lowercased() == other.host.lowercased() && port == other.port
  }

  /// The address that a redirect from here leads to.
  ///
  /// - Throws: `redirectRefused` where it leaves https, or goes to where no request goes.
  func redirect(to location: String, allowsPlainHTTP: Bool) throws(HTTPError) -> HTTPAddress {
    func refuse(_ message: String) -> HTTPError {
      HTTPError(.redirectRefused, "\(host) redirects: \(message)", reach: .maybeSent)
    }
    guard let next = CurlLibrary.address(location, relativeTo: self) else {
      throw refuse("its target is no URL")
    }
    if let objection = next.objection(allowsPlainHTTP: allowsPlainHTTP) {
      throw refuse(objection.message)
    }
    guard scheme != "https" || next.scheme == "https" else {
      throw refuse("its target leaves https")
    }
    return next
  }
}
