import ReelBasics
import ReelManifest
import ReelPlan

/// Where a node stands in a run.
struct NodeState: Sendable {
  enum Phase: Sendable, Hashable {
    /// It waits for so many others.
    case waiting(Int)
    /// Another node makes the same; it looks again when that one is done.
    case following
    /// Its requests are under way.
    case working
    /// Its outputs are being written.
    case placing
    case ended(AssetOutcome)
  }

  let asset: Asset
  var phase: Phase
  /// The length of the longest chain that begins with it, in expected seconds.
  let remaining: Double
  var work: Work?
  /// What it was decided to be, for the outcome's name.
  var decision: Decision?
  var slots: [Int: SlotRecord] = [:]
  var parts: [PartState] = []
  var outputs: [PlannedOutput] = []
  var cost: Ticks?
  /// Why not all of it is there, worst first.
  var troubles: [AssetOutcome] = []
  var warnings: [String] = []
  /// When its time is over.
  var deadline: Duration?

  var isEnded: Bool {
    guard case .ended = phase else { return false }
    return true
  }
}

/// Where a part of a node, one request, stands.
struct PartState: Sendable {
  enum Phase: Sendable {
    /// Its request is to be sent.
    case queued
    /// Its request, or a poll, is on the wire.
    case sending
    /// Its job goes on; the next poll is due later.
    case working(job: String)
    /// Its answer is there; its results are to be fetched.
    case answered(ProviderAnswer)
    case fetching(ProviderAnswer)
    case ended
  }

  let slots: [Int]
  var phase: Phase
  /// Its number in the records, once it has one.
  var request: Int64?
  /// The attempt that is next or under way, from 1.
  var attempt = 1
  var polls = 0
  /// How often in a row a poll or fetch was in vain.
  var vain = 0
  /// What it may cost, while that is not known.
  var reserved: Ticks = .zero
  var holdsSlot = false
  /// Whether this run sent it, and not an earlier one.
  var isOfThisRun = false
  /// The job that is being asked after.
  var polledJob: String?
}
