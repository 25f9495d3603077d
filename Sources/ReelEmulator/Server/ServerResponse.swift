import ReelBasics

/// How an answer goes out.
enum Delivery: Sendable {
  case whole
  /// So many bytes of the body, then the connection ends.
  case cut(after: Int)
  /// So many bytes of the body, then nothing until the server ends.
  case stall(after: Int)
  /// So many bytes at a time; `pause` is given what goes on with the next of them.
  case drip(bytes: Int, pause: @Sendable (_ next: @escaping @Sendable () -> Void) -> Void)
  /// Not at all: the connection is reset.
  case reset
  /// Not at all: the connection hangs until the server ends.
  case never
}

/// An answer of the server.
struct ServerResponse: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  var delivery = Delivery.whole

  init(status: Int, type: String, body: [UInt8], headers: [(name: String, value: String)] = []) {
    self.status = status
    self.headers = [("content-type", type)] + headers
    self.body = body
  }

  /// An answer in JSON.
  static func json(
    _ value: JSONValue, status: Int = 200, headers: [(name: String, value: String)] = []
  ) -> ServerResponse {
    ServerResponse(
      status: status, type: "application/json", body: value.bytes, headers: headers)
  }

  /// The value of a header, by its name in small letters.
  subscript(header name: String) -> String? {
    get { headers.first { $0.name == name }?.value }
    set {
      headers.removeAll { $0.name == name }
      if let newValue { headers.append((name, newValue)) }
    }
  }

  /// What a request gets that still waits when the server ends.
  static var stopping: ServerResponse {
    APIError(status: 503, code: "unavailable", message: "The emulator is stopping.").response
  }
}
