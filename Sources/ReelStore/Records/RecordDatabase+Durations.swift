extension RecordDatabase {
  /// Learns how long requests took, in seconds, in one change.
  package func learn(
    _ requests: [(operation: String, model: String, seconds: Double)]
  ) async throws(StoreError) {
    let known = requests.filter { $0.seconds.isFinite && $0.seconds >= 0 }
    guard !known.isEmpty else { return }
    try await write { (change) throws(StoreError) in
      for request in known {
        // A running mean in which the last twenty or so count: providers grow faster and slower.
        try change.connection.run(
          """
          INSERT INTO duration (operation, model, mean, count) VALUES (?, ?, ?, 1)
          ON CONFLICT DO UPDATE SET
            mean = mean + (excluded.mean - mean) / min(count + 1, 20), count = count + 1
          """, [.text(request.operation), .text(request.model), .real(request.seconds)])
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
