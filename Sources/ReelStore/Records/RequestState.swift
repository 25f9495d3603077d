import ReelBasics
import ReelPlan

/// Where a request stands, as its row says.
package enum RequestState: String, Sendable, CaseIterable {
  case begun, job, answered, unsettled, lost
  case refused, failed, collected, resent, forgotten
  case notTaken = "not_taken"

  /// Whether its end is not on record.
  package var isOpen: Bool {
    switch self {
    case .begun, .job, .answered, .unsettled, .lost: true
    case .refused, .failed, .collected, .resent, .forgotten, .notTaken: false
    }
  }

  /// Whether a request may come from here to `next`. What is known is never unlearnt: a request that
  /// may have been billed never becomes one that was not taken, and what ended stays ended.
  func mayBecome(_ next: RequestState) -> Bool {
    guard isOpen else { return false }
    switch next {
    case .begun: return false
    case .notTaken: return self == .begun
    case .unsettled: return self == .begun || self == .unsettled
    case .resent: return self == .begun || self == .unsettled || self == .lost
    case .job: return self != .answered
    case .answered, .lost, .refused, .failed, .collected, .forgotten: return true
    }
  }
}

extension RequestSettlement {
  /// Where it takes a request.
  var state: RequestState {
    switch self {
    case .job: .job
    case .answered: .answered
    case .unsettled: .unsettled
    case .lost: .lost
    case .notTaken: .notTaken
    case .refused: .refused
    case .failed: .failed
    case .collected: .collected
    case .resent: .resent
    }
  }

  var jobID: String? {
    guard case .job(let id) = self else { return nil }
    return id
  }

  var answer: ProviderAnswer? {
    guard case .answered(let answer) = self else { return nil }
    return answer
  }

  var reason: String? {
    switch self {
    case .unsettled(let reason), .lost(let reason), .notTaken(let reason), .failed(let reason, _):
      reason
    case .refused(let refusal): refusal.message
    case .job, .answered, .collected, .resent: nil
    }
  }

  /// What it cost, where that is told.
  var cost: Ticks? {
    switch self {
    case .answered(let answer): answer.cost
    case .refused(let refusal): refusal.cost
    case .failed(_, let cost): cost
    case .job, .unsettled, .lost, .notTaken, .collected, .resent: nil
    }
  }
}
