package import ReelBasics
package import ReelPlan

extension RecordDatabase {
  /// Puts on record that a recipe makes these bytes out of an original.
  package func recordDerived(
    _ media: MediaRecord, from original: Digest, by recipe: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.recordDerived(media, from: original, by: recipe)
    }
  }

  /// Forgets derived files that are about to go; they can be made again.
  package func forgetDerived(_ digests: [Digest]) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      for digest in digests {
        try change.connection.run("DELETE FROM derived WHERE digest = ?", [SQLValue(digest)])
      }
    }
  }

  /// What a recipe made out of an original, where that is on record.
  package func derived(
    from original: Digest, by recipe: String
  ) throws(StoreError) -> MediaRecord? {
    try read { (connection) throws(StoreError) in
      let row = try connection.row(
        """
        SELECT digest, media_type, byte_count, width, height, milliseconds
        FROM derived WHERE original = ? AND recipe = ?
        """, [SQLValue(original), .text(recipe)])
      guard let row else { return nil }
      return try MediaRecord(row, from: 0)
    }
  }

  /// Puts outputs on record that were written, and under which fingerprint their assets were.
  ///
  /// `root` is the name of the output folder (`OutputFolder.name`), `manifest` the name of the
  /// manifest that they belong to.
  package func recordOutputs(
    _ outputs: [(OutputRecord, FileStamp)], in root: String, manifest: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      for (output, stamp) in outputs {
        try change.record(output, stamp, root: root, manifest: manifest)
      }
    }
  }

  /// Removes outputs from the records, for those that were moved or given up.
  package func forgetOutputs(
    _ paths: [String], in root: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      for path in paths {
        try change.connection.run(
          "DELETE FROM output WHERE root = ? AND path = ?", [.text(root), .text(path)])
      }
    }
  }

  /// Takes outputs over that are on record as another manifest's: their assets were moved. Writes
  /// nothing where there are none. `owners` are assets by the paths of their outputs.
  package func claimOutputs(
    _ owners: [String: String], in root: String, manifest: String
  ) async throws(StoreError) {
    let others = try read { (connection) throws(StoreError) in
      try connection.rows(
        "SELECT path FROM output WHERE root = ? AND manifest <> ?", [.text(root), .text(manifest)]
      ).map { (row) throws(StoreError) in try row.text(0) }
    }
    let moved = others.filter { owners[$0] != nil }
    guard !moved.isEmpty else { return }
    try await write { (change) throws(StoreError) in
      for path in moved {
        let key: [SQLValue] = [.text(root), .text(path)]
        try change.connection.run(
          "UPDATE output SET manifest = ?, asset = ? WHERE root = ? AND path = ?",
          [.text(manifest), SQLValue(owners[path])] + key)
        try change.connection.run(
          """
          INSERT OR REPLACE INTO asset (manifest, asset, fingerprint)
          SELECT manifest, asset, fingerprint FROM output WHERE root = ? AND path = ?
          """, key)
      }
    }
  }

  /// What was written to a path, and what it looked like then.
  package func output(
    at path: String, in root: String
  ) throws(StoreError) -> (record: OutputRecord, stamp: FileStamp)? {
    try read { (connection) throws(StoreError) in
      let row = try connection.row(
        """
        SELECT path, asset, fingerprint, slot, original, recipe, digest, size, mtime_ns, inode,
          device
        FROM output WHERE root = ? AND path = ?
        """, [.text(root), .text(path)])
      guard let row else { return nil }
      return (try OutputRecord(row), try FileStamp(row, from: 7))
    }
  }

  /// All that is on record as written for a manifest, by path.
  package func outputs(
    of manifest: String, in root: String
  ) throws(StoreError) -> [OutputRecord] {
    try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT path, asset, fingerprint, slot, original, recipe, digest
        FROM output WHERE root = ? AND manifest = ? ORDER BY path
        """, [.text(root), .text(manifest)])
      var outputs: [OutputRecord] = []
      for row in rows { outputs.append(try OutputRecord(row)) }
      return outputs
    }
  }

  /// What is on record as written for some assets of a manifest, by path.
  package func outputs(
    of assets: [String], manifest: String, in root: String
  ) throws(StoreError) -> [OutputRecord] {
    let names = JSONValue.array(assets.map { .string($0) }).canonical
    return try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT path, asset, fingerprint, slot, original, recipe, digest FROM output
        WHERE root = ? AND manifest = ? AND asset IN (SELECT value FROM json_each(?))
        ORDER BY path
        """, [.text(root), .text(manifest), .text(names)])
      var outputs: [OutputRecord] = []
      for row in rows { outputs.append(try OutputRecord(row)) }
      return outputs
    }
  }

  /// Where outputs with these bytes were written.
  func paths(ofOutputsWith digest: Digest, in root: String) throws(StoreError) -> [String] {
    try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        "SELECT path FROM output WHERE root = ? AND digest = ? ORDER BY path",
        [.text(root), SQLValue(digest)])
      var paths: [String] = []
      for row in rows { paths.append(try row.text(0)) }
      return paths
    }
  }

  /// Where outputs were written that are these bytes with a mark: an original, or what was derived
  /// from one.
  func paths(ofOutputsMarkedFrom digest: Digest, in root: String) throws(StoreError) -> [String] {
    try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT path, output.recipe, '' FROM output WHERE root = ?1 AND original = ?2
        UNION ALL
        SELECT path, output.recipe, derived.recipe FROM output
        JOIN derived ON derived.original = output.original
        WHERE root = ?1 AND derived.digest = ?2 ORDER BY 1
        """, [.text(root), SQLValue(digest)])
      var paths: [String] = []
      for row in rows where OutputMark.unmarked(try row.text(1)) == (try row.text(2)) {
        paths.append(try row.text(0))
      }
      return paths
    }
  }

  /// Where outputs stand that give bytes back, by the digest of these: their own, and what they are
  /// without a mark.
  func standing(in root: String) throws(StoreError) -> [Digest: [StandingOutput]] {
    try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT path, digest, recipe, NULL FROM output WHERE root = ?1
        UNION ALL
        SELECT path, original, recipe, '' FROM output WHERE root = ?1
        UNION ALL
        SELECT path, derived.digest, output.recipe, derived.recipe FROM output
        JOIN derived ON derived.original = output.original WHERE root = ?1
        """, [.text(root)])
      var standing: [Digest: [StandingOutput]] = [:]
      for row in rows {
        let base = try row.optionalText(3)
        if let base, OutputMark.unmarked(try row.text(2)) != base { continue }
        let (path, digest) = (try row.text(0), try row.digest(1))
        standing[digest, default: []].append(StandingOutput(path: path, isMarked: base != nil))
      }
      return standing
    }
  }

  /// The originals that these bytes were derived from.
  func originals(ofDerived digest: Digest) throws(StoreError) -> [Digest] {
    try read { (connection) throws(StoreError) in
      let rows = try connection.rows(
        "SELECT original FROM derived WHERE digest = ?", [SQLValue(digest)])
      var originals: [Digest] = []
      for row in rows { originals.append(try row.digest(0)) }
      return originals
    }
  }

  /// The fingerprint under which an asset was last written.
  package func lastFingerprint(
    of asset: String, manifest: String
  ) throws(StoreError) -> Fingerprint? {
    try read { (connection) throws(StoreError) in
      let row = try connection.row(
        "SELECT fingerprint FROM asset WHERE manifest = ? AND asset = ?",
        [.text(manifest), .text(asset)])
      guard let row else { return nil }
      return Fingerprint(try row.digest(0))
    }
  }
}

/// Where bytes stand as an output: as they are, or with a mark.
struct StandingOutput: Sendable {
  let path: String
  let isMarked: Bool
}

extension RecordChange {
  func recordDerived(
    _ media: MediaRecord, from original: Digest, by recipe: String
  ) throws(StoreError) {
    try connection.run(
      """
      INSERT OR REPLACE INTO derived (original, recipe, digest, media_type, byte_count, width,
        height, milliseconds, made_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, [SQLValue(original), .text(recipe)] + media.columns + [.integer(now)])
  }

  /// Puts an output on record, and what its asset was last written under.
  func record(
    _ output: OutputRecord, _ stamp: FileStamp, root: String, manifest: String
  ) throws(StoreError) {
    try connection.run(
      """
      INSERT OR REPLACE INTO output (root, path, manifest, asset, fingerprint, slot, original,
        recipe, digest, size, mtime_ns, inode, device, written_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(root), .text(output.path), .text(manifest), .text(output.asset),
        SQLValue(output.fingerprint.digest), SQLValue(output.slot), SQLValue(output.original),
        .text(output.recipe), SQLValue(output.digest),
      ] + stamp.columns + [.integer(now)])
    try connection.run(
      "INSERT OR REPLACE INTO asset (manifest, asset, fingerprint) VALUES (?, ?, ?)",
      [.text(manifest), .text(output.asset), SQLValue(output.fingerprint.digest)])
  }
}

extension OutputRecord {
  /// From `path, asset, fingerprint, slot, original, recipe, digest`.
  fileprivate init(_ row: SQLRow) throws(StoreError) {
    self.init(
      path: try row.text(0), asset: try row.text(1), fingerprint: Fingerprint(try row.digest(2)),
      slot: Int(try row.integer(3)), original: try row.digest(4), recipe: try row.text(5),
      digest: try row.digest(6))
  }
}

extension FileStamp {
  /// For `size, mtime_ns, inode, device`. Numbers without a sign keep their bits.
  var columns: [SQLValue] {
    [
      .integer(size), .integer(modified), .integer(Int64(bitPattern: inode)),
      .integer(Int64(bitPattern: device)),
    ]
  }

  /// From `size, mtime_ns, inode, device`, beginning at `first`.
  init(_ row: SQLRow, from first: Int) throws(StoreError) {
    self.init(
      size: try row.integer(first), modified: try row.integer(first + 1),
      inode: UInt64(bitPattern: try row.integer(first + 2)),
      device: UInt64(bitPattern: try row.integer(first + 3)))
  }
}
