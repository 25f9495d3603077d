import ReelBasics
import ReelPlan

/// Tells in the journal's lines all that a database has on record, so that a replay of them gives
/// the same records again. Refusals that are known from a lock file alone are left to it.
struct JournalCopy {
  let connection: SQLiteConnection

  /// The lines, and the numbers of requests for unknown work among them.
  func lines() throws(StoreError) -> [[UInt8]] {
    let requests = try connection.rows(
      """
      SELECT request.id, request.fingerprint, part, slots, attempt, operation, model, host,
        body_digest, worst_cost, begun_at, state, job_id, answer, reason, request.cost, settled_at,
        form, kind, message, refusal.cost
      FROM request JOIN work ON work.fingerprint = request.fingerprint
        LEFT JOIN refusal ON refusal.request = request.id
      ORDER BY request.id
      """)
    var rows: [RequestRow] = []
    for row in requests { rows.append(try RequestRow(row)) }
    let known = rows.filter { $0.intent.fingerprint != UnknownWork.fingerprint }
    var lines: [[UInt8]] = []
    // Those that were forgotten were so together: first of all, when no other is open.
    let forgotten = known.filter { $0.state == .forgotten }
    for row in forgotten { lines += row.beginning }
    if let last = forgotten.last { lines.append(row(.requestsForgotten, at: last.settled)) }
    let others = known.filter { $0.state != .forgotten }
    for row in others { lines += row.beginning + row.middle }
    lines += try keptLines(collected: others.filter { $0.state == .collected })
    // A refusal that is remembered came after what it would be forgotten by.
    for row in others { lines += row.end }
    lines += try picks()
    let unknown = rows.filter { $0.intent.fingerprint == UnknownWork.fingerprint }
    let last =
      try connection.row(
        "SELECT max(seq) FROM sqlite_sequence WHERE name = 'request'")?.optionalInteger(0) ?? 0
    lines.append(row(.repaired(unknown: unknown.map(\.id), last: last), at: rows.last?.begun ?? 0))
    for row in unknown where !row.state.isOpen { lines += row.end }
    return lines
  }

  private func picks() throws(StoreError) -> [[UInt8]] {
    let picks = try connection.rows(
      "SELECT manifest, asset, fingerprint, slot, digest, picked_at FROM pick")
    var lines: [[UInt8]] = []
    for pick in picks {
      let record = PickRecord(
        fingerprint: Fingerprint(try pick.digest(2)), variant: Int(try pick.integer(3)),
        digest: try pick.digest(4))
      lines.append(
        row(
          .picked(record, asset: try pick.text(1), manifest: try pick.text(0)),
          at: try pick.integer(5)))
    }
    return lines
  }

  private func keptLines(collected: [RequestRow]) throws(StoreError) -> [[UInt8]] {
    let change = RecordChange(connection: connection, now: 0)
    var lines: [[UInt8]] = []
    let groups = try connection.rows(
      """
      SELECT slot.fingerprint, slot.request, form, max(kept_at), coalesce(state, '')
      FROM slot JOIN work ON work.fingerprint = slot.fingerprint
        LEFT JOIN request ON request.id = slot.request
      GROUP BY slot.fingerprint, slot.request ORDER BY slot.request
      """)
    var told: Set<Int64> = []
    for group in groups {
      let fingerprint = Fingerprint(try group.digest(0))
      let request = try group.optionalInteger(1)
      let slots = try change.results(of: request, fingerprint)
      if let request { told.insert(request) }
      lines.append(
        row(
          .kept(
            fingerprint, form: request == nil ? try group.text(2) : nil, slots: slots,
            request: request, collects: try group.text(4) == RequestState.collected.rawValue),
          at: try group.integer(3)))
    }
    // What they brought was brought anew by later ones, or never was anything.
    for request in collected where !told.contains(request.id) {
      lines.append(
        row(
          .kept(
            request.intent.fingerprint, form: nil, slots: [:], request: request.id, collects: true),
          at: request.settled))
    }
    return lines
  }

  private func row(_ entry: JournalEntry, at time: Int64) -> [UInt8] {
    JournalLine.written(entry.kind, entry.fields, at: time)
  }
}

/// A request as its row has it.
private struct RequestRow {
  let id: Int64
  let intent: RequestIntent
  let begun: Int64
  let settled: Int64
  let state: RequestState
  let jobID: String?
  let answer: ProviderAnswer?
  /// How it ended, or that it is unsettled; `nil` where other lines tell.
  let last: RequestSettlement?

  init(_ row: SQLRow) throws(StoreError) {
    id = try row.integer(0)
    intent = RequestIntent(
      fingerprint: Fingerprint(try row.digest(1)), form: try row.text(17),
      part: Int(try row.integer(2)), slots: try row.slots(3),
      attempt: Int(try row.integer(4)), operation: try row.text(5), model: try row.text(6),
      host: try row.text(7), bodyDigest: try row.digest(8), worstCost: try row.ticks(9))
    begun = try row.integer(10)
    guard let state = RequestState(rawValue: try row.text(11)) else { throw SQLRow.unexpected }
    self.state = state
    jobID = try row.optionalText(12)
    answer = try row.optionalText(13).map { (text) throws(StoreError) in
      try ProviderAnswer(recorded: text)
    }
    let reason = try row.optionalText(14) ?? ""
    let cost = try row.ticks(15)
    settled = try row.optionalInteger(16) ?? begun
    switch state {
    case .begun, .job, .answered, .collected, .forgotten: last = nil
    case .unsettled: last = .unsettled(reason: reason)
    case .lost: last = .lost(reason: reason)
    case .notTaken: last = .notTaken(reason: reason)
    case .failed: last = .failed(reason: reason, cost: cost)
    case .resent: last = .resent
    case .refused:
      // One that is not remembered is as one about the account.
      let kind = try row.optionalText(18).flatMap { Refusal.Kind(rawValue: $0) } ?? .account
      last = .refused(
        Refusal(kind: kind, message: try row.optionalText(19) ?? reason, cost: cost))
    }
  }

  var beginning: [[UInt8]] {
    [line(.intent(id: id, intent, replacing: []), at: begun)]
  }

  /// What is known of it besides its state.
  var middle: [[UInt8]] {
    var lines: [[UInt8]] = []
    // A request may be sent again only where its result cannot be had: it was lost before.
    let wasLost = state == .resent && (jobID != nil || answer != nil)
    if let jobID { lines.append(settlement(.job(id: jobID))) }
    if let answer { lines.append(settlement(.answered(answer))) }
    if wasLost { lines.append(settlement(.lost(reason: ""))) }
    return lines
  }

  var end: [[UInt8]] { last.map { [settlement($0)] } ?? [] }

  private func settlement(_ settlement: RequestSettlement) -> [UInt8] {
    line(
      .settled(
        id: id, settlement, subject: RequestSubject(intent.fingerprint, slots: intent.slots)),
      at: settled)
  }

  private func line(_ entry: JournalEntry, at time: Int64) -> [UInt8] {
    JournalLine.written(entry.kind, entry.fields, at: time)
  }
}
