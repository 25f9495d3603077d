import ReelBasics
import ReelCatalogue

/// A create request on its way through the emulator.
struct Exchange: Sendable {
  let call: ServerCall
  let route: Route
  let operation: Operation
  let order: WorkOrder
}

/// What came of a create request: the answer, and what happens as it is given.
struct Outcome: Sendable {
  var response: ServerResponse
  /// What is billed with it.
  var bill: Bill?
  /// The names of media whose time to live begins with it.
  var media: [String] = []
  /// The job that the answer names.
  var job: String?
  /// When it may be given.
  var notBefore: Duration
  /// The fault that it met, for the statistics.
  var fault: Fault?
}
