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
    /// It has no part in this run.
    case absent
  }

  let asset: Asset
  var phase: Phase
  /// The length of the longest chain that begins with it, in expected seconds.
  let remaining: Double
  var work: Work?
  /// Where the run's facts have its work, once it asks for it.
  var factsPlace: Int?
  /// What it is once its outputs are written: how it was decided to bring them.
  var success: AssetOutcome = .made
  /// What is there of it, as far as this run stands by it.
  var slots: [Int: SlotRecord] = [:]
  /// Its requests, until the last of them has ended.
  var parts: [PartState] = []
  /// Whether this run sent or pursued requests for it.
  var wasAskedFor = false
  var cost: Ticks = .zero
  /// How it ends once what is in flight of it has been collected: nothing new is asked for, and
  /// nothing written.
  var ending: AssetOutcome?
  /// Why not all of it is there, in the order in which it showed.
  var troubles: [AssetOutcome] = []
  /// What is to become of variants that were to be sent again, and were not.
  var unsentRest: AssetOutcome.Rest?
  /// Where its outputs stand, once they are being written or it has ended.
  var paths: [String] = []
  var warnings: [String] = []
  /// Where everybody can see its variants, as far as this run was told.
  var publicAddresses: [Int: String] = [:]
  /// Whether a job of it was said to be in a state that nobody knows.
  var hasUnknownState = false

  /// How it ended; `nil` before.
  var outcome: AssetOutcome? {
    guard case .ended(let outcome) = phase else { return nil }
    return outcome
  }

  var isEnded: Bool { outcome != nil }

  /// The trouble that people must hear of first: where money may be gone.
  var worstTrouble: AssetOutcome? { troubles.min { $0.urgency < $1.urgency } }

  /// Whether every variant came, moderated or not.
  var isComplete: Bool { (1...asset.count).allSatisfy { slots[$0] != nil } }
}

/// What is asked of every node. Asked of a node itself, each would copy it, with a dozen references.
extension Scheduler {
  /// What of a node is written, is being written, or could be.
  func outputs(of number: Int) -> [PlannedOutput] {
    guard let work = nodes[number].work, nodes[number].outcome?.hasOutputs ?? true else {
      return []
    }
    let asset = nodes[number].asset
    // As most are: nothing is put together.
    if asset.count == 1 {
      return nodes[number].slots[1].map { work.outputs(of: 1, $0, for: asset) } ?? []
    }
    var outputs: [PlannedOutput] = []
    for slot in 1...asset.count {
      guard let record = nodes[number].slots[slot] else { continue }
      outputs += work.outputs(of: slot, record, for: asset)
    }
    return outputs
  }

  /// How many variants of a node have a file.
  func have(_ number: Int) -> Int {
    let most = nodes[number].asset.count
    var have = 0
    for (slot, record) in nodes[number].slots where slot <= most && record != .moderated {
      have += 1
    }
    return have
  }
}

/// Where a part of a node, one request, stands.
struct PartState: Sendable {
  enum Phase: Sendable {
    /// Its request is to be sent, at once or after a pause.
    case queued
    /// Its request is being built: it has a place, and its money is reserved.
    case preparing
    /// Its request is on the wire.
    case sending
    /// Its job goes on; the next poll is due now or later.
    case working(job: String)
    /// A poll is on the wire.
    case polling(job: String)
    /// Its answer is there; its results are to be fetched, at once or after a pause.
    case answered(ProviderAnswer)
    case fetching(ProviderAnswer)
    case ended
  }

  let slots: [Int]
  var phase: Phase
  /// Its number in the records, once it has one.
  var request: Int64?
  /// The job that this run had its answer from.
  var job: String?
  /// The attempt that is next or under way, from 1.
  var attempt = 1
  var polls = 0
  /// How often in a row a poll or fetch was in vain.
  var vain = 0
  /// How often its job or its results were said to be gone.
  var gone = GoneCounts()
  /// The variants that came by fetches that missed others, in this run or an earlier one: they are not
  /// fetched again.
  var kept: Set<Int> = []
  /// What it may cost, while that is not known.
  var reserved: Ticks = .zero
  var holdsSlot = false
  /// When this run sent it, or began to; `nil` where an earlier one did.
  var sent: Duration?
  /// Requests of earlier runs that it is sent in place of.
  var replaces: [Int64] = []
  /// What is to become of its variants where it is not sent: only somebody's word sends it again.
  var restIfUnsent: AssetOutcome.Rest?
  /// Whether this run sent it, and not an earlier one.
  var isOfThisRun: Bool { sent != nil }
  /// When its time is over: counted from when it was first sent, or taken up again.
  var deadline: Duration?

  var isEnded: Bool {
    guard case .ended = phase else { return false }
    return true
  }
}
