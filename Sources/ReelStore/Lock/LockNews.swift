import ReelBasics
import ReelPlan

/// What a lock file says of one fingerprint that nobody can look at here: requests of other machines
/// that wait for a decision, and what they were refused.
struct LockNews {
  let fingerprint: Fingerprint
  var open: [LockFile.StuckRequest] = []
  var refusal: Refusal?
  /// The variants that the lock file has results of.
  var slots: Set<Int> = []

  /// What of it is not known here. About jobs and money the records know more: a request goes that
  /// one of them was sent for, or whose results are there.
  func news(over known: KnownWork) -> LockNews {
    var news = self
    news.open.removeAll { known.covered.isSuperset(of: $0.variants) }
    // A refusal is of variants that the lock file has no results of.
    if known.hasRefusal || known.hasOpen || !slots.isSuperset(of: known.slots) {
      news.refusal = nil
    }
    return news
  }
}

/// What is on record of one fingerprint, as far as a lock file may know more.
struct KnownWork {
  /// The variants that have a result.
  private(set) var slots: Set<Int> = []
  /// Those, and the ones that a request was sent for which may have brought them.
  private(set) var covered: Set<Int> = []
  private(set) var hasOpen = false
  private(set) var hasRefusal = false

  init(_ fingerprint: Fingerprint, _ connection: SQLiteConnection) throws(StoreError) {
    let key = [SQLValue(fingerprint.digest)]
    for row in try connection.rows("SELECT slot FROM slot WHERE fingerprint = ?", key) {
      slots.insert(Int(try row.integer(0)))
    }
    covered = slots
    let requests = try connection.rows(
      """
      SELECT slots, state FROM request
      WHERE fingerprint = ? AND state NOT IN ('not_taken', 'failed')
      """, key)
    for row in requests {
      covered.formUnion(try row.slots(0))
      if RequestState(rawValue: try row.text(1))?.isOpen == true { hasOpen = true }
    }
    hasRefusal =
      try connection.row("SELECT 1 FROM refusal WHERE fingerprint = ?", key) != nil
  }
}

extension LockFile {
  /// What it says that waits for a decision or was refused, by fingerprint. Assets that ask for the
  /// same have the same to say: that counts once.
  var undecided: [Fingerprint: LockNews] {
    var told: [Fingerprint: LockNews] = [:]
    for (_, entry) in entries.sorted(by: { $0.key < $1.key }) {
      for request in entry.open {
        let fingerprint = request.fingerprint
        var news = told[fingerprint] ?? LockNews(fingerprint: fingerprint)
        if !news.open.contains(request) { news.open.append(request) }
        told[fingerprint] = news
      }
      if let refused = entry.refusal {
        told[refused.fingerprint, default: LockNews(fingerprint: refused.fingerprint)].refusal =
          refused.refusal
      }
    }
    for entry in entries.values {
      if let fingerprint = entry.fingerprint {
        told[fingerprint]?.slots.formUnion(entry.slots.keys)
      }
    }
    return told
  }
}
