import ReelBasics

/// What an answer says went wrong, in any of the shapes that xAI and gateways before it use:
/// `{code, error}`, `{error: {message, type, code}}`, `{error: text}`, plain text, a web page, nothing.
struct XAIFailure: Sendable, Equatable {
  /// More than that no message needs.
  private static let maximumBytes = 16 << 10

  /// The kind, in the provider's words; older answers have a sentence here.
  let code: String?
  /// The provider's words, as they came.
  let message: String?
  let cost: Ticks?
  /// Whether the provider itself says it, not something on the way to it.
  let isParsed: Bool

  /// Reads the body of an answer.
  init(body: [UInt8]) {
    if let root = try? JSONValue(mending: body), root.fields != nil {
      self.init(root)
    } else {
      let text = String(decoding: body.prefix(Self.maximumBytes), as: UTF8.self)
      let start = text.unicodeScalars.first { !$0.properties.isWhitespace }
      self.init(
        code: nil, message: start == nil || start == "<" ? nil : text, cost: nil, isParsed: false)
    }
  }

  /// Reads the error in an object that may have other fields too.
  init(_ root: JSONValue) {
    let inner = root["error"]
    let code = Self.code(inner?["code"]) ?? Self.code(root["code"]) ?? Self.code(inner?["type"])
    let message =
      Self.text(inner) ?? Self.text(inner?["message"]) ?? Self.text(root["message"])
      ?? Self.text(root["block_reason"])
    self.init(
      code: code, message: message, cost: XAIResults.cost(root) ?? inner.flatMap(XAIResults.cost),
      isParsed: code != nil || message != nil)
  }

  private init(code: String?, message: String?, cost: Ticks?, isParsed: Bool) {
    self.code = code
    self.message = message
    self.cost = cost
    self.isParsed = isParsed
  }

  /// The provider's words, or what there is in their place.
  func words(orStatus status: Int) -> String {
    message ?? code ?? "the provider answered \(status) without a reason"
  }

  // MARK: What it is about

  /// Moderation rejected prompt or result.
  var isModeration: Bool {
    let code = code?.lowercased() ?? ""
    return code.contains("moderat") || code.contains("content_policy")
      || mentions([
        "content moderation", "content-moderated", "moderation system", "rejected by moderation",
        "blocked by moderation", "content policy", "content_policy", "usage guidelines",
      ])
  }

  /// The key is wrong, or may not do this.
  var isAboutKey: Bool {
    let code = code?.lowercased() ?? ""
    return ["unauthenticated", "permission-denied", "permission_denied", "invalid_api_key"]
      .contains(code) || code.contains("does not have permission")
      || mentions(["incorrect api key", "invalid api key"])
  }

  /// Something that waiting a little does not bring back: credits, or a period's quota.
  var isAboutQuota: Bool {
    if ["insufficient_quota", "billing_hard_limit_reached"].contains(code?.lowercased()) {
      return true
    }
    // A plain rate limit may advise to buy credits.
    if mentions(["too many requests", "rate limit", "requests per"]) { return false }
    return mentions(["for this period", "credit", "quota", "spending limit"])
  }

  /// A job's end of which the provider says that asking again is of no use.
  var isFinal: Bool {
    ["invalid_argument", "permission_denied", "failed_precondition"]
      .contains(code?.lowercased().replacing("-", with: "_"))
  }

  private func mentions(_ phrases: [String]) -> Bool {
    guard let text = message?.lowercased() else { return false }
    return phrases.contains { text.contains($0) }
  }

  private static func text(_ value: JSONValue?) -> String? {
    guard let text = value?.string, !text.isEmpty else { return nil }
    return String(decoding: Array(text.utf8.prefix(maximumBytes)), as: UTF8.self)
  }

  private static func code(_ value: JSONValue?) -> String? {
    text(value) ?? value?.integer.map { String($0) }
  }
}
