/// The same graph for make and ninja, with everything there. Each is made once and kept.
struct PeerProject: Sendable {
  let size: Int
  let folder: String

  /// The one of this size, made where it is not there yet: ninja's log comes of a run of ninja's.
  static func take(_ size: Int, on bench: Bench) async throws -> PeerProject {
    let project = PeerProject(size: size, folder: "\(bench.work)/peers-\(size)")
    let mark = project.folder + "/finished"
    guard !Files.exists(mark) else { return project }
    bench.say("making the same graph of \(size) files with ninja and make")
    let graph = ChainGraph(count: size)
    try Files.makeFolder(project.folder + "/ref")
    try Files.write("style\n", to: project.folder + "/ref/style.png")
    for index in stride(from: 0, to: size, by: 30) {
      try Files.makeFolder(project.folder + "/out" + ("/" + graph.output(index)).folderOfPath)
    }
    try Files.write(PeerText.makefile(graph), to: project.folder + "/Makefile")
    try Files.write(PeerText.ninja(graph), to: project.folder + "/build.ninja")
    for program in ["ninja", "make"] where bench.launcher.has(program) {
      _ = try await bench.launcher.run(BenchCommand([program, "-j4"], in: project.folder))
    }
    try Files.write("", to: mark)
    return project
  }
}
