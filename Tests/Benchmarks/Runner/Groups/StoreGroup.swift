/// What it takes to put on record, to write the lock file and to hash.
enum StoreGroup {
  static func run(on bench: Bench) async throws {
    try await runRecords(on: bench)
    try await runLock(on: bench)
    try await runHash(on: bench)
  }

  // MARK: Records

  private static func runRecords(on bench: Bench) async throws {
    let count = 10_000
    let begun = bench.work + "/begun"
    let launcher = bench.launcher
    _ = try await launcher.run(BenchCommand(["rm", "-rf", begun]))
    _ = try await launcher.run(BenchCommand(bench.child(.store, ["begin", begun, "\(count)"])))
    // A copy of its own for each, so that all begin with the same.
    let (ours, theirs) = (bench.work + "/records-reel", bench.work + "/records-sqlite")
    let journaled = bench.work + "/records-journal"
    @Sendable func copy(to folder: String) async throws {
      _ = try await launcher.run(BenchCommand(["rm", "-rf", folder]))
      _ = try await launcher.run(BenchCommand(["cp", "-r", begun, folder]))
    }
    let keep = BenchCommand(bench.child(.store, ["keep", ours, "\(count)"]), isRead: true)
    try await copy(to: ours)
    let transactions = try await launcher.run(keep).numbers?.last ?? 1
    let batch = max(1, Int((Double(count) / transactions).rounded()))
    func commits(_ folder: String, _ options: [String] = []) -> BenchCommand {
      let database = folder + "/state.sqlite"
      return BenchCommand(
        [bench.programs["commits"], database, "\(batch)"] + options, isRead: true)
    }
    var contest = Contest(
      "store, 10,000 results, 64 under way, \(batch) in a transaction", base: "SQLite",
      rounds: bench.options.rounds ?? 5,
      [
        .init("SQLite", commits(theirs), prepare: { try await copy(to: theirs) }),
        // As durable as Reel's records are: twice.
        .init(
          "SQLite and a journal", commits(journaled, [journaled + "/journal.ndjson"]),
          prepare: { try await copy(to: journaled) }),
        .init("reel", keep, prepare: { try await copy(to: ours) }),
      ])
    contest.warmsUp = false
    let result = try await bench.hold(contest)
    bench.judge([
      Target(
        "store: time of records to SQLite's",
        result.ratio(of: "reel", to: "SQLite") { $0.told(0) }, atMost: 1.2),
      Target(
        "store: CPU of records to SQLite's",
        result.ratio(of: "reel", to: "SQLite") { $0.told(1) }, atMost: 1.2),
    ])
  }

  // MARK: Files

  private static func runLock(on bench: Bench) async throws {
    let path = bench.work + "/written.lock.yaml"
    let result = try await bench.hold(
      Contest(
        "store, lock file of 100k assets", base: "reel", rounds: bench.options.rounds ?? 3,
        [.init("reel", BenchCommand(bench.child(.lock, [path, "100000"]), isRead: true))]))
    bench.judge([
      Target("store: lock file of 100k assets", result["reel"]?.told(0), atMost: 1, .seconds)
    ])
  }

  private static func runHash(on bench: Bench) async throws {
    let path = bench.work + "/noise.bin"
    if !Files.exists(path) { try Files.write(Files.noise(256 << 20), to: path) }
    let result = try await bench.hold(
      Contest(
        "store, SHA-256 of 256 MiB", base: "OpenSSL", rounds: bench.options.rounds ?? 5,
        [
          .init("OpenSSL", BenchCommand([bench.programs["hash"], path])),
          .init("reel", BenchCommand(bench.child(.hash, [path]))),
          .init("openssl dgst", BenchCommand(["openssl", "dgst", "-sha256", path])),
        ]))
    bench.judge([
      Target(
        "store: CPU of hashing to OpenSSL's",
        result.ratio(of: "reel", to: "OpenSSL", in: \.cpu), atMost: 1.05)
    ])
  }
}
