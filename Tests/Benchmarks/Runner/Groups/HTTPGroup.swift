/// What requests, answers and downloads take.
enum HTTPGroup {
  static func run(on bench: Bench) async throws {
    let film = bench.work + "/film.bin"
    if !Files.exists(film) { try Files.write(Files.noise(10_000_000), to: film) }
    let scratch = bench.work + "/downloads"
    try Files.makeFolder(scratch)
    try await bench.launcher.serve(BenchCommand([bench.programs["server"], film])) { address in
      try await runRequests(at: address, scratch, on: bench)
      try await runMemory(at: address, scratch, on: bench)
      try await runDownloads(at: address, scratch, on: bench)
    }
    _ = try await bench.launcher.run(BenchCommand(["rm", "-rf", scratch]))
  }

  // MARK: Requests

  private static func runRequests(at address: String, _ scratch: String, on bench: Bench)
    async throws
  {
    let count = 2_000
    let url = address + "/200/0/v1"
    let python = bench.options.environmentFolder.map { $0 + "/bin/python" } ?? "python3"
    var contest = Contest(
      "http, 2,000 requests of 200 ms, 64 at once, ideal 6.40 s", base: "aiohttp",
      rounds: bench.options.rounds ?? 5,
      [.init("reel", child("post", url, count, 64, scratch, on: bench))])
    contest.warmsUp = false
    for package in ["aiohttp", "openai"] {
      let script = bench.programs.script("post-\(package).py")
      guard try await has(package, python, on: bench) else {
        contest.missing[package] = "\(python) has no package \(package); see --venv"
        continue
      }
      contest.contestants.append(
        .init(package, BenchCommand([python, script, url, "\(count)", "64"], isRead: true)))
    }
    let result = try await bench.hold(contest)
    // Without the start of the process: that of Python's packages is long.
    func ratio(to package: String) -> Double? {
      result.ratio(of: "reel", to: package) { $0.told(1) }
    }
    for row in result.rows {
      guard let cpu = row.sample.told(1) else { continue }
      bench.note(
        "\(row.name): \(FigureText.milliseconds(cpu / 2)) ms CPU for 1,000 requests, start aside")
    }
    bench.judge([
      Target("http: CPU of a request to aiohttp's", ratio(to: "aiohttp"), atMost: 0.5),
      Target("http: CPU of a request to that of openai", ratio(to: "openai"), atMost: 0.02),
    ])
  }

  private static func has(_ package: String, _ python: String, on bench: Bench) async throws -> Bool
  {
    guard bench.launcher.has(python) else { return false }
    let command = BenchCommand([python, "-c", "import \(package)"], statuses: [0, 1])
    return try await bench.launcher.run(command).status == 0
  }

  // MARK: Memory

  private static func runMemory(at address: String, _ scratch: String, on bench: Bench) async throws
  {
    func media(_ megabytes: Int) -> BenchCommand {
      child("media", "\(address)/0/\(megabytes)000000/v1", 64, 16, scratch, on: bench)
    }
    var contest = Contest(
      "http, memory", base: "500 small answers", rounds: 1,
      [
        .init(
          "500 small answers", child("post", address + "/0/0/v1", 500, 64, scratch, on: bench)),
        .init(
          "5,000 small answers", child("post", address + "/0/0/v1", 5_000, 64, scratch, on: bench)),
        .init("64 pictures of 1 MB", media(1)), .init("64 pictures of 10 MB", media(10)),
      ])
    contest.warmsUp = false
    let result = try await bench.hold(contest)
    func ratio(_ many: String, _ few: String) -> Double? {
      result.ratio(of: many, to: few) { Double($0.peak) }
    }
    bench.judge([
      Target(
        "http: memory of 5,000 answers to that of 500",
        ratio("5,000 small answers", "500 small answers"), atMost: 1.1),
      Target(
        "http: memory of answers of 10 MB to that of 1 MB",
        ratio("64 pictures of 10 MB", "64 pictures of 1 MB"), atMost: 1.1),
    ])
  }

  // MARK: Downloads

  private static func runDownloads(
    at address: String, _ scratch: String, on bench: Bench
  ) async throws {
    let count = 200
    let list = bench.work + "/downloads.txt"
    let lines = (0..<count).map { "url = \"\(address)/film\"\noutput = \"\(scratch)/\($0).mp4\"\n" }
    try Files.write(lines.joined(), to: list)
    let curl = ["curl", "--silent", "--parallel", "--parallel-max", "16", "--config", list]
    let clear: @Sendable () async throws -> Void = { [launcher = bench.launcher] in
      _ = try await launcher.run(BenchCommand(["rm", "-rf", scratch]))
      try Files.makeFolder(scratch)
    }
    var contest = Contest(
      "http, 200 downloads of 10 MB, 16 at once", base: "curl --parallel",
      rounds: bench.options.rounds ?? 3,
      [
        .init("curl --parallel", BenchCommand(curl), prepare: clear),
        .init(
          "reel", child("get", address + "/film", count, 16, scratch, on: bench), prepare: clear),
        // What `curl` does not do, and a run only once it has looked at the film.
        .init(
          "reel, each synced",
          child("get-synced", address + "/film", count, 16, scratch, on: bench),
          prepare: clear),
      ])
    contest.warmsUp = false
    let result = try await bench.hold(contest)
    bench.judge([
      Target(
        "http: wall of downloads to curl's",
        result.ratio(of: "reel", to: "curl --parallel", in: \.wall), atMost: 1.1)
    ])
  }

  private static func child(
    _ kind: String, _ url: String, _ count: Int, _ cap: Int, _ folder: String, on bench: Bench
  ) -> BenchCommand {
    BenchCommand(bench.child(.http, [kind, url, "\(count)", "\(cap)", folder]), isRead: true)
  }
}
