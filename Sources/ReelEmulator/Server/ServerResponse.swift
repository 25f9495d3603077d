import ReelBasics

/// An answer of the server.
struct ServerResponse: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]

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

  /// What a request gets that still waits when the server ends.
  static var stopping: ServerResponse {
    APIError(status: 503, code: "unavailable", message: "The emulator is stopping.").response
  }
}
