import ReelBasics

/// A refusal, which is written in one of the documented shapes.
struct APIError: Error, Sendable {
  let status: Int
  let code: String
  let message: String
  var headers: [(name: String, value: String)] = []
  /// What was billed all the same.
  var usage: Ticks?
  /// How it is written where nobody asks for another shape.
  var shape = ErrorShape.current

  /// The answer in its own shape.
  var response: ServerResponse { response(as: nil) }

  /// The answer in the shape that is asked for, or else in its own.
  func response(as other: ErrorShape?) -> ServerResponse { (other ?? shape).response(of: self) }

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
    APIError(
      status: 422, code: "invalid-argument",
      message: "Failed to deserialize the JSON body into the target type: \(message)"
        + " at line \(body.line) column \(body.column)", shape: .text)
  }

  /// The body is of a type that is not read.
  static var unsupportedType: APIError {
    APIError(
      status: 415, code: "invalid-argument",
      message: "Expected a request with `Content-Type: application/json` and a body", shape: .text)
  }

  /// The body is past the cap; the text is the documented one.
  static var tooLarge: APIError {
    APIError(
      status: 413, code: "invalid-argument",
      message: "Failed to read request body: length limit exceeded", shape: .only)
  }

  /// What was made is not handed out.
  static func moderated(_ medium: String, code: String, usage: Ticks?) -> APIError {
    APIError(
      status: 400, code: code, message: "Generated \(medium) rejected by content moderation.",
      usage: usage)
  }
}
