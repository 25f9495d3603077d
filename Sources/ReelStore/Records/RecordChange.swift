import ReelBasics
import ReelPlan

/// What a change to the records works with. It is of use only while the change runs.
///
/// What changes rows and what notes it in the journal are apart: a replay of the journal makes the
/// same changes and notes nothing.
struct RecordChange {
  let connection: SQLiteConnection
  /// When it is, in seconds since 1970.
  let now: Int64
  /// The lines of the journal that go with the change.
  private(set) var journal: [UInt8] = []

  init(connection: SQLiteConnection, now: Int64) {
    self.connection = connection
    self.now = now
  }

  /// Adds a line to the journal, which is durable before the change is.
  mutating func note(_ entry: JournalEntry) { note(entry.kind, entry.fields) }

  /// Adds a line of a kind that the records are not made of.
  mutating func note(_ kind: String, _ fields: [String: JSONValue]) {
    journal += JournalLine.written(kind, fields, at: now)
  }
}

extension RecordChange {
  /// Puts a request on record, in the place of others that are settled as sent again; gives its
  /// number.
  mutating func begin(
    _ intent: RequestIntent, replacing old: [Int64] = []
  ) throws(StoreError) -> Int64 {
    for id in old { try settle(id, try request(id), to: .resent) }
    let id = try insert(intent)
    note(.intent(id: id, intent, replacing: old))
    return id
  }

  /// Puts on record how far a request came.
  ///
  /// - Throws: `.conflict` where it has ended, or where less would be known of it than before.
  mutating func settle(_ id: Int64, as settlement: RequestSettlement) throws(StoreError) {
    let facts = try request(id)
    try settle(id, facts, to: settlement)
    note(.settled(id: id, settlement, subject: facts.subject))
  }

  /// Puts results on record; `collects` ends their request.
  mutating func keep(
    _ slots: [Int: SlotRecord], of fingerprint: Fingerprint, form: @autoclosure () -> String,
    request: Int64?, collects: Bool = false
  ) throws(StoreError) {
    let facts = try request.map { (id) throws(StoreError) in try self.request(id) }
    try store(fingerprint, form: form(), slots: slots, request: request, facts)
    var all = slots
    if collects, let request, let facts {
      try settle(request, facts, to: .collected)
      // So that the line that ends a request never stands without what it brought.
      if facts.subject != RequestSubject(fingerprint, slots: slots.keys.sorted()) {
        all = try results(of: request, fingerprint).merging(slots) { _, new in new }
      }
    }
    note(
      .kept(
        fingerprint, form: request == nil ? form() : nil, slots: all, request: request,
        collects: collects && request != nil))
  }
}
