/// How long pages and drawings of 10,000 assets take.
enum ReportGroup {
  private static let size = 10_000
  private static let formats = ["text", "dot", "mermaid", "json", "html"]

  static func run(on bench: Bench) async throws {
    let project = try await FinishedProject.take(size, on: bench)
    let report = project.reel("report", ["-o", bench.work + "/page.html"], on: bench)
    let graphs = formats.map { format in
      Contest.Contestant(
        "reel graph, \(format)", project.reel("graph", ["--format", format], on: bench))
    }
    let result = try await bench.hold(
      Contest(
        "report and graph, \(FigureText.count(size)) assets", base: "reel check",
        rounds: bench.options.rounds ?? 5,
        [
          .init("reel check", project.reel("check", ["-q"], on: bench)),
          .init("reel report", report),
        ] + graphs))
    bench.judge(
      [Target("report: reel report", result["reel report"]?.wall, atMost: 0.5, .seconds)]
        + formats.map { format in
          Target(
            "report: reel graph, \(format)", result["reel graph, \(format)"]?.wall, atMost: 0.15,
            .seconds)
        })
  }
}
