/// How long it takes to read a manifest.
enum ParseGroup {
  static func run(on bench: Bench) async throws {
    for size in bench.options.sizes {
      let manifest = try Manifests.path(of: size, in: bench.work)
      let bytes = Files.size(manifest)
      var contest = Contest(
        "parse \(FigureText.count(size)), \(FigureText.megabytes(bytes)) MB", base: "libyaml",
        rounds: bench.options.rounds(of: size),
        [
          .init("libyaml", BenchCommand([bench.programs["floor"], manifest])),
          .init("reel check", BenchCommand([bench.reel, "check", "-q", manifest])),
          .init("loader alone", BenchCommand(bench.child(.parse, [manifest]))),
          .init("its start", BenchCommand(bench.child(.nothing, []))),
        ])
      if bench.options.countsInstructions { contest.counted = ["libyaml", "reel check"] }
      bench.judge(targets(of: try await bench.hold(contest), size: size, bytes: bytes))
    }
  }

  private static func targets(of result: ContestResult, size: Int, bytes: Int64) -> [Target] {
    let name = "parse \(FigureText.count(size)): "
    func ratio(of program: String, in figure: (Sample) -> Double?) -> Double? {
      result.ratio(of: program, to: "libyaml", in: figure)
    }
    var targets = [
      Target(
        name + "CPU of reel check to libyaml", ratio(of: "reel check", in: \.cpu), atMost: 1.35),
      Target(
        name + "CPU of the loader to libyaml", ratio(of: "loader alone", in: \.cpu), atMost: 1.35),
      Target(
        name + "memory of reel check", result["reel check"].map { Double($0.peak) / 1e6 },
        atMost: 3.5 * Double(bytes) / 1e6 + 12, .megabytes),
    ]
    if result["libyaml"]?.instructions != nil {
      let instructions = ratio(of: "reel check") { $0.instructions.map(Double.init) }
      targets.append(
        Target(name + "instructions of reel check to libyaml", instructions, atMost: 1.15))
    }
    if size == 1_000 {
      let cpu = result["reel check"].map { $0.cpu * 1000 }
      targets.append(Target(name + "CPU of reel check", cpu, atMost: 9, .milliseconds))
    }
    return targets
  }
}
