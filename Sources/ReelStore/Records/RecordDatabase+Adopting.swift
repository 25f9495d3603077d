package import ReelPlan

extension RecordDatabase {
  /// Takes bytes that are in the store as a variant of a work. Requests for that variant alone that
  /// wait for a decision end with it: it is made.
  package func adopt(
    _ record: SlotRecord, as variant: Int, of fingerprint: Fingerprint, form: String
  ) async throws(StoreError) {
    try await write { (change) throws(StoreError) in
      try change.keep([variant: record], of: fingerprint, form: form, request: nil)
      let rows = try change.connection.rows(
        """
        SELECT id, slots FROM request
        WHERE fingerprint = ? AND state IN ('begun', 'unsettled', 'lost')
        """, [SQLValue(fingerprint.digest)])
      for row in rows {
        guard try row.slots(1) == [variant] else { continue }
        try change.settle(try row.integer(0), as: .collected)
      }
    }
  }
}
