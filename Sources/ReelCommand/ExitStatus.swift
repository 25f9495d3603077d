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

  /// The one of both that wins.
  package func orWorse(_ other: ExitStatus) -> ExitStatus {
    let order = Self.allCases
    guard let left = order.firstIndex(of: self), let right = order.firstIndex(of: other) else {
      return .defect
    }
    return left >= right ? self : other
  }
}
