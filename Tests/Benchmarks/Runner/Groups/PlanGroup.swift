/// How long a plan takes after a change of one line, where the rest is known, and where all is read.
enum PlanGroup {
  static func run(on bench: Bench) async throws {
    for size in bench.options.sizes {
      let project = try await FinishedProject.take(size, on: bench)
      let peers = try await PeerProject.take(size, on: bench)
      try project.writeManifest(lastPrompt: "another ")
      let result = try await bench.hold(
        Contest(
          "plan \(FigureText.count(size)), the last prompt changed", base: "make",
          rounds: bench.options.rounds(of: size),
          [
            .init("make", BenchCommand(["make"], in: peers.folder)),
            .init("ninja", BenchCommand(["ninja"], in: peers.folder)),
            .init("make -n", BenchCommand(["make", "-n"], in: peers.folder)),
            .init("ninja -n", BenchCommand(["ninja", "-n"], in: peers.folder)),
            .init("reel plan", project.reel("plan", on: bench)),
            // A selector, even one that means everything, has all of it read.
            .init("reel plan '*'", project.reel("plan", ["*"], on: bench)),
          ]))
      try project.writeManifest()
      // Of fewer, the start of the program is most of it.
      if size >= 100_000 { bench.judge(targets(of: result, size: size)) }
    }
  }

  private static func targets(of result: ContestResult, size: Int) -> [Target] {
    let name = "plan \(FigureText.count(size)): "
    return [
      Target(
        name + "wall of reel plan to make", result.ratio(of: "reel plan", to: "make", in: \.wall),
        atMost: 1.1),
      Target(
        name + "wall of reel plan to ninja", result.ratio(of: "reel plan", to: "ninja", in: \.wall),
        atMost: 1.0),
      Target(
        name + "memory of reel plan", result["reel plan"].map { Double($0.peak) / 1e6 },
        atMost: 110, .megabytes),
    ]
  }
}
