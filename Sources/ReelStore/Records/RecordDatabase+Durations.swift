extension RecordDatabase {
  /// Learns how long requests took, in seconds, in one change.
  package func learn(
    _ requests: [(operation: String, model: String, seconds: Double)]
  ) async throws(StoreError) {
    let known = requests.filter { $0.seconds.isFinite && $0.seconds >= 0 }
    let groups = Dictionary(grouping: known) { [$0.operation, $0.model] }.mapValues { group in
      (sum: group.reduce(0) { $0 + $1.seconds }, count: group.count)
    }
    guard !groups.isEmpty else { return }
    try await write { (change) throws(StoreError) in
      for (key, group) in groups {
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
            .text(key[0]), .text(key[1]), .real(group.sum / Double(group.count)),
            SQLValue(group.count),
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
