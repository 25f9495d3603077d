/// How the process ends. Where several apply, the lower one in this list wins.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  /// All that was asked for is there.
  case success = 0
  /// It waits for a person.
  case waiting = 4
  /// Some asset failed, was refused, was changed by another hand, or is still in flight.
  case failure = 1
  /// Stopped: budget, or an answer about the account.
  case stopped = 3
  /// Another run holds the state.
  case busy = 75
  /// Usage, manifest or configuration; nothing was sent.
  case usage = 2
  case interrupted = 130
  /// A defect of Reel's own.
  case defect = 70

  /// What it means, for the manual.
  var meaning: String {
    switch self {
    case .success: "all that was asked for is there"
    case .waiting:
      "waits for a person: a request may have been billed and its answer never came, a result that "
        + "was paid for is lost, or a choice is open"
    case .failure:
      "some asset failed, was refused, was changed by another hand, or is still in flight"
    case .stopped:
      "stopped by the budget, by --locked, or by an answer that concerns every request"
    case .busy: "another run is under way here"
    case .usage: "usage, manifest or configuration, such as a missing key; nothing was sent"
    case .interrupted: "interrupted; what was started is on record"
    case .defect: "a defect of Reel's own"
    }
  }

  /// The one of both that wins.
  package func orWorse(_ other: ExitStatus) -> ExitStatus {
    let order = Self.allCases
    guard let left = order.firstIndex(of: self), let right = order.firstIndex(of: other) else {
      return .defect
    }
    return left >= right ? self : other
  }
}
