package import ReelBasics
package import ReelCatalogue
package import ReelManifest
package import ReelPlan

/// How it ended with an asset.
///
/// What few of them say stands apart: every node and every entry of a report has several places for one.
package indirect enum AssetOutcome: Sendable, Hashable {
  /// Nothing was to be done.
  case fresh
  /// Written from the store; nothing was asked for.
  case restored
  case derived
  /// Asked for, and there.
  case made
  /// So many of its variants are there.
  case incomplete(have: Int, of: Int, rest: Rest)
  case failed(reason: String, remedy: Remedy = .again)
  case refused(Refusal)
  /// Refused by moderation, as the author foresaw, or needing one that was.
  case skipped
  /// It needs one that is not there, or of which bytes are nowhere.
  case blocked(by: AssetID, because: Obstacle = .notThere)
  /// A person has to choose a variant first.
  case waiting(for: AssetID)
  case unsettled(reason: String)
  /// `job` is the provider's name for the job that made it, where one is known.
  case lost(reason: String, job: String? = nil)
  case modified(paths: [String])
  /// Its job goes on at the provider, or its answer is not fetched yet; a later run collects it.
  case inFlight
  /// Its job goes on at a host that this run does not ask; the reason says whose runs collect it.
  case inFlightElsewhere(reason: String)
  /// The run ended before it.
  case stopped(StopReason)
  /// A selector keeps it out.
  case excluded

  /// What helps where something failed.
  package enum Remedy: Sendable, Hashable {
    /// To run again: nothing that was paid for is paid for twice.
    case again
    /// The next run sends a new request; `cost` is what the one that failed did cost, where the
    /// provider says so.
    case asked(cost: Ticks?)
    /// A price, or no budget.
    case priced
    /// The reason says it.
    case said
  }

  /// What is to become of variants that are not there.
  package enum Rest: Sendable, Hashable {
    /// The next run asks for them.
    case asked
    /// The next run collects them.
    case inFlight
    /// A run that asks another host collects them.
    case inFlightElsewhere
    /// They may have been paid for: a person decides.
    case unsettled
    /// They were paid for, and are gone: a person decides.
    case lost
    /// Nobody asks again.
    case refused
    /// They cannot be asked for, as bytes of another one are nowhere. To make that again costs so much,
    /// where that has a price.
    case blocked(by: AssetID, cost: CostBounds?)
  }

  /// Whether its outputs are there as asked for.
  package var isDone: Bool {
    switch self {
    case .fresh, .restored, .derived, .made: true
    default: false
    }
  }

  /// Whether outputs of it are there, all or some.
  var hasOutputs: Bool {
    if case .incomplete = self { true } else { isDone }
  }

  /// Whether it ends a run that fails fast.
  package var isFailure: Bool {
    switch self {
    case .failed, .refused, .incomplete, .unsettled, .lost, .blocked(_, .bytesGone): true
    default: false
    }
  }

  /// Which of several troubles of one asset people must hear of first: the lowest.
  var urgency: Int {
    switch self {
    case .unsettled: 0
    case .lost: 1
    case .failed: 2
    case .refused: 3
    case .inFlightElsewhere: 4
    case .inFlight: 5
    default: 6
    }
  }

  /// What becomes of the variants that this trouble is about.
  var rest: Rest {
    switch self {
    case .unsettled: .unsettled
    case .lost: .lost
    case .refused: .refused
    case .inFlight: .inFlight
    case .inFlightElsewhere: .inFlightElsewhere
    case .blocked(let other, .bytesGone(let cost)): .blocked(by: other, cost: cost)
    default: .asked
    }
  }

  /// Why it ended so, where that is known in words.
  var reason: String? {
    switch self {
    case .failed(let reason, _), .unsettled(let reason), .lost(let reason, _),
      .inFlightElsewhere(let reason):
      reason
    case .refused(let refusal): refusal.message
    case .inFlight: "what is in flight of it is left to a later run"
    case .blocked(let other, .bytesGone), .incomplete(_, _, .blocked(let other, _)):
      "the bytes of '\(other)' are nowhere"
    default: nil
    }
  }

  /// The outcome in a word, for summaries and machine formats.
  package var name: String {
    switch self {
    case .fresh: "fresh"
    case .restored: "restored"
    case .derived: "derived"
    case .made: "made"
    case .incomplete: "incomplete"
    case .failed: "failed"
    case .refused: "refused"
    case .skipped: "skipped"
    case .blocked: "blocked"
    case .waiting: "waiting"
    case .unsettled: "unsettled"
    case .lost: "lost"
    case .modified: "modified"
    case .inFlight, .inFlightElsewhere: "in-flight"
    case .stopped: "stopped"
    case .excluded: "excluded"
    }
  }
}

/// Why no more requests are started.
package enum StopReason: Sendable, Hashable {
  case interrupted
  case failFast
  case budget
  /// Nothing may be asked for in this run.
  case locked
  /// The provider refuses everything: key, permission, credits, quota; in its words.
  case account(String)
  /// Whatever answers at the provider's address is not its API.
  case address(String)
  /// Records cannot be written, so nothing more may be sent.
  case records(String)
}
