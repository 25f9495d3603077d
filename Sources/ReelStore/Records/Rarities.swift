import ReelBasics
import ReelPlan

/// Which works have what few have: a refusal, an open request, a pick. Known while reads see one
/// moment, so that a plan, which asks for each of thousands, is not told "none" by a query each time.
struct Rarities: Sendable {
  /// An asset as picks name it.
  struct Asset: Sendable, Hashable {
    let manifest: String
    let id: String
  }

  let refused: Set<Fingerprint>
  let open: Set<Fingerprint>
  let picked: Set<Asset>

  /// As the records have it now.
  init(_ connection: SQLiteConnection) throws(StoreError) {
    refused = try Self.fingerprints(
      try connection.rows("SELECT fingerprint FROM refusal"))
    open = try Self.fingerprints(
      try connection.rows(
        """
        SELECT fingerprint FROM request WHERE
          state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost'
        """))
    var picked: Set<Asset> = []
    for row in try connection.rows("SELECT manifest, asset FROM pick") {
      picked.insert(Asset(manifest: try row.text(0), id: try row.text(1)))
    }
    self.picked = picked
  }

  private static func fingerprints(_ rows: [SQLRow]) throws(StoreError) -> Set<Fingerprint> {
    var fingerprints: Set<Fingerprint> = []
    for row in rows { fingerprints.insert(Fingerprint(try row.digest(0))) }
    return fingerprints
  }
}
