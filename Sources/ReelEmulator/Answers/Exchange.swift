import ReelBasics
import ReelCatalogue

/// A create request on its way through the emulator.
struct Exchange: Sendable {
  let call: ServerCall
  let route: Route
  let operation: Operation
  /// When its body was read.
  let arrival: Duration
  /// The digest of its body. The bytes are not kept: an answer may wait long.
  let body: Digest

  /// The host and port by which the client came.
  var host: String { call.head.host ?? "127.0.0.1" }
}

/// What came of a create request: the answer, and what happens as it is given.
struct Outcome: Sendable {
  var response: ServerResponse
  /// What is billed with it.
  var bill: Bill?
  /// The names of media whose time to live begins with it.
  var media: [String] = []
  /// When it may be given.
  var notBefore: Duration
}
