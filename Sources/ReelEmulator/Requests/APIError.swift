import ReelBasics

/// A refusal in one of the documented shapes.
struct APIError: Error, Sendable {
  let response: ServerResponse

  private init(response: ServerResponse) { self.response = response }

  /// `{"code", "error"}`, the newest shape.
  init(
    status: Int, code: String, message: String, headers: [(name: String, value: String)] = []
  ) {
    response = .json(
      ["code": .string(code), "error": .string(message)], status: status, headers: headers)
  }

  /// What a request means is not possible.
  static func invalid(_ message: String) -> APIError {
    APIError(status: 400, code: "invalid-argument", message: message)
  }

  /// There is no such thing.
  static func notFound(_ message: String) -> APIError {
    APIError(status: 404, code: "not-found", message: message)
  }

  /// The body does not match the schema: plain text, as the provider's framework writes it.
  static func schema(_ message: String, in body: RequestFields.End) -> APIError {
    let text =
      "Failed to deserialize the JSON body into the target type: \(message)"
      + " at line \(body.line) column \(body.column)"
    return APIError(
      response: ServerResponse(
        status: 422, type: "text/plain; charset=utf-8", body: Array(text.utf8)))
  }

  /// The body is of a type that is not read.
  static var unsupportedType: APIError {
    let text = "Expected a request with `Content-Type: application/json` and a body"
    return APIError(
      response: ServerResponse(
        status: 415, type: "text/plain; charset=utf-8", body: Array(text.utf8)))
  }

  /// The body is past the cap; the text is the documented one.
  static var tooLarge: APIError {
    APIError(
      response: .json(
        ["error": "Failed to read request body: length limit exceeded"], status: 413))
  }
}
