import ReelBasics
import ReelCatalogue

/// A request that is carried out, from whichever way it came.
struct WorkOrder: Sendable {
  /// When it came.
  let arrival: Duration
  /// The digest of its body. The bytes are not kept: an answer may wait long.
  let body: Digest
  /// The host and port by which the client came.
  let host: String
  let shape: AnswerShape
  /// Whether it stands in a batch, which costs less.
  var isBatch = false
  /// What goes wrong with it.
  var fault: Fault?

  /// How addresses of its results are limited.
  var fetchLimit: MediaStore.FetchLimit? {
    guard case .urlExpired(let status, let fetches) = fault else { return nil }
    return MediaStore.FetchLimit(status: status, fetches: fetches)
  }
}

/// What was made for a request that is answered at once.
struct Made: Sendable {
  let id: String
  /// The answer in the newest shape.
  let answer: [String: JSONValue]
  let bill: Bill
  /// The names of media whose time to live begins with the answer.
  let media: [String]
}
