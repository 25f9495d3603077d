import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan

/// How far a run has come: what its events have told.
struct ProgressModel: Sendable {
  /// A model that is left alone, as the provider asks.
  struct Hold: Sendable {
    let model: String
    let reason: String
    let end: Duration
  }

  /// How many assets the run is about.
  let total: Int
  /// Asked for in this run, and there.
  private(set) var made = 0
  /// There without a request of this run.
  private(set) var cached = 0
  /// Failed, refused, incomplete, unsettled, lost, changed by another hand, or made of what is nowhere.
  private(set) var failed = 0
  /// Ended otherwise: blocked, waiting, stopped, left in flight or out.
  private(set) var held = 0
  /// What this run was billed.
  private(set) var spent = Ticks.zero
  private(set) var isStopping = false
  /// The last pause of each model that the provider asked for.
  private(set) var holds: [Hold] = []
  private var underWay: [AssetID: AssetProgress] = [:]
  private var begun = 0

  init(total: Int) { self.total = total }

  var running: Int { underWay.count }
  /// Ended, however.
  var ended: Int { made + cached + failed + held }
  /// Neither ended nor under way.
  var left: Int { max(0, total - ended - running) }

  /// The assets under way, those that began first before the others.
  var assets: [(id: AssetID, progress: AssetProgress)] {
    underWay.sorted { $0.value.number < $1.value.number }.map { ($0.key, $0.value) }
  }

  mutating func take(_ event: RunEvent) {
    switch event.kind {
    case .billed(let cost, let isEarlier):
      if !isEarlier { spent += cost }
    // What is on record is brought to its end all the same.
    case .stopping(.locked): break
    case .stopping: isStopping = true
    case .ended(let outcome, _, _):
      if let id = event.asset { end(id, outcome) }
    case .preparing, .asked, .jobStarted, .resumed, .progress, .retrying, .fetching, .received,
      .kept:
      if let id = event.asset { proceed(id, event) }
    case .held(let model, let reason, let pause):
      holds.removeAll { $0.model == model }
      holds.append(Hold(model: model, reason: reason, end: event.time + pause))
    case .warning, .overBudget: break
    }
  }

  private mutating func proceed(_ id: AssetID, _ event: RunEvent) {
    if underWay[id] == nil {
      underWay[id] = AssetProgress(number: begun, start: event.time)
      begun += 1
    }
    underWay[id]?.take(event)
  }

  private mutating func end(_ id: AssetID, _ outcome: AssetOutcome) {
    let wasAsked = underWay.removeValue(forKey: id) != nil
    switch outcome {
    case .made where wasAsked: made += 1
    case .made, .fresh, .restored, .derived: cached += 1
    case .failed, .refused, .incomplete, .unsettled, .lost, .modified, .blocked(_, .bytesGone):
      failed += 1
    case .skipped, .blocked, .waiting, .inFlight, .inFlightElsewhere, .stopped, .excluded:
      held += 1
    }
  }
}
