extension RecordDatabase {
  /// Learns how long requests took on the average, in seconds, in one change.
  package func learn(
    _ durations: [(operation: String, model: String, mean: Double, count: Int)]
  ) async throws(StoreError) {
    let known = durations.filter { $0.mean.isFinite && $0.mean >= 0 && $0.count > 0 }
    guard !known.isEmpty else { return }
    try await write { (change) throws(StoreError) in
      for duration in known {
        // A running mean in which the last twenty or so count: providers grow faster and slower.
        try change.connection.run(
          """
          INSERT INTO duration (operation, model, mean, count) VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET
            mean = mean + (excluded.mean - mean) * min(excluded.count, 20)
              / min(count + excluded.count, 20),
            count = count + excluded.count
          """,
          [
            .text(duration.operation), .text(duration.model), .real(duration.mean),
            SQLValue(duration.count),
          ])
      }
    }
  }

  /// How long such a request takes, in seconds, as earlier ones did.
  package func expectedSeconds(
    operation: String, model: String
  ) throws(StoreError) -> Double? {
    try read { (connection) throws(StoreError) in
      try connection.row(
        "SELECT mean FROM duration WHERE operation = ? AND model = ?",
        [.text(operation), .text(model)])?.real(0)
    }
  }
}
