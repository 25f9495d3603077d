package import ReelBasics
package import ReelPlan

extension RecordDatabase {
  // MARK: Picks

  /// Puts on record which variant of an asset others build on.
  package func recordPick(
    _ pick: PickRecord, of asset: String, manifest: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.record(pick, of: asset, manifest: manifest)
    }
  }

  /// Which variant of an asset others build on, where a person chose one.
  package func pick(of asset: String, manifest: String) throws(StoreError) -> PickRecord? {
    if let rarities, !rarities.picked.contains(Rarities.Asset(manifest: manifest, id: asset)) {
      return nil
    }
    return try read { (connection) throws(StoreError) in
      let row = try connection.row(
        "SELECT fingerprint, slot, digest FROM pick WHERE manifest = ? AND asset = ?",
        [.text(manifest), .text(asset)])
      guard let row else { return nil }
      return PickRecord(
        fingerprint: Fingerprint(try row.digest(0)), variant: Int(try row.integer(1)),
        digest: try row.digest(2))
    }
  }

  // MARK: Lock files

  /// Takes note that a lock file says what the records do, for a plan that `plan` is the digest of.
  package func recordLock(
    at path: String, stamp: FileStamp, plan: Digest
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.connection.run(
        """
        INSERT OR REPLACE INTO lock_file (path, plan, size, mtime_ns, inode, device)
        VALUES (?, ?, ?, ?, ?, ?)
        """, [.text(path), SQLValue(plan)] + stamp.columns)
    }
  }

  /// Takes note that the records are about to change, so that the lock file no longer says all.
  package func forgetLock(at path: String) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.connection.run("DELETE FROM lock_file WHERE path = ?", [.text(path)])
    }
  }

  /// The lock file that last said what the records do, and the plan that it was written for.
  package func lock(at path: String) throws(StoreError) -> (stamp: FileStamp, plan: Digest)? {
    try read { (connection) throws(StoreError) in
      let row = try connection.row(
        "SELECT plan, size, mtime_ns, inode, device FROM lock_file WHERE path = ?", [.text(path)])
      guard let row else { return nil }
      return (try FileStamp(row, from: 1), try row.digest(0))
    }
  }

  // MARK: Taking over

  /// Takes over what a lock file knows and these records do not: another machine's work. `standing`
  /// are the outputs that stand where it says, with its bytes, and `regained` the variants of which only
  /// such are left.
  ///
  /// A lock's pick wins; about jobs and money these records know more than a lock file.
  package func takeOver(
    _ lock: LockFile, standing: [String: FileStamp], regained: [Fingerprint: Set<Int>] = [:],
    of manifest: String, in root: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      // Before its results are: it is held against what is known here.
      var news: [LockNews] = []
      for (fingerprint, told) in lock.undecided.sorted(by: { $0.key < $1.key }) {
        news.append(try told.news(over: KnownWork(fingerprint, change.connection)))
      }
      for (id, entry) in lock.entries.sorted(by: { $0.key < $1.key }) {
        let regained = entry.fingerprint.flatMap { regained[$0] } ?? []
        try change.takeOver(
          entry, of: id, standing: standing, regained: regained, manifest: manifest, root: root)
      }
      // After them: what has come ends a refusal, and this one is of what has not.
      for one in news { try change.takeOver(one) }
    }
  }

  /// What is on record of a fingerprint that a lock file's word is held against.
  func knownWork(_ fingerprint: Fingerprint) throws(StoreError) -> KnownWork {
    try read { (connection) throws(StoreError) in try KnownWork(fingerprint, connection) }
  }
}

extension RecordChange {
  fileprivate mutating func takeOver(
    _ entry: LockFile.Entry, of id: String, standing: [String: FileStamp], regained: Set<Int>,
    manifest: String, root: String
  ) throws(StoreError) {
    if let fingerprint = entry.fingerprint {
      try takeOver(entry.slots, of: fingerprint, regained: regained)
      for output in entry.outputs {
        if !output.recipe.isEmpty {
          try recordDerived(output.media, from: output.original.digest, by: output.recipe)
        }
        guard let stamp = standing[output.path] else { continue }
        try record(output.record(of: id, fingerprint), stamp, root: root, manifest: manifest)
      }
    }
    if let pick = entry.pick { try record(pick, of: id, manifest: manifest) }
  }

  private mutating func takeOver(
    _ slots: [Int: SlotRecord], of fingerprint: Fingerprint, regained: Set<Int>
  ) throws(StoreError) {
    let rows = try connection.rows(
      "SELECT slot FROM slot WHERE fingerprint = ?", [SQLValue(fingerprint.digest)])
    var known: Set<Int> = []
    for row in rows { known.insert(Int(try row.integer(0))) }
    let new = slots.filter { !known.contains($0.key) || regained.contains($0.key) }
    if !new.isEmpty { try keep(new, of: fingerprint, form: "", request: nil) }
  }

  /// Requests that another machine sent and that wait for a decision, and what it was refused.
  fileprivate mutating func takeOver(_ news: LockNews) throws(StoreError) {
    if let refusal = news.refusal, refusal.kind.isAboutRequest {
      try takeOver(LockFile.RefusedWork(fingerprint: news.fingerprint, refusal: refusal))
    }
    for request in news.open {
      let id = try begin(
        RequestIntent(
          fingerprint: request.fingerprint, form: "", part: 0, slots: request.variants, attempt: 1,
          operation: "", model: "", host: "", bodyDigest: SHA256.digest(""),
          worstCost: request.worstCost))
      let end = request.lostBecause.map { RequestSettlement.lost(reason: $0) }
      try settle(id, as: end ?? .unsettled(reason: "another machine sent it"))
    }
  }

  private mutating func takeOver(_ refused: LockFile.RefusedWork) throws(StoreError) {
    try keepForm("", of: refused.fingerprint)
    try connection.run(
      """
      INSERT INTO refusal (fingerprint, kind, message, cost, request, refused_at)
      VALUES (?, ?, ?, ?, NULL, ?)
      """,
      [
        SQLValue(refused.fingerprint.digest), .text(refused.refusal.kind.rawValue),
        .text(refused.refusal.message), SQLValue(refused.refusal.cost), .integer(now),
      ])
  }

  fileprivate mutating func record(
    _ pick: PickRecord, of asset: String, manifest: String
  ) throws(StoreError) {
    try store(pick, of: asset, manifest: manifest)
    note(.picked(pick, asset: asset, manifest: manifest))
  }

  /// Puts a choice on record.
  func store(_ pick: PickRecord, of asset: String, manifest: String) throws(StoreError) {
    try connection.run(
      """
      INSERT OR REPLACE INTO pick (manifest, asset, fingerprint, slot, digest, picked_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .text(manifest), .text(asset), SQLValue(pick.fingerprint.digest), SQLValue(pick.variant),
        SQLValue(pick.digest), .integer(now),
      ])
  }
}

extension LockFile.Entry {
  /// What came back for its variants.
  var slots: [Int: SlotRecord] {
    var slots: [Int: SlotRecord] = [:]
    for variant in moderated { slots[variant] = .moderated }
    // One of a variant's files may say more than another.
    for output in outputs where slots[output.variant] == nil || output.requestID != nil {
      slots[output.variant] = .kept(
        output.original,
        ServedBy(
          model: output.model, revisedPrompt: output.revisedPrompt, requestID: output.requestID))
    }
    return slots
  }
}

extension LockFile.Output {
  /// As it stands in the records.
  func record(of asset: String, _ fingerprint: Fingerprint) -> OutputRecord {
    OutputRecord(
      path: path, asset: asset, fingerprint: fingerprint, slot: variant,
      original: original.digest, recipe: recipe, digest: media.digest)
  }
}
