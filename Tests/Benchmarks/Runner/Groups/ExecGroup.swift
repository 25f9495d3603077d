/// How well requests follow one another.
enum ExecGroup {
  private static let own = "engine alone"
  private static let overHTTP = "reel run, emulator"

  static func run(on bench: Bench) async throws {
    let rounds = bench.options.rounds ?? 3
    let flat = JobLoad(independent: 3_000, milliseconds: 50, cap: 64)
    let result = try await contest(flat, "exec flat", rounds: rounds, on: bench)
    bench.judge([
      Target(
        "exec flat: ideal time to the engine's", ideal(flat, told(result, 0)), atLeast: 0.95),
      Target(
        "exec flat: ideal time to that of reel run over HTTP",
        ideal(flat, result[overHTTP]?.wall), atLeast: 0.95),
      Target("exec flat: most jobs at once", most(result), atMost: 64, .count),
    ])
    for isFirst in [false, true] {
      let place = isFirst ? "first" : "last"
      let chain = JobLoad(
        independent: 2_000, chain: 20, chainIsFirst: isFirst, milliseconds: 50, cap: 32)
      let name = "exec chain \(place)"
      let result = try await contest(chain, name, rounds: rounds, on: bench)
      bench.judge([
        Target(
          name + ": engine to the bound", told(result, 0).map { $0 / chain.bound }, atMost: 1.03),
        Target(
          name + ": reel run over HTTP to the bound",
          result[overHTTP].map { $0.wall / chain.bound }, atMost: 1.06),
        Target(name + ": most jobs at once", most(result), atMost: 32, .count),
      ])
    }
    try await runEmpty(on: bench, rounds: bench.options.rounds ?? 7)
    for name in ["exec flat", "exec chain last", "exec chain first"] {
      let past = folder(of: name, on: bench) + "/" + aside
      _ = try await bench.launcher.run(BenchCommand(["rm", "-rf", past]))
    }
  }

  /// 100,000 jobs that take no time at all: what is left is the engine's.
  private static func runEmpty(on bench: Bench, rounds: Int) async throws {
    let count = 100_000
    let load = JobLoad(independent: count, milliseconds: 0, cap: 64)
    let contest = Contest(
      "exec, 100k jobs of no time", base: own, rounds: rounds, [engine(load, on: bench)])
    let result = try await bench.hold(contest)
    bench.judge([
      Target(
        "exec 100k: scheduling of a job", told(result, 0).map { $0 / Double(count) * 1e6 },
        atMost: 10, .microseconds),
      // Of these, what is decided; the rest is tasks that are made, waited for and woken.
      Target(
        "exec 100k: the scheduler alone, a job",
        told(result, 3).map { $0 / Double(count) * 1e6 }, atMost: 10, .microseconds),
    ])
  }

  private static func contest(
    _ load: JobLoad, _ name: String, rounds: Int, on bench: Bench
  ) async throws -> ContestResult {
    let folder = folder(of: name, on: bench)
    try Files.makeFolder(folder)
    try Files.write(load.makefile, to: folder + "/Makefile")
    try Files.write(load.ninja, to: folder + "/build.ninja")
    try Files.write(load.asyncio, to: folder + "/jobs.py")
    try Files.write(
      load.manifest(head: "limits: {requests_per_minute: 1000000}"), to: folder + "/reel.yaml")
    let emulator = BenchCommand([
      bench.reel, "emulate", "--port", "0", "--render", "instant", "--latency",
      "image=\(load.milliseconds)ms",
    ])
    let bound = FigureText.fixed(load.bound, 2)
    return try await bench.launcher.serve(emulator) { address in
      var contest = Contest(
        "\(name), bound \(bound) s", base: own, rounds: rounds,
        [
          engine(load, on: bench), reel(at: address, folder, load, on: bench),
          .init("make -j", BenchCommand(["make", "-s", "-j\(load.cap)"], in: folder)),
          .init("ninja -j", BenchCommand(["ninja", "-j\(load.cap)"], in: folder)),
          .init("asyncio", BenchCommand(["python3", "jobs.py"], in: folder)),
        ])
      contest.warmsUp = false
      return try await bench.hold(contest)
    }
  }

  private static func engine(_ load: JobLoad, on bench: Bench) -> Contest.Contestant {
    let numbers = [load.independent, load.chain].map(String.init)
    let rest = [load.chainIsFirst ? "first" : "last", "\(load.milliseconds)", "\(load.cap)"]
    return .init(own, BenchCommand(bench.child(.exec, numbers + rest), isRead: true))
  }

  /// The whole tool, with a state and outputs that are new in every round.
  private static func reel(
    at address: String, _ folder: String, _ load: JobLoad, on bench: Bench
  ) -> Contest.Contestant {
    .init(
      overHTTP,
      BenchCommand(
        [bench.reel, "run", "reel.yaml", "--base-url", address, "-q", "-j", "\(load.cap)"],
        in: folder, environment: ProjectTask.environment),
      prepare: { [launcher = bench.launcher] in
        _ = try await launcher.run(BenchCommand(["sh", "-c", putAside], in: folder))
      })
  }

  /// Puts away what a round left. It is removed at the end of all: ext4 makes files slowly for a minute
  /// after very many were removed.
  private static let putAside = """
    mkdir -p \(aside) && place=$(mktemp -d \(aside)/XXXXXX) || exit 1
    for name in .reel out reel.lock.yaml; do
      if [ -e "$name" ]; then mv "$name" "$place" || exit 1; fi
    done
    """
  private static let aside = "past-rounds"

  private static func folder(of name: String, on bench: Bench) -> String {
    "\(bench.work)/\(name.split(separator: " ").joined(separator: "-"))"
  }

  /// A number that the engine's process told.
  private static func told(_ result: ContestResult, _ place: Int) -> Double? {
    result[own]?.told(place)
  }

  private static func most(_ result: ContestResult) -> Double? { result[own]?.mostTold(2) }

  private static func ideal(_ load: JobLoad, _ seconds: Double?) -> Double? {
    seconds.map { load.bound / $0 }
  }
}
