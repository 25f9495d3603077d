import ReelCatalogue

/// Something that goes wrong, on purpose.
package enum Fault: Sendable, Hashable {
  /// Before any work was done and billed, or after.
  package enum Moment: String, Sendable, Hashable, CaseIterable {
    case before, after
  }

  /// Another answer instead of the right one.
  package struct Status: Sendable, Hashable {
    let status: Int
    let code: String
    let message: String
    let shape: ErrorShape
    /// In milliseconds, for `retry-after-ms`; in seconds, for `retry-after`; or as a date.
    let retryAfterMilliseconds: Int?
    let retryAfterSeconds: Int?
    let retryDateSeconds: Int?
    let moment: Moment
  }

  /// How a stalled answer stalls.
  package enum Stall: Sendable, Hashable {
    case beforeHead(Moment)
    /// After so many bytes of the body; half of it where no number is given.
    case inBody(bytes: Int?)
  }

  /// What is not what it says.
  package enum WrongType: String, Sendable, Hashable, CaseIterable {
    /// The right bytes under another content type.
    case header
    /// A page of HTML under the right content type.
    case body
    /// A film for a picture, a picture for a film.
    case medium
  }

  /// How a result is kept back.
  package struct Moderation: Sendable, Hashable {
    package enum Shape: String, Sendable, Hashable, CaseIterable {
      /// HTTP 400: to the create for pictures, to the poll for films.
      case error
      /// HTTP 200 and `respect_moderation` false.
      case flag
      /// A film job that failed with `invalid_argument`; for pictures the same as `error`.
      case failed
    }
    let shape: Shape
    let code: String
    let hasUsage: Bool
    /// How many of the pictures; all of them for films.
    let slots: Int
  }

  case status(Status)
  /// The connection is reset.
  case reset(Moment)
  case stall(Stall)
  /// The connection ends after so many bytes of the body, or half of it.
  case truncate(bytes: Int?)
  /// JSON that is none; media that do not decode.
  case malformed
  case wrongType(WrongType)
  /// 202 without a body.
  case emptyPending
  case jobFailed(code: String, message: String, isBilled: Bool)
  case jobExpired
  case moderated(Moderation)
  /// The address of a result refuses after so many fetches.
  case urlExpired(status: Int, fetches: Int)
  case slow(delay: Duration, bytesPerSecond: Int?)

  /// Its name, as rules and statistics write it.
  package var name: String {
    switch self {
    case .status: "status"
    case .reset: "reset"
    case .stall: "stall"
    case .truncate: "truncate"
    case .malformed: "malformed"
    case .wrongType: "wrong_type"
    case .emptyPending: "empty_pending"
    case .jobFailed: "job_failed"
    case .jobExpired: "job_expired"
    case .moderated: "moderated"
    case .urlExpired: "url_expired"
    case .slow: "slow"
    }
  }

  /// Whether it takes the place of all work, so that nothing is billed.
  var isBeforeWork: Bool {
    switch self {
    case .status(let status): status.moment == .before
    case .reset(let moment), .stall(.beforeHead(let moment)): moment == .before
    default: false
    }
  }

  /// Whether it leaves the client without the id of what it started.
  var losesTheAnswer: Bool {
    switch self {
    case .status, .reset, .stall, .truncate, .malformed: true
    case .wrongType(let wrong): wrong != .header
    default: false
    }
  }

  /// Whether it can happen to a request.
  func canHappen(to target: FaultTarget) -> Bool {
    switch (self, target) {
    case (.status, _), (.reset, _), (.stall, _), (.truncate, _), (.malformed, _), (.slow, _): true
    case (.wrongType(let wrong), _): wrong != .medium || target == .download
    case (.emptyPending, .poll), (.jobFailed, .poll), (.jobExpired, .poll), (.moderated, .poll):
      true
    case (.moderated, .create), (.urlExpired, .create), (.urlExpired, .download): true
    case (.emptyPending, .create(let operation)), (.jobFailed, .create(let operation)),
      (.jobExpired, .create(let operation)):
      operation.makes == .video
    default: false
    }
  }

  /// Whether a rule that names no operation gives it to a request: those that it is mostly meant for.
  func usuallyHappens(to target: FaultTarget) -> Bool {
    guard canHappen(to: target) else { return false }
    switch (self, target) {
    case (.jobFailed, .poll), (.jobExpired, .poll), (.moderated, .poll): return false
    case (.emptyPending, .create), (.urlExpired, .create): return false
    default: return true
    }
  }
}
