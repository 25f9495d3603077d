package import ReelBasics
import ReelPlan

/// What the store holds, and what of it may go.
package struct StoreUsage: Sendable {
  /// Why an object is in the store.
  package enum Kind: Sendable, Hashable {
    /// An output, a lock file, a job or a present asset needs it.
    case needed
    /// Made by Reel from an original that is in the store; it can be made again for nothing.
    case derived
    /// Paid for: an older take, or words that were changed; and what is left of such, where the
    /// original never was in this store.
    case history
    /// Nothing on record tells what it is.
    case unknown
  }

  package struct Object: Sendable, Hashable {
    package let digest: Digest
    package let kind: Kind
    package let byteCount: Int64
    /// When it came, in seconds since 1970.
    package let kept: Int64
    /// What it cost, and so would cost again; `nil` where nobody knows.
    package let cost: Ticks?
  }

  package let objects: [Object]

  /// Looks at a store; `needed` are the digests that present manifests and lock files reach besides
  /// what the records tell.
  package init(
    _ database: RecordDatabase, _ store: ObjectStore, needed: Set<Digest>
  ) throws(StoreError) {
    let rows = try database.reachable()
    let needed = needed.union(rows.needed)
    let all = try store.all()
    let present = Set(all.map(\.0))
    var objects: [Object] = []
    for (digest, stamp) in all {
      let original = rows.originals[digest]
      let kind: Kind
      if needed.contains(digest) {
        kind = .needed
      } else if original != nil {
        kind = .history
      } else if let sources = rows.derived[digest] {
        kind = sources.isDisjoint(with: present) ? .history : .derived
      } else {
        kind = .unknown
      }
      objects.append(
        Object(
          digest: digest, kind: kind, byteCount: stamp.size,
          kept: original?.kept ?? stamp.modified / 1_000_000_000, cost: original?.cost))
    }
    self.objects = objects.sorted { $0.digest < $1.digest }
  }

  /// What may go: derived files, and where `before` is given, in seconds since 1970, all that came
  /// earlier and that nothing needs.
  package func removable(before: Int64?) -> [Object] {
    objects.filter { object in
      switch object.kind {
      case .needed: false
      case .derived: true
      // What nothing tells of may have been paid for in a moment that ended badly.
      case .history, .unknown: before.map { object.kept < $0 } ?? false
      }
    }
  }
}

extension RecordDatabase {
  /// What the records know of objects.
  struct Reachable {
    var needed: Set<Digest> = []
    var originals: [Digest: (kept: Int64, cost: Ticks?)] = [:]
    /// By the digest of what was made: the originals that it can be made from.
    var derived: [Digest: Set<Digest>] = [:]
  }

  func reachable() throws(StoreError) -> Reachable {
    var known = Reachable()
    for request in try openJobs() {
      guard case .answered(let answer) = request.request.state else { continue }
      for case .object(let digest) in answer.items { known.needed.insert(digest) }
    }
    try read { (connection) throws(StoreError) in
      for row in try connection.rows("SELECT original, digest, recipe FROM output") {
        let original = try row.digest(0)
        known.needed.insert(original)
        known.needed.insert(try row.digest(1))
        // What was marked is needed, not the marked.
        guard let base = OutputMark.unmarked(try row.text(2)), !base.isEmpty else { continue }
        let marked = try connection.row(
          "SELECT digest FROM derived WHERE original = ? AND recipe = ?",
          [SQLValue(original), .text(base)])
        if let marked { known.needed.insert(try marked.digest(0)) }
      }
      let slots = try connection.rows(
        """
        SELECT slot.digest, kept_at, coalesce(cost, worst_cost), json_array_length(slots)
        FROM slot LEFT JOIN request ON request.id = slot.request WHERE slot.digest IS NOT NULL
        """)
      for row in slots {
        let cost = try row.ticks(2).map { total throws(StoreError) in
          Ticks(total.count / max(1, try row.optionalInteger(3) ?? 1))
        }
        known.originals[try row.digest(0)] = (try row.integer(1), cost)
      }
      for row in try connection.rows("SELECT digest, original FROM derived") {
        known.derived[try row.digest(0), default: []].insert(try row.digest(1))
      }
    }
    return known
  }
}
