/// How long it takes to start.
enum StartGroup {
  static func run(on bench: Bench) async throws {
    let result = try await bench.hold(
      Contest(
        "start", base: "true", rounds: bench.options.rounds ?? 40,
        [
          .init("true", BenchCommand(["/bin/true"])),
          .init("reel --version", BenchCommand([bench.reel, "--version"])),
          .init("reel --help", BenchCommand([bench.reel, "--help"])),
          .init("make --version", BenchCommand(["make", "--version"])),
          .init("ninja --version", BenchCommand(["ninja", "--version"])),
          .init("python3 -c pass", BenchCommand(["python3", "-c", "pass"])),
        ]))
    let cpu = result["reel --version"].map { $0.cpu * 1000 }
    bench.judge([Target("start: CPU of reel --version", cpu, atMost: 5, .milliseconds)])
  }
}
