import ReelBasics
import ReelPlan

/// Makes the changes that a journal tells of, in its order.
///
/// What it takes for proven:
/// - An intent was durable before its request went out. So a request is on record unless its line
///   was damaged, and one without an end may have been billed: it is unsettled.
/// - Numbers are given away one after the other. So a number that no line has is a request whose line
///   was damaged; it is on record as unsettled, for its work where a later line tells it, else for
///   unknown work, which stands for every work (`UnknownWork`).
/// - Damaged lines behind the last intent may have been further ones, and of a line that was cut
///   short nobody knows what followed. One request for unknown work stands for them. A journal that
///   was cut off exactly between two lines shows nothing of it by itself: see `JournalMark`.
/// - An end takes effect only where its line is whole, and only as far as `RequestState` allows: the
///   loss of a line makes a request less settled, never more. A request is not collected without what
///   it brought: one line tells of both, or what was adopted in its place is on record.
/// - What was taken over or adopted without a request is on record by its line alone. Where that is
///   lost it is as on another machine: the lock file tells of it.
struct JournalReplay {
  let connection: SQLiteConnection

  /// Lines that were not as they were written.
  private(set) var damagedLines = 0
  /// Requests for unknown work that no line of the journal has said to be such.
  private(set) var unknown: [Int64] = []
  /// Whether a line was damaged since the last that tells which number is the next.
  private var mayHideIntents = false

  init(_ connection: SQLiteConnection) { self.connection = connection }

  /// Takes the next line.
  mutating func take(_ line: JournalLine) throws(StoreError) {
    switch line {
    case .entry(let entry, let time): try make(entry, at: time)
    case .other: break
    case .damaged, .torn:
      damagedLines += 1
      mayHideIntents = true
    }
  }

  /// Puts what the lines have not told on record as unsettled.
  mutating func finish(at now: Int64) throws(StoreError) {
    let change = RecordChange(connection: connection, now: now)
    var expected: Int64 = 1
    for row in try connection.rows("SELECT id FROM request ORDER BY id") {
      let id = try row.integer(0)
      // A few stand for all: each of them stops everything.
      for number in expected..<max(expected, min(id, expected + 1000)) {
        try addUnknown(number, change)
      }
      expected = id + 1
    }
    guard mayHideIntents else { return }
    unknown.append(try addHidden(nil, change))
    mayHideIntents = false
  }

  /// Puts a request on record of which nothing is known.
  mutating func addUnknown(at now: Int64) throws(StoreError) {
    unknown.append(try addHidden(nil, RecordChange(connection: connection, now: now)))
  }

  private mutating func make(_ entry: JournalEntry, at time: Int64) throws(StoreError) {
    let change = RecordChange(connection: connection, now: time)
    switch entry {
    case .intent(let id, let intent, let replaced):
      for old in replaced { try settle(old, .resent, change) }
      try insert(intent, as: id, change)
      mayHideIntents = false
    case .settled(let id, let settlement, let subject):
      try know(id, subject, change)
      if let subject, try change.requestIfKnown(id)?.subject.fingerprint != subject.fingerprint {
        return
      }
      if settlement == .collected, try !isThere(id, change) { return }
      try settle(id, settlement, change)
    case .kept(let fingerprint, let form, let slots, let request, let collects):
      if let request {
        try know(request, RequestSubject(fingerprint, slots: slots.keys.sorted()), change)
      }
      try change.store(fingerprint, form: form ?? "", slots: slots, request: request, nil)
      if collects, let request { try settle(request, .collected, change) }
    case .picked(let pick, let asset, let manifest):
      try change.store(pick, of: asset, manifest: manifest)
    case .requestsForgotten: _ = try change.forgetOpenRequests()
    case .repaired(let numbers, let last):
      for id in numbers where try change.requestIfKnown(id) == nil {
        _ = try addHidden(nil, change, as: id)
      }
      // A number that no line has is found by those that come after it.
      if last > 0, try change.requestIfKnown(last) == nil, !numbers.contains(last) {
        try addUnknown(last, change)
      }
      mayHideIntents = false
    }
  }

  private func insert(
    _ intent: RequestIntent, as id: Int64, _ change: RecordChange
  ) throws(StoreError) {
    switch try change.requestIfKnown(id)?.state {
    case nil: _ = try change.insert(intent, as: id)
    case .begun:
      // The first of the two was never committed, so it was never sent.
      try connection.run("DELETE FROM request WHERE id = ?", [.integer(id)])
      _ = try change.insert(intent, as: id)
    default:
      // Two requests under one number, as when old records were put back: none of them is lost.
      _ = try change.insert(intent)
    }
  }

  /// Sees to it that a request is on record, and for which work.
  private mutating func know(
    _ id: Int64, _ subject: RequestSubject?, _ change: RecordChange
  ) throws(StoreError) {
    guard let facts = try change.requestIfKnown(id) else {
      try add(id, subject, change)
      return
    }
    guard let subject, facts.isForUnknownWork else { return }
    try change.keepForm("", of: subject.fingerprint)
    try connection.run(
      "UPDATE request SET fingerprint = ?, slots = ? WHERE id = ?",
      [SQLValue(subject.fingerprint.digest), RecordChange.text(of: subject.slots), .integer(id)])
    unknown.removeAll { $0 == id }
  }

  private mutating func add(
    _ id: Int64, _ subject: RequestSubject?, _ change: RecordChange
  ) throws(StoreError) {
    _ = try addHidden(subject, change, as: id)
    if subject == nil { unknown.append(id) }
  }

  private mutating func addUnknown(_ id: Int64, _ change: RecordChange) throws(StoreError) {
    try add(id, nil, change)
  }

  private func addHidden(
    _ subject: RequestSubject?, _ change: RecordChange, as id: Int64? = nil
  ) throws(StoreError) -> Int64 {
    let id = try change.insert(UnknownWork.intent(subject), as: id)
    try change.settle(
      id, try change.request(id), to: .unsettled(reason: UnknownWork.reason))
    return id
  }

  /// Makes a settlement where it may be made. What is for unknown work cannot be gone on with: it
  /// stays unsettled until it ends.
  private func settle(
    _ id: Int64, _ settlement: RequestSettlement, _ change: RecordChange
  ) throws(StoreError) {
    guard let facts = try change.requestIfKnown(id),
      facts.state.mayBecome(settlement.state)
    else { return }
    try change.settle(id, facts, to: settlement)
    if settlement.state.isOpen, facts.isForUnknownWork {
      try connection.run("UPDATE request SET state = 'unsettled' WHERE id = ?", [.integer(id)])
    }
  }

  /// Whether all that a request was to bring is on record: the line that told of it is not lost.
  private func isThere(_ request: Int64, _ change: RecordChange) throws(StoreError) -> Bool {
    guard let subject = try change.requestIfKnown(request)?.subject else { return false }
    let rows = try connection.rows(
      "SELECT slot FROM slot WHERE fingerprint = ?", [SQLValue(subject.fingerprint.digest)])
    var known: Set<Int> = []
    for row in rows { known.insert(Int(try row.integer(0))) }
    return !subject.slots.isEmpty && known.isSuperset(of: subject.slots)
  }
}
