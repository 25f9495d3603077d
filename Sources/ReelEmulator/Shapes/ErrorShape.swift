import ReelBasics

/// A shape in which errors have been seen.
package enum ErrorShape: String, Sendable, Hashable, CaseIterable {
  /// `{"code": "invalid-argument", "error": "…"}`, the newest.
  case current
  /// The same with a sentence for a code.
  case sentence
  /// `{"error": {"message", "type", "code"}}`.
  case nested
  /// The same with the status as its code.
  case number
  /// `{"error": "…"}`.
  case only
  /// Plain text.
  case text
  /// A page of the edge.
  case html
  /// No body at all.
  case empty

  private static let sentences = [
    "invalid-argument": "Client specified an invalid argument",
    "imagine:content-moderated": "Client specified an invalid argument",
    "resource-exhausted": "Some resource has been exhausted",
    "permission-denied":
      "The caller does not have permission to execute the specified operation",
  ]

  /// An error written in this shape.
  func response(of error: APIError) -> ServerResponse {
    switch self {
    case .text: return plain(error, "text/plain; charset=utf-8", error.message)
    case .html:
      let title = "\(error.status) \(error.code)"
      return plain(
        error, "text/html; charset=utf-8",
        "<!DOCTYPE html>\n<html><head><title>\(title)</title></head>"
          + "<body><h1>\(title)</h1></body></html>\n")
    case .empty: return plain(error, "text/plain; charset=utf-8", "")
    case .current, .sentence, .nested, .number, .only:
      return .json(.object(fields(error)), status: error.status, headers: error.headers)
    }
  }

  private func fields(_ error: APIError) -> [String: JSONValue] {
    let text = JSONValue.string(error.message)
    var fields: [String: JSONValue]
    switch self {
    case .sentence:
      fields = ["code": .string(Self.sentences[error.code] ?? error.code), "error": text]
    case .nested, .number:
      let code = self == .nested ? JSONValue.string(error.code) : .int(Int64(error.status))
      let type = error.status < 500 ? "invalid_request_error" : "server_error"
      fields = ["error": ["message": text, "type": .string(type), "code": code]]
    case .only: fields = ["error": text]
    default: fields = ["code": .string(error.code), "error": text]
    }
    if let usage = error.usage { fields["usage"] = ["cost_in_usd_ticks": .int(usage.count)] }
    return fields
  }

  private func plain(_ error: APIError, _ type: String, _ text: String) -> ServerResponse {
    ServerResponse(
      status: error.status, type: type, body: Array(text.utf8), headers: error.headers)
  }
}
