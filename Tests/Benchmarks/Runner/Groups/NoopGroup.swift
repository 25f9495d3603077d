/// How long it takes to find that there is nothing to do.
enum NoopGroup {
  static func run(on bench: Bench) async throws {
    for size in bench.options.sizes {
      let project = try await FinishedProject.take(size, on: bench)
      let peers = try await PeerProject.take(size, on: bench)
      let result = try await bench.hold(
        Contest(
          "noop \(FigureText.count(size))", base: "make", rounds: bench.options.rounds(of: size),
          [
            .init("make", BenchCommand(["make"], in: peers.folder)),
            .init("ninja", BenchCommand(["ninja"], in: peers.folder)),
            .init("reel run", project.reel("run", on: bench)),
          ]))
      bench.judge(targets(of: result, size: size))
    }
  }

  private static func targets(of result: ContestResult, size: Int) -> [Target] {
    let name = "noop \(FigureText.count(size)): "
    let most = size <= 1_000 ? 0.85 : size <= 10_000 ? 0.5 : 0.35
    var targets = [
      Target(
        name + "CPU of reel run to make", result.ratio(of: "reel run", to: "make", in: \.cpu),
        atMost: most),
      Target(
        name + "memory of reel run", result["reel run"].map { Double($0.peak) / 1e6 },
        atMost: 20, .megabytes),
    ]
    if size >= 100_000 {
      targets.append(
        Target(
          name + "wall of reel run to make", result.ratio(of: "reel run", to: "make", in: \.wall),
          atMost: 0.25))
    }
    return targets
  }
}
